"""Controls that the forms of accounts share."""

from django import forms


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


class Words(forms.CharField):
    """A list of words, written with commas or enumeration commas between them."""

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        text = super().to_python(value) or ""
        for sign in "，,;；\n":
            text = text.replace(sign, "、")
        return list(dict.fromkeys(word.strip()[:40] for word in text.split("、") if word.strip()))[:20]
