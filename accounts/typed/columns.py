"""Columns that keep what people type in one spelling, whoever writes and whoever looks.

A row's own check (`clean_fields`) says what cannot be read beside its field. Whenever a value is written or looked for
it is folded besides, so that two spellings of one address can never be two people. To the database and its migrations
they are Django's own columns.
"""

from collections.abc import Callable

from django.db import models
from django.forms import Field

from accounts.typed import code, fields, mail, phone, text
from accounts.typed.fields import told


class Folded(models.CharField):
    """A column with one spelling: `fold` gives it and never fails, `read` refuses what is none."""

    base = "CharField"
    form_class: type[Field] = fields.Line
    fold: Callable[..., str] = staticmethod(text.line)
    read: Callable[..., str] = staticmethod(text.line)

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, f"django.db.models.{self.base}", args, options

    def to_python(self, value):
        return value if value is None else told(self.read, value)

    def get_prep_value(self, value):
        return value if value is None or hasattr(value, "resolve_expression") else self.fold(value)

    def pre_save(self, row, add):
        value = self.get_prep_value(super().pre_save(row, add))
        setattr(row, self.attname, value)
        return value

    def formfield(self, *args, **options):
        return super().formfield(*args, **{"form_class": self.form_class, **options})


class Line(Folded):
    """One line, such as a name."""


class Mail(Folded, models.EmailField):
    """A mail address."""

    base = "EmailField"
    form_class = fields.Mail
    fold, read = staticmethod(mail.folded), staticmethod(mail.read)


class Phone(Folded):
    """One telephone number, or two."""

    form_class = fields.Phone
    fold, read = staticmethod(phone.folded), staticmethod(phone.read)


class Code(Folded):
    """A code of capitals and digits."""

    form_class = fields.Code
    fold = read = staticmethod(code.folded)
