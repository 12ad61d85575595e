"""Controls that the forms of accounts share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.typed import fields as typed
from accounts.typed import text
from notifications.typed import FIRST_YEAR, LAST_YEAR, sane

LONGEST_WORD, MOST_WORDS = 40, 20
# What may be written behind the number of a column.
UNITS = {"employees": "people", "tech_staff": "people", "figures_year": "year", "years": "year", "max_load": "share"}
UNITS |= dict.fromkeys(("revenue_wan", "assets_wan", "rd_expense_wan"), "wan")


class Day(forms.DateInput):
    """A day, picked in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


class Moment(forms.DateTimeInput):
    """A day and time of day in the platform's time zone."""

    input_type = "datetime-local"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


def require_sane(value) -> None:
    """Refuse a day or time of a year that nobody can mean, and with which time zones and periods cannot be reckoned."""
    if isinstance(value, date) and not sane(value):
        words = _("年份须在 %(first)s 到 %(last)s 之间。")
        raise ValidationError(words, code="year", params={"first": FIRST_YEAR, "last": LAST_YEAR})


class DayField(forms.DateField):
    """A day."""

    default_validators = [require_sane]
    widget = Day


class MomentField(forms.DateTimeField):
    """A time."""

    default_validators = [require_sane]
    widget = Moment


class Words(forms.CharField):
    """A list of words, written with commas or enumeration commas between them."""

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        written = super().to_python(value) or ""
        for sign in "，,;；\n":
            written = written.replace(sign, "、")
        words = list(dict.fromkeys(word for part in written.split("、") if (word := text.line(part))))
        if long := next((word for word in words if len(word) > LONGEST_WORD), None):
            said = _("“%(word)s”太长，每个词最多 %(most)d 个字。")
            raise ValidationError(said % {"word": f"{long[:20]}…", "most": LONGEST_WORD}, code="too_long")
        if len(words) > MOST_WORDS:
            said = _("最多 %(most)d 个词，现在是 %(count)d 个。")
            raise ValidationError(said % {"most": MOST_WORDS, "count": len(words)}, code="too_many")
        return words


def typed_field(column, **options):
    """Return the form field of a column: numbers are read as people write them."""
    field = column.formfield(**options)
    if type(field) in (forms.DecimalField, forms.IntegerField):
        options = {"min_value": field.min_value, "max_value": field.max_value, **options}
        kind = typed.Number if isinstance(field, forms.DecimalField) else typed.Whole
        unit = UNITS.get(column.name, "")
        return column.formfield(**{**options, "form_class": kind, "unit": unit, "widget": typed.NumberLine})
    return field


class Typed(forms.models.ModelFormMetaclass):
    """Makes every form of this kind read numbers by the house's own fields."""

    def __new__(cls, name, bases, attrs):
        if (meta := attrs.get("Meta")) is not None:
            meta.formfield_callback = typed_field
        return super().__new__(cls, name, bases, attrs)


class ActionDecides(forms.ModelForm, metaclass=Typed):
    """A form over a row that leaves what holds between fields and rows to the action, which says it at its field."""

    def _post_clean(self):
        """Only what each field says of itself; Django would go on to the constraints of the table."""
        for name, value in list(self.cleaned_data.items()):
            try:
                require_sane(value)
            except ValidationError as wrong:
                self.add_error(name, wrong)
        # What is private to Django is not in the stubs.
        own = self._get_validation_exclusions()  # type: ignore[attr-defined]
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        try:
            self.instance.clean_fields(exclude=own)
        except ValidationError as wrong:
            self._update_errors(wrong)  # type: ignore[attr-defined]


def offer(form, name: str, choices: Any) -> None:
    """Give a field of choice what may be chosen now."""
    form.fields[name].choices = choices


def ask_to_choose(form):
    """Say it in words where a list begins with nothing chosen; Django would draw a line."""
    for name, field in form.fields.items():
        choices: Any = field.choices if isinstance(field, forms.TypedChoiceField) else ()
        if choices and choices[0][0] == "":
            offer(form, name, [("", gettext_lazy("请选择")), *list(choices)[1:]])
