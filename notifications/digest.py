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
        unread = parcel.item is not None and parcel.item.read_at is None
        (told if unread and parcel.wanted else left_out).append(parcel)
    settle([parcel.row for parcel in left_out], Delivery.State.SKIPPED, at)
    if not told:
        return 0
    told_rows = [parcel.row for parcel in told]
    try:
        post(_letter(told))
    except ChannelDown:
        raise
    except Exception as problem:
        failed(told_rows, problem, at)
        return 0
    settle(told_rows, Delivery.State.SENT, at)
    return 1


def _letter(told: list[Parcel]) -> Letter:
    """The digest in words. Its Message-ID is made from its first row, so a repeat after a crash is the same letter."""
    first = told[0].row
    language = wording.language_of(first.person)
    entries = tuple(
        (
            wording.put(parcel.row.event.name, parcel.item.facts, language=language).subject,
            absolute(parcel.item.url),
        )
        for parcel in told
    )
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
