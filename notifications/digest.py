"""The daily digest: one letter with everything of the day that its reader wants gathered."""

import datetime
import logging

from django.template.loader import get_template
from django.utils import translation

from notifications import channels, wording
from notifications.channels import ChannelDown, Letter
from notifications.delivering import (
    TAKE_UNTIL,
    Parcel,
    Watch,
    absolute,
    failed,
    faulty,
    lease,
    message_id,
    parcels,
    settle,
    unsubscribe_url,
)
from notifications.masking import masked
from notifications.models import Delivery
from notifications.preferences import EVERY_DAILY_TOPIC

log = logging.getLogger(__name__)

MOST_ENTRIES = 200


def send(at: datetime.datetime) -> int:
    """Send the digests that are due at `at`, for a while; returns how many letters left.

    What was read in the inbox is left out. What time does not suffice for is left to the next run.
    """
    sent, watch = 0, Watch()
    for channel in channels.all_channels().values():
        waiting = Delivery.objects.filter(channel=channel.CODE, state=Delivery.State.DUE).exclude(digest_on=None)
        people = list(
            waiting.filter(due_at__lte=at).order_by("person_id").values_list("person_id", flat=True).distinct()
        )
        if not people:
            continue
        rows: list[Delivery] = []
        try:
            with channel.session() as post:
                for person in people:
                    if watch.past(TAKE_UNTIL):
                        break
                    rows = lease(waiting.filter(person=person), at, size=MOST_ENTRIES)
                    sent += _send_one(post, rows, at) if rows else 0
        except ChannelDown as problem:
            log.error("Channel %s is down: %s", channel.CODE, masked(str(problem)))
            failed(rows, problem, at)
    return sent


def _send_one(post, rows: list[Delivery], at: datetime.datetime) -> int:
    """One reader's digest: 1 when a letter left, 0 when there was nothing left to say or it failed."""
    told, left_out = [], []
    for parcel in parcels(rows):
        try:
            unread = parcel.item is not None and parcel.item.read_at is None
            entry = _entry(parcel, at) if unread and parcel.wanted(at) else None
        except Exception as problem:
            faulty([parcel.row], problem, at)
            continue
        if entry is None:
            left_out.append(parcel.row)
        else:
            told.append((parcel.row, entry))
    settle(left_out, Delivery.State.SKIPPED, at)
    if not told:
        return 0
    told_rows = [row for row, _entry in told]
    try:
        post(_letter(told_rows[0], tuple(entry for _row, entry in told)))
    except ChannelDown:
        raise
    except Exception as problem:
        faulty(told_rows, problem, at)
        return 0
    settle(told_rows, Delivery.State.SENT, at)
    return 1


def _entry(parcel: Parcel, at: datetime.datetime) -> tuple[str, str]:
    """One notice as a line of the digest: its subject in its reader's language, and where it leads."""
    assert parcel.item is not None, "asked whether it is wanted before"
    language = wording.language_of(parcel.row.person)
    words = wording.put(parcel.row.event.name, parcel.item.facts, language=language, at=at)
    return words.subject, absolute(parcel.item.url)


def _letter(first: Delivery, entries: tuple[tuple[str, str], ...]) -> Letter:
    """The digest in words. Its Message-ID is made from its first row, so a repeat after a crash is the same letter."""
    language = wording.language_of(first.person)
    with translation.override(language):
        text = get_template("notices/digest.txt").render({"count": len(entries)})
    subject, _, body = text.strip().partition("\n")
    return Letter(
        person=first.person,
        language=language,
        message_id=message_id(first, "digest-"),
        subject=subject.strip(),
        body=body.strip(),
        url=absolute("/inbox/"),
        entries=entries,
        unsubscribe_url=unsubscribe_url(first, EVERY_DAILY_TOPIC),
    )
