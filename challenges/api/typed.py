"""Numbers and times in bodies, within what every column and every page can take."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notifications.typed import LARGEST, SMALLEST, sane, whole


class Whole(serializers.IntegerField):
    """A whole number: in JSON as such, or as plain digits. Never more than 64 bits."""

    def __init__(self, **options):
        options.setdefault("max_value", LARGEST)
        options.setdefault("min_value", SMALLEST)
        super().__init__(**options)

    def to_internal_value(self, data):
        """Return the number. Refuses digits of other scripts, signs and blanks that Python would read."""
        if isinstance(data, float) and data.is_integer() and abs(data) < 2**53:
            data = int(data)
        number = whole(data, lowest=SMALLEST)
        if number is None:
            self.fail("invalid")
        return number


class Day(serializers.DateField):
    """A day of a year that the platform can reckon with."""

    default_error_messages = {"year": _("年份超出范围。")}

    def to_internal_value(self, value):
        """Return the date."""
        found = super().to_internal_value(value)
        if not sane(found):
            self.fail("year")
        return found


class Moment(serializers.DateTimeField):
    """A time of a year that the platform can reckon with, in any time zone."""

    default_error_messages = {"year": _("年份超出范围。")}

    def to_internal_value(self, value):
        """Return the aware time."""
        try:
            found = super().to_internal_value(value)
        except OverflowError:
            self.fail("year")
        if not sane(found):
            self.fail("year")
        return found
