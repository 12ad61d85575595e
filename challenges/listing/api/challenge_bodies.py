"""What the acts on challenges take."""

from rest_framework import serializers as s

from challenges.core.api.typed import Body, Moment, Whole
from challenges.listing.actions.challenge_change import Ground


class Remark(Body):
    """One field and what is wrong with it."""

    field = s.CharField(max_length=60)
    reason = s.CharField(max_length=1000)


class Remarks(Body):
    """A return with a reason for each field."""

    remarks = Remark(many=True)


class Experts(Body):
    """People of the expert pool, by user id."""

    experts = s.ListField(child=Whole(min_value=1), max_length=40)


class Opinion(Body):
    """The three answers of the argumentation."""

    necessity = s.BooleanField()
    measurability = s.BooleanField()
    amount = s.BooleanField()
    comment = s.CharField(max_length=2000, allow_blank=True, default="")


class Funds(Body):
    """The proof that the money is there."""

    budget_number = s.CharField(max_length=60, allow_blank=True, default="")


class Window(Body):
    """When a challenge opens and closes (aware times)."""

    opens_at = Moment(required=False, allow_null=True)
    closes_at = Moment(required=False, allow_null=True)


class Extension(Body):
    """A later deadline for everybody."""

    closes_at = Moment()
    reason = s.CharField(max_length=2000)


class Withdrawal(Body):
    """Why a challenge is taken back."""

    reason = s.CharField(max_length=2000)
    ground = s.ChoiceField(choices=["", *Ground.values], default="", allow_blank=True)
