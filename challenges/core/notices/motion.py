"""Who is told of a motion: those who may confirm it, and then whoever prepared it."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.topics import TWO_PERSONS
from notifications.models import Event
from notifications.registry import Recipient, notice, silent


def takers(event: Event) -> Iterable[Recipient]:
    """Yield those who hold a role that may take the act, without the one who prepared it."""
    motion = Motion.objects.get(pk=event.subject_id)
    if motion.organisation_id:
        people = holders([motion.organisation_id], ACTS[motion.act].roles, event.at)
    else:
        people = set(User.objects.filter(is_operator=True, is_active=True).values_list("pk", flat=True))
    return recipients(people - {motion.prepared_by_id}, url=f"/motions/{motion.pk}/")


def preparer(event: Event) -> Iterable[Recipient]:
    """Yield the person who prepared it."""
    motion = Motion.objects.get(pk=event.subject_id)
    return recipients({motion.prepared_by_id}, url=f"/motions/{motion.pk}/")


def both(event: Event) -> Iterable[Recipient]:
    """Yield whoever prepared it, and those who might have confirmed it."""
    yield from preparer(event)
    yield from takers(event)


def context(event: Event) -> dict:
    """Return what the wording names: the act, and who prepared it."""
    motion = Motion.objects.select_related("prepared_by").get(pk=event.subject_id)
    label = ACTS[motion.act].label
    return {"label": label, "title": label, "person": str(motion.prepared_by), "answer": motion.answer}


def declare(event_name: str, audience: Callable[[Event], Iterable[Recipient]], *facts: str) -> None:
    """Declare a notice of this file; the right to know is asked again at sending."""
    facts = facts or ("what",)
    notice(event_name, topic=TWO_PERSONS, audience=audience, context=context, facts=facts, still=among(audience))


declare("motion.prepared", takers, "what", "due")
declare("motion.confirmed", preparer)
declare("motion.refused", preparer)
declare("motion.unanswered", takers, "due", "days")
declare("motion.expired", both)
declare("motion.recounted", both, "old", "new", "year")
silent("motion.withdrawn", _("收回的人自己知道；没有人再需要复核。"))
