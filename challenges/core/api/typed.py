"""What people type, in bodies: within what every column and every page can take, and folded as on pages."""

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.typed import code, mail, number, phone, text
from accounts.typed.unreadable import Unreadable
from notifications.typed import LARGEST, SMALLEST, sane, whole

FORM_TOKEN = "csrfmiddlewaretoken"


class Body(serializers.Serializer):
    """A request's body, or an object in it. A name that it does not know is refused: what was meant would be lost.

    `called` says of words of the domain, which name of the body they are about.
    """

    called: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def to_internal_value(self, data):
        """Return the values. Refuses unknown names together with whatever else is wrong."""
        unknown = self.unknown(data) if isinstance(data, Mapping) else {}
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            detail: Any = wrong.detail
            raise serializers.ValidationError({**unknown, **detail}) from wrong
        if unknown:
            raise serializers.ValidationError(unknown)
        return found

    def spelt(self, path: str) -> str:
        """Return the path under which a caller sends what the domain calls so: each part by the name of its field."""
        return ".".join(names_of(self, path.split(".")))

    def unknown(self, data: Mapping) -> dict:
        """Return the refusal of every name that is not one of the fields."""
        # The check of forms has its token among the fields, where a form is sent as such.
        form = {FORM_TOKEN} if isinstance(data, QueryDict) else set()
        names = [str(name) for name in data if name not in self.fields and name not in form]
        return {name: [ErrorDetail(str(_("没有这个字段。")), "unknown_field")] for name in names}


def names_of(field: Any, parts: list[str]) -> list[str]:
    """Return the parts of a path as they are sent, from a field inwards; what no field is known for stays as it is."""
    if not parts:
        return []
    if isinstance(field, serializers.ListSerializer):
        return [parts[0], *names_of(field.child, parts[1:])]
    inner = field.fields if isinstance(field, serializers.Serializer) else {}
    called = getattr(field, "called", {})
    for name, one in inner.items():
        if parts[0] in (name, one.source) or called.get(parts[0]) == name:
            return [name, *names_of(one, parts[1:])]
    return parts


def told(read, value, **bounds):
    """Return what `read` of accounts.typed makes of a value, its refusal as one of the field."""
    try:
        return read(value, **bounds)
    except Unreadable as wrong:
        raise serializers.ValidationError(wrong.message, code=wrong.code) from wrong


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
        found = whole(data, lowest=SMALLEST)
        if found is None:
            self.fail("invalid")
        return found


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
    """A time of a year that the platform can reckon with, in any time zone, which it names."""

    default_error_messages = {
        "year": _("年份超出范围。"),
        "zone": _("请写明时区，例如 2026-12-01T09:00:00+08:00。"),
    }

    def enforce_timezone(self, value):
        """Refuse a time that names no zone: it is another moment for everybody who reads it."""
        if value.tzinfo is None:
            self.fail("zone")
        return super().enforce_timezone(value)

    def to_internal_value(self, value):
        """Return the aware time."""
        try:
            found = super().to_internal_value(value)
        except OverflowError:
            self.fail("year")
        if not sane(found):
            self.fail("year")
        return found.astimezone(UTC)


class Number(serializers.DecimalField):
    """A decimal; text is read as people type it, with the unit that the field may bear."""

    def __init__(self, *, unit="", **options):
        self.unit = unit
        super().__init__(**options)

    def to_internal_value(self, data):
        """Return the decimal within its bounds."""
        bounds = {"lowest": self.min_value, "highest": self.max_value, "places": self.decimal_places}
        return told(number.read, data, unit=self.unit, **bounds)


class Line(serializers.CharField):
    """One line, such as a name."""

    def to_internal_value(self, data):
        """Return the line without invisible signs."""
        return text.line(super().to_internal_value(data))


class Code(serializers.CharField):
    """A code of capitals and digits."""

    def to_internal_value(self, data):
        """Return the code as it is written."""
        return code.folded(super().to_internal_value(data))


class Mail(serializers.EmailField):
    """A mail address, in the one spelling by which a person is known."""

    def run_validation(self, data=serializers.empty):
        """Fold before anything is asked of the address."""
        return super().run_validation(told(mail.read, data) if isinstance(data, str) else data)


class Phone(serializers.CharField):
    """A telephone number, or two."""

    def run_validation(self, data=serializers.empty):
        """Fold before anything is asked of the number."""
        return super().run_validation(told(phone.read, data) if isinstance(data, str) else data)
