"""What a firm signed and received with one proposal: its steps, the texts it agreed to, the letters to its people."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Agreement, Membership
from challenges.core.models import SignedFrom
from challenges.proposals.api.archive_entry import Entry, data, made
from challenges.proposals.notices.applicant_audiences import REASONS
from notifications import wording
from notifications.models import Event, InboxItem


def signed(viewer, proposal) -> list[dict]:
    """Return the steps that people of the viewer's organisation took with the proposal, as the record holds them."""
    events = Event.objects.of_chain(proposal.chain).filter(organisation_id=viewer.organisation_id)
    own = [event for event in events if (event.noun, event.subject_id) == ("proposal", proposal.pk)]
    places = {row.event_id: row for row in SignedFrom.objects.filter(event__in=own)}
    return [
        {
            "event": event.name,
            "at": event.at,
            "by": event.actor.name if event.actor else "",
            "capacity": event.facts.get("capacity", ""),
            "address": places[event.pk].address if event.pk in places else None,
            "device": places[event.pk].device if event.pk in places else "",
            "record": event.digest,
        }
        for event in own
    ]


def agreed(viewer: Any, proposal: Any) -> Iterator[Entry]:
    """Yield what the firm agreed to with this proposal and its challenge, and each text as its hash is made."""
    about = Q(about="proposal", about_id=proposal.pk) | Q(about="challenge", about_id=proposal.challenge_id)
    rows = Agreement.objects.filter(about, organisation=viewer.organisation).select_related("text__owner", "person")
    found = list(rows.order_by("at", "pk"))
    if found:
        yield data("agreed.json", _("本单位的同意记录"), [said_of(row) for row in found])
    for text in {row.text_id: row.text for row in found}.values():
        yield made(f"agreed/{text.kind}-v{text.number}.json", _("所同意的文本"), text.canonical())


def said_of(row: Agreement) -> dict[str, Any]:
    """Return one agreement as plain data."""
    names = ("sha256", "capacity", "about", "about_name", "at", "address", "device")
    told = {name: getattr(row, name) for name in names}
    return {"kind": row.text.kind, "number": row.text.number, "by": row.person.name} | told


def letters(viewer: Any, proposal: Any) -> Iterator[Entry]:
    """Yield what the platform told people of the viewer's firm of this proposal and its challenge, once an event.

    To whom it was told as one of the firm, while they were: nothing is in it that somebody was told as anything else.
    """
    with translation.override("zh-hans"):
        reasons = [str(reason) for reason in REASONS]
    of_challenge = Q(url=f"/challenges/{proposal.challenge_id}/", reason__in=reasons)
    items = InboxItem.objects.filter(Q(url__startswith=f"/proposals/{proposal.pk}/") | of_challenge)
    told = items.filter(person__in=people_of(viewer)).select_related("event__telling").order_by("at", "pk")
    times = {row.user_id: row for row in Membership.objects.filter(organisation=viewer.organisation)}
    seen: set[int] = set()
    for item in told:
        there = times[item.person_id]
        if item.event_id in seen or item.at < there.since or (there.ended_at and item.at > there.ended_at):
            continue
        seen.add(item.event_id)
        words = wording.put(item.event.name, item.facts, at=item.at)
        text = f"{words.subject}\n{item.at.isoformat(timespec='seconds')}\n\n{words.body}\n"
        yield made(f"letters/{len(seen):04}.txt", _("收到的通知"), text.encode())


def people_of(viewer: Any) -> Any:
    """Return the ids of everybody who is or was of the viewer's firm."""
    return Membership.objects.filter(organisation=viewer.organisation).values("user")
