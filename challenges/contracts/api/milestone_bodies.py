"""What the acts on milestones and payments take."""

from rest_framework import serializers as s

from challenges.contracts.models import LeadOpinion
from challenges.core.api.typed import Body, Day, Line, Number, Whole


class Measurement(Body):
    """What was measured of one indicator: a number with its unit, or the answer to a yes-or-no or to options."""

    indicator_id = Whole(min_value=1, source="indicator")
    value = s.CharField(max_length=60, allow_blank=True, default="")
    unit = s.CharField(max_length=24, allow_blank=True, default="")
    uncertainty = s.CharField(max_length=60, allow_blank=True, default="")
    choice = s.CharField(max_length=200, allow_blank=True, default="")
    measured_on = Day()
    measured_by = Line(max_length=120)
    report_id = Whole(min_value=1, source="report", allow_null=True, default=None)


class WorkProgress(Body):
    """How the work goes, as of a day."""

    text = s.CharField(max_length=1000)
    on = Day()


class MilestoneStatement(Body):
    """What is said of the work that is handed in."""

    statement = s.CharField(max_length=4000, allow_blank=True, default="")


class MilestoneOpinion(Body):
    """What the lead firm finds."""

    opinion = s.ChoiceField(choices=LeadOpinion.choices)
    text = s.CharField(max_length=4000, allow_blank=True, default="")


class MilestonePassing(Body):
    """What the organiser says when it passes a milestone; it may say nothing."""

    decision = s.CharField(max_length=4000, allow_blank=True, default="")


class MilestoneConclusion(Body):
    """What the organiser decides, with its grounds."""

    decision = s.CharField(max_length=4000)


class PaymentRequest(Body):
    """By which invoice a payment is asked for."""

    invoice = Line(max_length=60)


class PaymentMade(Body):
    """When a payment was made and by which voucher; `amount` in 元 where it was a part of the line."""

    paid_on = Day()
    amount = Number(max_digits=16, decimal_places=2, min_value=0, allow_null=True, default=None)
    reference = Line(max_length=80, allow_blank=True, default="")


class PaymentReceived(Body):
    """When the money came; `amount` in 元 where it was a part of the line."""

    received_on = Day()
    amount = Number(max_digits=16, decimal_places=2, min_value=0, allow_null=True, default=None)


class PaymentRefund(Body):
    """When the money was given back, and why."""

    refunded_on = Day()
    reason = s.CharField(max_length=2000)
