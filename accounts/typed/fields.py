"""Form fields over what people type, read by `accounts.typed`; what cannot be read is said beside the field.

None of them is limited by the browser: an input that stops at its length cuts what is pasted, without a word.
"""

from django import forms
from django.core.exceptions import ValidationError

from accounts.typed import code, mail, number, phone, text
from accounts.typed.unreadable import Unreadable


def told(read, value, **bounds):
    """Return what `read` makes of a value, its refusal as one of the form."""
    try:
        return read(value, **bounds)
    except Unreadable as wrong:
        raise ValidationError(wrong.message, code=wrong.code) from wrong


class Line(forms.CharField):
    """One line, such as a name: invisible signs left out, blanks of any kind one blank."""

    def to_python(self, value):
        return super().to_python(text.line(value))


class Mail(forms.EmailField):
    """A mail address, in the one spelling by which a person is known."""

    # A browser's own check would refuse a pasted address before anybody could fold it.
    widget = forms.TextInput

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}

    def to_python(self, value):
        return super().to_python(told(mail.read, value))


class Phone(forms.CharField):
    """A telephone number, or two; an extension behind 转."""

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "tel"}

    def to_python(self, value):
        return super().to_python(told(phone.read, value))


class Code(forms.CharField):
    """A code: capitals, without blanks, hyphens and invisible signs."""

    def to_python(self, value):
        return super().to_python(code.folded(value))


class NumberLine(forms.TextInput):
    """An input for a number that keeps what was typed; a browser's own hands on nothing for 七十 and 1,000."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", **(attrs or {})})


class Number(forms.DecimalField):
    """A number; `unit` names what may be written behind it (accounts.typed.number.UNITS)."""

    widget = NumberLine

    def __init__(self, *, unit="", **options):
        self.unit = unit
        super().__init__(**options)

    def to_python(self, value):
        if text.line(value) == "":
            return None
        bounds = {"lowest": self.min_value, "highest": self.max_value, "places": self.decimal_places}
        return told(number.read, value, unit=self.unit, **bounds)

    def prepare_value(self, value):
        return number.shown(value) if hasattr(value, "quantize") else value

    def has_changed(self, initial, data):
        return forms.Field.has_changed(self, self.prepare_value(initial), data)


class Whole(forms.IntegerField):
    """A whole number; 8.0 is 8."""

    widget = NumberLine

    def __init__(self, *, unit="", **options):
        self.unit = unit
        super().__init__(**options)

    def to_python(self, value):
        if text.line(value) == "":
            return None
        return told(number.whole, value, unit=self.unit, lowest=self.min_value, highest=self.max_value)
