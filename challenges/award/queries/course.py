"""What was said and done on an objection, in order 办理经过: one list for whoever reads it, as far as they may."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenges.award.access import inquiry as access
from challenges.award.models import Inquiry, Objection
from challenges.award.states.inquiry import InquiryState
from challenges.files.access import visible_to as files_visible_to
from challenges.files.models import Attachment
from notifications.models import Event

# The acts on the objection itself that stand in the list, by their events.
ACTS = (
    *("objection.filed", "objection.registered", "objection.taken_back", "objection.refused", "objection.withdrawn"),
    *("objection.upheld", "objection.dismissed", "objection.review_asked", "objection.affirmed", "objection.reversed"),
    "objection.final",
)


@dataclass(frozen=True)
class Entry:
    """One thing that happened: `name` is its event. `text` and `files` are what was said, `who` is told to the desk."""

    name: str
    at: datetime
    who: str = ""
    text: str = ""
    inquiry: Inquiry | None = None
    files: list[Attachment] = field(default_factory=list)


def course(viewer: Any, objection: Objection) -> list[Entry]:
    """Return what this viewer may know of an objection, oldest first, in four queries however long it is.

    The desk reads everything with who did it; the objector and a firm that was asked read the acts on the objection,
    and of the inquiries those to them and those passed on to them.
    """
    desk = viewer.kind == "organiser" and objection.challenge.organiser_id == viewer.organisation_id
    shown = Event.objects.filter(noun="objection", subject_id=objection.pk, name__in=ACTS).select_related("actor")
    entries = [Entry(event.name, event.at, event.actor.name if desk and event.actor else "") for event in shown]
    rows = access.visible_to(viewer).filter(objection=objection).order_by("id")
    inquiries = list(rows.select_related("organisation", "asked_by", "answered_by"))
    for one in inquiries:
        one.objection = objection
    files: dict[int, list[Attachment]] = {}
    for file in files_visible_to(viewer).filter(inquiry__in=inquiries).order_by("id") if inquiries else ():
        files.setdefault(file.inquiry_id, []).append(file)
    for one in inquiries:
        entries += of_inquiry(one, desk, files.get(one.pk, []))
    entries.sort(key=lambda entry: entry.at)
    return entries


def of_inquiry(one: Inquiry, desk: bool, files: list[Attachment]) -> list[Entry]:
    """Return the question, and the answer once there is one."""
    asker = one.asked_by.name if desk else ""
    found = [Entry("inquiry.asked", one.asked_at, asker, one.question, one)]
    if one.state == InquiryState.ANSWERED and one.answered_at is not None:
        who = one.answered_by.name if desk and one.answered_by else ""
        found.append(Entry("inquiry.answered", one.answered_at, who, one.answer, one, files))
    return found
