"""Who is told of the discussion: the experts who review the same proposal. No name of the speaker is told."""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import among, recipients
from challenges.core.notices.topics import REVIEWS
from challenges.review.models import Review, Statement
from challenges.review.states.review import ReviewState, SeatState
from notifications.registry import notice, silent


def fellow_experts(event):
    """Yield the other experts who review the proposal that was spoken of."""
    row = Statement.objects.get(pk=event.subject_id)
    sitting = Review.objects.filter(seat__panel=row.panel_id, proposal=row.proposal_id, seat__state=SeatState.ACCEPTED)
    people = set(sitting.exclude(state=ReviewState.RECUSED).values_list("seat__expert_id", flat=True))
    return recipients(people - {event.actor_id}, url=f"/panels/{row.panel_id}/discussion/")


def context(event) -> dict:
    """Return what the wording names: the challenge alone, for a firm may be hidden from the panel."""
    return {
        "title": Statement.objects.select_related("panel__challenge").get(pk=event.subject_id).panel.challenge.title
    }


notice("statement.made", topic=REVIEWS, audience=fellow_experts, context=context, facts=(), still=among(fellow_experts))
silent("review.reconsidered", _("专家自己收回的；重新提交之前，评审进度里看得到。"))
