"""Ties that an expert declares on their profile, and what they close where they sit already."""

from typing import Any

from django.db import transaction

from accounts.acting import Acting
from accounts.actions import interest as interests
from accounts.models import Interest
from challenges.core import gate
from challenges.core.gate import Moment
from challenges.review.actions import conflict


def declare(*, by: Acting, at: Moment, **details: Any) -> Interest:
    """An expert declares a tie to a unit (see `accounts.actions.interest.declare`): it holds at once, for panels to
    come and for those where they sit; what it excludes there is closed in the same moment.
    """
    with transaction.atomic():
        now = gate.moment(at)
        # Panels first, the profile after them: whoever accepts an invitation locks in the same order.
        panels = conflict.panels_of(by.user_id or 0)
        interest = interests.declare(by=by, at=now, **details)
        conflict.find_again(panels, expert_id=by.user_id or 0, by=by, at=now)
    return interest
