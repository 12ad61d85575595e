"""Sending what is due, each row once, again and again until it is sent or declared dead."""

import datetime
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from notifications import channels, events, preferences, registry, sweeps, wake, wording
from notifications.channels import ChannelDown, Letter
from notifications.masking import masked
from notifications.models import Delivery, InboxItem

log = logging.getLogger(__name__)

# Long enough for a batch over a slow server, short enough that a dead relay delays a mail by less than a minute.
LEASE = datetime.timedelta(seconds=45)
# Leases are counted from the time a run was given, so a run takes nothing new after the first of these (in seconds),
# and tries nothing more after the second: what it still holds then would soon be somebody else's.
TAKE_UNTIL, TRY_UNTIL = 15, 30
BATCH = 20
FIRST_PAUSE = datetime.timedelta(seconds=5)
LONGEST_PAUSE = datetime.timedelta(hours=1)
MOST_TRIES = 12
# A letter is doubled when its sender dies after the server took it and before this runs, so nothing is left to be
# worked out in between.
_SENT = f"UPDATE {Delivery._meta.db_table} SET state = 'sent', sent_at = %s, problem = '' WHERE id = %s"
DEAD = "delivery.dead"


class _Nobody:
    """Acts for no one: the relay's own alarms."""

    user_id = None
    organisation_id = None


@dataclass
class Parcel:
    """A leased row with what is needed to word it. Its inbox row carries the facts, the reason and the link."""

    row: Delivery
    item: InboxItem | None
    mode: str | None = None

    def wanted(self, at: datetime.datetime) -> bool:
        """Whether the reader still has an account and an address, still wants it and may still know it at `at`."""
        person, declared = self.row.person, registry.get(self.row.event.name)
        if self.item is None or declared is None or not person.is_active or not person.email:
            return False
        if self.mode == preferences.Mode.OFF and not declared.statutory:
            return False
        return declared.concerns(person, self.row.event, at)


def deliver(at: datetime.datetime, *, limit: int = 500) -> int:
    """Send every delivery that is due at `at`, at most about `limit` of them; returns how many were taken.

    May run in several processes at once: they lease different rows. Digests are sent by `digest.send`.
    """
    watch = Watch()
    return sum(_drain(channel, at, limit, watch) for channel in channels.all_channels().values())


def waiting(at: datetime.datetime) -> bool:
    """Whether something is still due."""
    return Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=at).exists()


class Watch:
    """How long a run has been going, in seconds of the machine: this is about leases, not about the platform's time."""

    def __init__(self):
        self.started = time.monotonic()

    def past(self, seconds: float) -> bool:
        return time.monotonic() - self.started > seconds


def lease(due, at: datetime.datetime, size: int = BATCH) -> list[Delivery]:
    """Take up to `size` due rows of a queryset for `LEASE`: whoever takes them and dies gives them back by itself.

    PostgreSQL skips what another process is just taking. SQLite ignores the lock, but there the transaction has begun
    IMMEDIATE, so there is one taker at a time.
    """
    due = due.filter(state=Delivery.State.DUE, due_at__lte=at).order_by("due_at", "pk")
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:size])
        Delivery.objects.filter(pk__in=ids).update(due_at=at + LEASE, tries=F("tries") + 1)
    return list(Delivery.objects.filter(pk__in=ids).select_related("event", "person").order_by("pk"))


def parcels(rows: list[Delivery]) -> list[Parcel]:
    """The rows with their inbox rows and the readers' present wishes, in two queries."""
    people = {row.person_id for row in rows}
    items = {
        (item.event_id, item.person_id): item
        for item in InboxItem.objects.with_facts().filter(
            event_id__in={row.event_id for row in rows}, person_id__in=people
        )
    }
    wishes = preferences.wishes(people, {item.topic for item in items.values()})
    found = []
    for row in rows:
        item = items.get((row.event_id, row.person_id))
        mode = wishes.get((row.person_id, item.topic, row.channel)) if item else None
        found.append(Parcel(row, item, mode))
    return found


def _drain(channel: Any, at: datetime.datetime, limit: int, watch: Watch) -> int:
    """Send what is due by one channel over one session, batch by batch; returns how many rows were taken."""
    due = Delivery.objects.filter(channel=channel.CODE, digest_on=None)
    batch = parcels(lease(due, at))
    taken = len(batch)
    if not batch:
        return 0
    try:
        with channel.session() as send:
            while batch:
                _send(send, batch, at, watch)
                batch = parcels(lease(due, at)) if taken < limit and not watch.past(TAKE_UNTIL) else []
                taken += len(batch)
    except ChannelDown as problem:
        log.error("Channel %s is down: %s", channel.CODE, masked(str(problem)))
        failed([batch[0].row], problem, at)
        _give_back(batch[1:], at + FIRST_PAUSE)
    return taken


