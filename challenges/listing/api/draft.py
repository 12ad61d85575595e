"""What every part of a need as it is sent has in common: names are checked here, values by the domain."""

from typing import Any

from rest_framework import serializers as s

from challenges.core.api.typed import Body

MONEY = {"max_digits": 12, "decimal_places": 2, "required": False}


def text(longest: int) -> s.CharField:
    """Return a text that may be left out or empty."""
    return s.CharField(max_length=longest, required=False, allow_blank=True)


def one_of(choices) -> s.ChoiceField:
    """Return one value of an enumeration, or none."""
    return s.ChoiceField(choices=choices.choices, required=False, allow_blank=True)


class Draft(Body):
    """A part of a need as it is sent."""

    def to_internal_value(self, data):
        """Return what was sent, once every name in it is known; what it says is read by the domain."""
        if not isinstance(data, dict):
            raise s.ValidationError({"": [self.error_messages["invalid"].format(datatype=type(data).__name__)]})
        found = self.unknown(data)
        field: Any
        for name, field in self.fields.items():
            rows = data.get(name) if isinstance(field, s.ListSerializer) else None
            for place, row in enumerate(rows if isinstance(rows, list) else []):
                if isinstance(row, dict) and (wrong := field.child.unknown(row)):
                    found |= {f"{name}.{place}.{inner}": said for inner, said in wrong.items()}
        if found:
            raise s.ValidationError(found)
        return dict(data)
