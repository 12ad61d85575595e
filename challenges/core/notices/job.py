"""Who is told of a job: whoever asked for it, when it is over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from challenges.core.models import Job
from challenges.core.notices.audience import among, recipients
from challenges.core.notices.topics import REVIEWS
from notifications.registry import notice, silent


def asker(event: Any) -> Any:
    """Yield the person who asked."""
    return recipients({Job.objects.get(pk=event.subject_id).asked_by_id}, url=f"/jobs/{event.subject_id}/")


def context(event: Any) -> dict:
    """Return what the wording names: the batch."""
    return {"batch": Job.objects.select_related("batch").get(pk=event.subject_id).batch.name}


notice(
    "job.finished",
    topic=REVIEWS,
    audience=asker,
    context=context,
    facts=("kind", "done", "failed"),
    still=among(asker),
)

silent("job.asked", _("办完时告知提出的人。"))
silent("job.begun", _("办完时告知提出的人。"))
silent("job.cancelled", _("停止的人自己知道。"))
