"""Who is told of a staffing: whoever asked for it, when it is solved."""

from django.utils.translation import gettext_lazy as _

from challenges.assignment.models import Staffing
from challenges.core.notices.audience import among, recipients
from challenges.core.notices.topics import REVIEWS
from notifications.registry import notice, silent


def asker(event):
    """Yield the person who asked."""
    staffing = Staffing.objects.get(pk=event.subject_id)
    return recipients({staffing.asked_by_id}, url=f"/staffings/{staffing.pk}/")


def context(event) -> dict:
    """Return what the wording names: the batch."""
    return {"batch": Staffing.objects.select_related("batch").get(pk=event.subject_id).batch.name}


notice(
    "staffing.solved",
    topic=REVIEWS,
    audience=asker,
    context=context,
    facts=("pairs", "missing", "error"),
    still=among(asker),
)

silent("staffing.asked", _("求解完成时告知提出的人。"))
silent("staffing.revised", _("求解完成时告知提出的人。"))
silent("staffing.applied", _("名单在邀请之前不告知任何人。"))
silent("staffing.voided", _("作废的人自己知道。"))
