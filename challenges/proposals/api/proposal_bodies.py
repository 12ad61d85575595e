"""What the acts on proposals and consortia take."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from challenges.core.api.typed import Body, Number, Whole
from challenges.proposals.api.proposal_shapes import SECTIONS


class Item(Body):
    """A formal item to cure."""

    item = s.CharField(max_length=40)
    note = s.CharField(max_length=500, allow_blank=True, default="")


class Items(Body):
    """The formal items a firm is asked to cure, once."""

    items = Item(many=True)


class Reply(Body):
    """What the firm says to the request."""

    reply = s.CharField(max_length=2000)


class Code(Body):
    """A reason of a failed check."""

    code = s.CharField(max_length=40)
    note = s.CharField(max_length=500, allow_blank=True, default="")


class ConditionResult(Body):
    """What was found of one condition, by the key under which the proposal tells it."""

    key = s.CharField(max_length=60)
    result = s.ChoiceField(choices=("ok", "fail"))
    note = s.CharField(max_length=500, allow_blank=True, default="")


class Check(Body):
    """The first person's result of the formal check; a condition not named stands as the machine found it."""

    qualified = s.BooleanField()
    results = ConditionResult(many=True, required=False)
    reasons = Code(many=True, required=False)


class Complaint(Body):
    """What the firm disputes of the result, and on which fact or document."""

    disputed = s.ListField(
        child=s.CharField(max_length=60),
        help_text="Keys of failed conditions as the proposal tells them, or codes of reasons beside them.",
    )
    text = s.CharField(max_length=4000)


class ComplaintDecision(Body):
    """What the organiser decides on a complaint, with the reason."""

    decision = s.CharField(max_length=4000)


class Share(Body):
    """A partner's task and share in percent."""

    share = Number(max_digits=5, decimal_places=2, min_value=0, max_value=100, unit="percent")
    task = s.CharField(max_length=200)


class Invitation(Share):
    """A partner to be invited, by organisation id."""

    organisation_id = Whole(min_value=1, source="organisation")


@extend_schema_field({"anyOf": list(SECTIONS.values())})
class SectionData(s.DictField):
    """What is typed into a section. It is kept whatever it is; the document tells the shape for each key."""


class Section(Body):
    """A section of a draft as it is typed, and the version that was read."""

    # The interface calls it data, as a serializer calls its answer.
    data = SectionData(help_text="In the shape that bears the key of the section.")  # type: ignore[assignment]
    version = Whole(min_value=0)
