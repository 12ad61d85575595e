"""What the acts on a contract take."""

from rest_framework import serializers as s

from challenges.contracts.queries.changes import IP_OPEN
from challenges.contracts.queries.text import SECTIONS
from challenges.core.api.typed import Body, Day, Whole


def text_field() -> s.CharField:
    """Return a field for a text that may be empty; what is too long is told by the domain, beside its name."""
    return s.CharField(allow_blank=True, required=False)


class AgreedValue(Body):
    """The value of an indicator, by its position; `value_max` for a range. A unit may stand beside it."""

    position = Whole(min_value=1)
    value = s.CharField(allow_blank=True)
    value_max = s.CharField(allow_blank=True, required=False)
    unit = s.CharField(allow_blank=True, required=False)


class AgreedPercent(Body):
    """The percent of a part of the money, by its position."""

    position = Whole(min_value=1)
    percent = s.CharField()


class MadePromise(Body):
    """One promise of the 军令状: `indicator` and `milestone` by their numbers in the text."""

    text = s.CharField()
    indicator = Whole(min_value=1, required=False, allow_null=True)
    milestone = Whole(min_value=1, required=False, allow_null=True)
    due_month = Whole(min_value=1)
    consequence = s.CharField()


AgreedIp = type(
    "AgreedIp",
    (Body,),
    {name: text_field() for name in IP_OPEN}
    | {"__doc__": "Terms on intellectual property that the challenge left open.", "__module__": __name__},
)
AgreedSections = type(
    "AgreedSections",
    (Body,),
    {name: text_field() for name in SECTIONS}
    | {"__doc__": "What the parties write themselves, by section.", "__module__": __name__},
)


class ContractText(Body):
    """A new text; what is left out stays as it is. `read_version` is the number of the text it was written from."""

    read_version = Whole(min_value=1)
    indicators = AgreedValue(many=True, required=False)
    parts = AgreedPercent(many=True, required=False)
    ip = AgreedIp(required=False)
    promises = MadePromise(many=True, required=False)
    sections = AgreedSections(required=False)
    note = s.CharField(max_length=1000, allow_blank=True, default="")


class ReadContract(Body):
    """The SHA-256 of the text that was read."""

    digest = s.CharField(min_length=64, max_length=64)


class ContractReopening(Body):
    """What is to be changed before anybody signs."""

    reason = s.CharField(max_length=1000)


class ContractRegistration(Body):
    """Number and day of the registration as a technical contract."""

    number = s.CharField(max_length=60)
    registered_on = Day()