def _send(send: Callable[[Letter], None], batch: list[Parcel], at: datetime.datetime, watch: Watch) -> None:
    """Try each letter of a batch, removing it once settled; what the lease leaves no time for goes back untried."""
    while batch:
        if watch.past(TRY_UNTIL):
            _give_back(batch, at)
            return
        attempt(send, batch[0], at)
        batch.pop(0)


def attempt(send: Callable[[Letter], None], parcel: Parcel, at: datetime.datetime) -> None:
    """Try one letter and write down how it went, before the next one is tried."""
    row = parcel.row
    try:
        words = letter(parcel, at) if parcel.wanted(at) else None
    except Exception as problem:
        faulty([row], problem, at)
        return
    if words is None:
        settle([row], Delivery.State.SKIPPED, at)
        return
    with connection.cursor() as cursor:
        values = [connection.ops.adapt_datetimefield_value(at), row.pk]
        try:
            send(words)
        except ChannelDown:
            raise
        except Exception as problem:
            faulty([row], problem, at)
            return
        cursor.execute(_SENT, values)


def letter(parcel: Parcel, at: datetime.datetime) -> Letter:
    """A row in words, in its reader's language, as it is at `at`."""
    row, item, declared = parcel.row, parcel.item, registry.get(parcel.row.event.name)
    assert item is not None and declared is not None, "asked whether it is wanted before"
    language = wording.language_of(row.person)
    words = wording.put(row.event.name, item.facts, language=language, reason=item.reason, at=at)
    return Letter(
        person=row.person,
        language=language,
        message_id=message_id(row),
        subject=words.subject,
        body=words.body,
        url=absolute(item.url),
        reason=words.reason,
        unsubscribe_url="" if declared.statutory else unsubscribe_url(row, item.topic),
    )


def message_id(row: Delivery, prefix: str = "") -> str:
    """The row's key: a letter sent twice after a crash is recognised as one by the reader's program."""
    return f"<{prefix}{row.key}@{urlsplit(settings.SITE_URL).hostname}>"


def absolute(url: str) -> str:
    """A link that works outside the platform."""
    return settings.SITE_URL.rstrip("/") + url if url.startswith("/") else url


def unsubscribe_url(row: Delivery, topic: str) -> str:
    token = preferences.unsubscribe_token(row.person_id, topic, row.channel)
    return absolute(f"/inbox/unsubscribe/{token}/")


def settle(rows: list[Delivery], state: str, at: datetime.datetime) -> None:
    """Write down that rows are sent or skipped."""
    sent_at = at if state == Delivery.State.SENT else None
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, sent_at=sent_at, problem="")


def pause(tries: int) -> datetime.timedelta:
    """How long to wait after the nth try: 5 s, doubling to 1 h, each lengthened at random by up to a quarter."""
    plain = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
    return plain * random.uniform(1, 1.25)


def failed(rows: list[Delivery], problem: Exception, at: datetime.datetime) -> None:
    """Put rows back for a later try, or declare them dead after the last one and raise the alarm."""
    for row in rows:
        told = masked(f"{type(problem).__name__}: {problem}")[:200]
        log.warning("Delivery %s to %s failed (try %s): %s", row.pk, masked(row.person.email), row.tries, told)
        if row.tries < MOST_TRIES:
            Delivery.objects.filter(pk=row.pk).update(due_at=at + pause(row.tries), problem=told)
        else:
            _bury(row, told, at)


def faulty(rows: list[Delivery], problem: Exception, at: datetime.datetime) -> None:
    """Put rows back because of what they are; a database that is away is no fault of theirs, and is raised again."""
    if sweeps.away(problem):
        raise problem
    failed(rows, problem, at)


def _bury(row: Delivery, told: str, at: datetime.datetime) -> None:
    """Declare a row dead, in the log and as an event. The alarm's own mail raises no second alarm."""
    log.critical("Delivery %s is dead after %s tries: %s", row.pk, row.tries, told)
    with transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.DEAD, problem=told)
        if row.event.name != DEAD:
            facts = {"event": row.event.name, "channel": row.channel, "tries": row.tries, "problem": told}
            events.record(DEAD, subject=row, by=_Nobody, at=at, facts=facts, key=f"{DEAD}:{row.pk}")


def revive(rows, *, at: datetime.datetime) -> int:
    """Let the dead deliveries of a queryset be tried again, as if for the first time; returns how many."""
    dead = rows.filter(state=Delivery.State.DEAD)
    count = dead.update(state=Delivery.State.DUE, due_at=at, tries=0)
    transaction.on_commit(wake.ring, robust=True)
    return count


def _give_back(batch: list[Parcel], due_at: datetime.datetime) -> None:
    """Return leased rows that were not tried; the try that the lease counted is taken back."""
    ids = [parcel.row.pk for parcel in batch]
    Delivery.objects.filter(pk__in=ids).update(due_at=due_at, tries=F("tries") - 1)
