"""What people call the fields of a challenge, for choices and for the reasons of a return."""

from django.core.exceptions import FieldDoesNotExist

from challenges.listing.actions.challenge_change import label
from notifications.typed import whole

FIELDS = (
    "title",
    "type",
    "field_code",
    "background",
    "content",
    "state_of_art",
    "indicators",
    "total_wan",
    "payment_parts",
    "conditions",
    "deliverables",
    "milestones",
    "ip_clause",
    "ip_terms",
    "confidentiality",
)


def field_choices():
    """Return (field, label) for the fields that may be named in a return."""
    return [(name, label(name)) for name in FIELDS]


def field_label(path: str) -> str:
    """Return the label of a field or of a row's column: `indicators.0.unit` is 技术指标 1 单位."""
    name, _dot, rest = path.partition(".")
    try:
        if not rest:
            return label(name)
        index, _dot, column = rest.partition(".")
        number = whole(index)
        if number is None:
            return path
        words = [label(name), str(number + 1)]
        if column:
            words.append(label(f"{name}.{index}.{column}"))
        return " ".join(words)
    except FieldDoesNotExist:
        return path
