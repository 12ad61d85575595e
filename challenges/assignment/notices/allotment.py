"""Who is told of an allotment: whoever asked for it, when it is solved; and experts who get proposals elsewhere."""

from django.utils.translation import gettext_lazy as _

from challenges.assignment.models import Allotment
from challenges.core.notices.audience import among, recipients
from challenges.core.notices.topics import REVIEWS
from challenges.review.notices.review import declare, invited_context, seated
from notifications.registry import notice, silent


def asker(event):
    """Yield the person who asked."""
    allotment = Allotment.objects.get(pk=event.subject_id)
    return recipients({allotment.asked_by_id}, url=f"/allotments/{allotment.pk}/")


def context(event) -> dict:
    """Return what the wording names: the batch."""
    return {"batch": Allotment.objects.select_related("batch").get(pk=event.subject_id).batch.name}


notice(
    "allotment.solved",
    topic=REVIEWS,
    audience=asker,
    context=context,
    facts=("pairs", "missing", "error"),
    still=among(asker),
)
declare("seat.bridged", seated, context=invited_context)

silent("allotment.asked", _("求解完成时告知提出的人。"))
silent("allotment.revised", _("求解完成时告知提出的人。"))
silent("allotment.applied", _("专家在开始评分时各自得知。"))
silent("allotment.voided", _("作废的人自己知道。"))
silent("panel.reviews_set", _("设定的人自己知道；专家在开始评分时得知。"))
silent("panel.allotted", _("采用方案的人自己知道；专家在开始评分时得知。"))
