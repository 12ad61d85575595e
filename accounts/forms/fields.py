"""Controls that the forms of accounts share."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from notifications.typed import FIRST_YEAR, LAST_YEAR, sane


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
        text = super().to_python(value) or ""
        for sign in "，,;；\n":
            text = text.replace(sign, "、")
        return list(dict.fromkeys(word.strip()[:40] for word in text.split("、") if word.strip()))[:20]


class ActionDecides(forms.ModelForm):
    """A form over a row that leaves what holds between fields and rows to the action, which says it at its field."""

    def _post_clean(self):
        """Only what each field says of itself; Django would go on to the constraints of the table."""
        for name, value in list(self.cleaned_data.items()):
            try:
                require_sane(value)
            except ValidationError as wrong:
                self.add_error(name, wrong)
        own = self._get_validation_exclusions()
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        try:
            self.instance.clean_fields(exclude=own)
        except ValidationError as wrong:
            self._update_errors(wrong)


def ask_to_choose(form):
    """Say it in words where a list begins with nothing chosen; Django would draw a line."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0][0] == "":
            field.choices = [("", _("请选择")), *list(field.choices)[1:]]
