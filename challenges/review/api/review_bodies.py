"""What the acts on panels, seats and reviews take."""

from decimal import Decimal
from typing import ClassVar, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from challenges.core.api.shapes import FOUND
from challenges.core.api.typed import Body, Moment, Whole
from challenges.review.actions.set_aside import Basis


class SetAside(Body):
    """Ties that are no reason to step aside, and the fact or document on which that is said."""

    called: ClassVar = {"ids": "conflict_ids"}
    conflict_ids = s.ListField(child=Whole(min_value=1), min_length=1, max_length=200, source="conflicts")
    basis = s.ChoiceField(choices=Basis.choices)
    reason = s.CharField(max_length=240)


class VoteCount(Body):
    """How many experts voted for one proposal."""

    proposal_id = Whole(min_value=1)
    votes = Whole(min_value=0, max_value=99)


class Votes(Body):
    """The panel's vote on the proposals that share the rank at the cut."""

    votes = VoteCount(many=True)

    def spelt(self, path):
        """Return the path; a proposal that is not voted on is named at its place in the list."""
        name, _dot, proposal = path.partition(".")
        rows = self.validated_data["votes"]
        places = [place for place, row in enumerate(rows) if str(row["proposal_id"]) == proposal]
        return f"{name}.{places[0]}.proposal_id" if places else name


class SeatPick(Body):
    """An expert for the panel."""

    expert_id = Whole(min_value=1, source="expert")
    reserve = s.BooleanField(default=False)
    leader = s.BooleanField(default=False)


class SeatPicks(Body):
    """Who shall sit: the whole list of those not asked yet."""

    called: ClassVar = {"seats": "picks", "leader": "picks"}
    picks = SeatPick(many=True)


class Decline(Body):
    """Why an expert does not sit."""

    reason = s.ChoiceField(choices=["conflict", "not_my_field", "too_many", "dates", "other"])
    text = s.CharField(max_length=240, allow_blank=True, default="")


class MarkSent(TypedDict, total=False):
    """What is marked for one criterion: 0 to 100 (null clears it), or points where the rubric is by points."""

    value: Decimal | float | None
    points: Decimal | float | None
    comment: str
    vetoed: bool


@extend_schema_field(FOUND.map("MarksSent", MarkSent, "Marks by criterion id; what is not named stays."))
class MarksField(s.DictField):
    """Marks by criterion id; what they say is read by the domain."""

    child = s.DictField()


class Read(Body):
    """What the caller had read before they wrote: marks by criterion id, and the comments."""

    marks = MarksField(required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)


class Marks(Body):
    """Marks by criterion id, and the comments; what is not named stays."""

    bases = Read(required=False)

    marks = MarksField(required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    reason = s.CharField(required=False, allow_blank=True, max_length=2000)


class Longer(Body):
    """A later moment for every expert of a panel, and why."""

    due_at = Moment()
    reason = s.CharField(max_length=2000)


class ReviewsEach(Body):
    """How many experts review each proposal; null: every expert reviews every proposal."""

    reviews_each = Whole(min_value=1, max_value=99, allow_null=True)


class Blindness(Body):
    """Whether the experts of a panel read without firms and people."""

    blind = s.BooleanField()


class PanelPlan(Body):
    """A panel to be formed."""

    name = s.CharField(max_length=60, required=False, allow_blank=True, default="")
    blind = s.BooleanField(default=False)
