"""What the acts on panels, seats and reviews take."""

from rest_framework import serializers as s

from challenges.core.api.typed import Whole


class VoteCount(s.Serializer):
    """How many experts voted for one proposal."""

    proposal = Whole(min_value=1)
    votes = Whole(min_value=0, max_value=99)


class Votes(s.Serializer):
    """The panel's vote on the proposals that share the rank at the cut."""

    votes = VoteCount(many=True)


class SeatPick(s.Serializer):
    """An expert for the panel."""

    expert = Whole(min_value=1)
    reserve = s.BooleanField(default=False)
    leader = s.BooleanField(default=False)


class SeatPicks(s.Serializer):
    """Who shall sit: the whole list of those not asked yet."""

    picks = SeatPick(many=True)


class Decline(s.Serializer):
    """Why an expert does not sit."""

    reason = s.ChoiceField(choices=["conflict", "not_my_field", "too_many", "dates", "other"])
    text = s.CharField(max_length=240, allow_blank=True, default="")


class Read(s.Serializer):
    """What the caller had read before they wrote: marks by criterion id, and the comments."""

    marks = s.DictField(child=s.DictField(), required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)


class Marks(s.Serializer):
    """Marks by criterion id, and the comments; what is not named stays."""

    bases = Read(required=False)

    marks = s.DictField(child=s.DictField(), required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    reason = s.CharField(required=False, allow_blank=True, max_length=2000)


class ReviewsEach(s.Serializer):
    """How many experts review each proposal; null: every expert reviews every proposal."""

    reviews_each = Whole(min_value=1, max_value=99, allow_null=True)


class Blindness(s.Serializer):
    """Whether the experts of a panel read without firms and people."""

    blind = s.BooleanField()


class PanelPlan(s.Serializer):
    """A panel to be formed."""

    name = s.CharField(max_length=60, required=False, allow_blank=True, default="")
    blind = s.BooleanField(default=False)
