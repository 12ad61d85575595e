"""What the acts on challenges take."""

from rest_framework import serializers as s

from challenges.core.api.typed import Moment, Whole


class Remark(s.Serializer):
    """One field and what is wrong with it."""

    field = s.CharField(max_length=60)
    reason = s.CharField(max_length=1000)


class Remarks(s.Serializer):
    """A return with a reason for each field."""

    remarks = Remark(many=True)


class Experts(s.Serializer):
    """People of the expert pool, by user id."""

    experts = s.ListField(child=Whole(min_value=1), max_length=40)


class Opinion(s.Serializer):
    """The three answers of the argumentation."""

    necessity = s.BooleanField()
    measurability = s.BooleanField()
    amount = s.BooleanField()
    comment = s.CharField(max_length=2000, allow_blank=True, default="")


class Funds(s.Serializer):
    """The proof that the money is there."""

    budget_number = s.CharField(max_length=60, allow_blank=True, default="")


class Window(s.Serializer):
    """When a challenge opens and closes (aware times)."""

    opens_at = Moment(required=False, allow_null=True)
    closes_at = Moment(required=False, allow_null=True)


class Extension(s.Serializer):
    """A later deadline for everybody."""

    closes_at = Moment()
    reason = s.CharField(max_length=2000)


class Withdrawal(s.Serializer):
    """Why a challenge is taken back."""

    reason = s.CharField(max_length=2000)
    ground = s.ChoiceField(choices=["", "force_majeure", "policy", "funds"], default="", allow_blank=True)
