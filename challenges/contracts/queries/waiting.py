"""Milestones and payments that wait for somebody, the earliest first; what is overdue stands on top."""

from typing import Any

from django.db.models import F

from challenges.contracts.access import milestone, payment
from challenges.contracts.states.milestone import CLOSED_MILESTONE
from challenges.contracts.states.payment import OWED, PaymentState


def waiting_milestones(viewer: Any) -> Any:
    """Return the milestones that are not closed."""
    rows = milestone.visible_to(viewer).exclude(state__in=CLOSED_MILESTONE)
    return rows.select_related("contract__challenge").order_by(F("due_at").asc(nulls_last=True), "pk")


def waiting_payments(viewer: Any) -> Any:
    """Return the payments that are due, or paid and not yet said to have come."""
    rows = payment.visible_to(viewer).filter(state__in=OWED | {PaymentState.PAID})
    return rows.select_related("contract__challenge", "part").order_by(F("due_at").asc(nulls_last=True), "pk")
