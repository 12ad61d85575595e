"""Who may not be asked to review a challenge at all, because of where they stand today."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from challenges.core.gate import Refused
from challenges.review.models import Panel
from challenges.review.queries.conflicts import barred


def require_not_barred(panel: Panel, expert_ids: Iterable[int], today: date) -> None:
    """Refuse to ask experts who belong to the lead firm or an applicant today; the first of them is named."""
    held = barred(panel.challenge, expert_ids, today=today)
    if held:
        expert_id = min(held)
        name = User.objects.get(pk=expert_id).name
        words = _("“%(name)s”%(tie)s，不能评审本榜，请换人。")
        raise Refused(words % {"name": name, "tie": held[expert_id]}, code="present_tie")
