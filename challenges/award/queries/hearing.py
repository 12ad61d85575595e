"""Who must be heard 陈述意见 on an objection before it can be found to hold, and who has been."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from challenges.award.models import Objection, Side
from challenges.award.states.inquiry import HEARD, InquiryState
from challenges.core.gate import Refused, overdue


def targets(objection: Objection) -> list[Organisation]:
    """Return the firms objected to: those that the publicity names for this challenge, first slot first."""
    items = objection.notice.items.filter(challenge_id=objection.challenge_id, proposal__isnull=False)
    rows = items.select_related("proposal__organisation").order_by("position", "id")
    return list({row.proposal.organisation_id: row.proposal.organisation for row in rows if row.proposal}.values())


def unheard(objection: Objection, at: datetime) -> list[Organisation]:
    """Return the firms objected to that were not asked yet, or still have time to answer at this moment."""
    asked = objection.inquiries.filter(side=Side.TARGET).values_list("organisation_id", "state", "due_at")
    heard = {pk for pk, state, due in asked if state in HEARD or (state == InquiryState.ASKED and overdue(due, at))}
    return [firm for firm in targets(objection) if firm.pk not in heard]


def require_heard(objection: Any, at: datetime) -> None:
    """Refuse to find for an objection before every firm it would take the award from had its say.

    Source: 行政程序中的陈述、申辩权（行政处罚法第七条、行政许可法第三十六条的同一原则）.
    """
    if waiting := unheard(objection, at):
        names = "、".join(firm.name for firm in waiting)
        words = _("还没有听取%(names)s的意见：请先要求其说明，待答复或者期限届满后再认定成立。")
        raise Refused(words % {"names": names}, code="unheard")
