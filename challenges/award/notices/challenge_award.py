"""Who is told of a challenge from the choice to the award."""

from django.utils.translation import gettext_lazy as _

from challenges.award.notices.objection import OBJECTIONS
from challenges.bulletin.models import NoticeKind
from challenges.proposals.states import IN_REVIEW, ProposalState
from challenges.review.notices.challenge_review import applicants_and_lead, challenge_of, declare, firms_of, lead
from notifications.registry import silent


def readers_of_feedback(event):
    """Yield the people of every firm whose proposal was opened and not withdrawn; the link leads to the feedback."""
    states = IN_REVIEW | {ProposalState.DISQUALIFIED}
    return firms_of(event, challenge_of(event).proposals.filter(state__in=states), page="feedback/")


def publicised_and_lead(event):
    """Yield the firms that the latest publicity names, and the lead firm."""
    challenge = challenge_of(event)
    publicity = challenge.notice_items.filter(notice__kind=NoticeKind.PUBLICITY, notice__posted_at__isnull=False)
    latest = publicity.order_by("-notice__posted_at").values_list("notice_id", flat=True).first()
    yield from firms_of(event, challenge.proposals.filter(notice_items__notice_id=latest or 0))
    yield from lead(event)


silent("challenge.chosen_anew", _("改选后重新提请审定，已审定的人收到失效通知。"))
silent("challenge.chosen", _("择定后即提请审定，审定的人各自得到通知。"))
silent("challenge.feedback_set", _("到反馈时间时，每个申报单位各得一份通知。"))
declare("challenge.publicity_begun", applicants_and_lead, facts=("number", "ends_at"), statutory=True)
declare("challenge.feedback_given", readers_of_feedback, statutory=True)
declare("challenge.stayed", publicised_and_lead, topic=OBJECTIONS, statutory=True)
declare("challenge.resumed", publicised_and_lead, topic=OBJECTIONS, facts=("to",), statutory=True)
declare("challenge.awarded", applicants_and_lead, facts=("sign_by",), statutory=True)
