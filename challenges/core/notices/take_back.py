"""Who is told that an act was taken back: whoever was told of the act."""

from collections.abc import Iterable, Mapping
from typing import Any

from challenges.core.notices.audience import among
from challenges.core.noun import NOUNS
from notifications.models import Event, InboxItem
from notifications.phrase import Phrase
from notifications.registry import Recipient, notice


def told_before(event: Event) -> Iterable[Recipient]:
    """Yield those in whose inbox the act stands that was taken back; their desk shows what they may still see."""
    same = Event.objects.filter(name=event.facts["event"], noun=event.noun, subject_id=event.subject_id)
    first = same.filter(pk__lt=event.pk).order_by("-pk").first()
    items = InboxItem.objects.filter(event=first).exclude(person_id=event.actor_id).order_by("person_id")
    for item in items:
        yield Recipient(item.person_id, item.reason, "/desk/")


def declare_taken_back(noun: str, *, topic: str, labels: Mapping[str, Phrase]) -> None:
    """Declare the notice for a noun; `labels` is what its acts are called, by verb."""

    def context(event: Event) -> dict[str, Any]:
        above = NOUNS[noun].model.objects.get(pk=event.subject_id)
        while above.parent() is not None:
            above = above.parent()
        return {"what": labels[event.facts["act"].partition(".")[2]], "title": above.title}

    notice(
        f"{noun}.taken_back",
        topic=topic,
        audience=told_before,
        context=context,
        facts=(),
        statutory=True,
        still=among(told_before),
        template="notices/taken_back.txt",
    )
