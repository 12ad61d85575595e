"""From an event to its readers: the inbox rows that are the promise, and the deliveries that are the courtesy."""

import datetime
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation

from notifications import channels, preferences, registry, sweeps
from notifications.clock import day_of
from notifications.models import Delivery, DigestHour, Event, InboxItem, Telling
from notifications.registry import Recipient

log = logging.getLogger(__name__)

SWEEP, WHAT = "dispatch", "event"
BATCH = 100
CHUNK = 1000


@dataclass
class Plan:
    """Who is told of one event, before anything is written."""

    event: Event
    notice: Any = None
    words: dict = field(default_factory=dict)
    recipients: list[Recipient] = field(default_factory=list)


def dispatch(at: datetime.datetime) -> int:
    """Find the readers of every event that has none yet, oldest first; returns how many events were dispatched.

    May run in several processes at once: they take different events. An event whose audience cannot be found stays
    undispatched, is noted and tried again later, and stops no other.
    """
    done, after = 0, 0
    faults = sweeps.faults_of(SWEEP)
    held = [row.id for row, fault in faults.items() if fault.due_at > at]
    while True:
        taken, written, after = _batch(at, after, held)
        done += written
        if taken < BATCH:
            break
    if faults:
        told = Event.objects.filter(pk__in=[row.id for row in faults]).exclude(dispatched_at=None)
        sweeps.done_with(SWEEP, WHAT, told.values_list("pk", flat=True))
    return done


def _batch(at: datetime.datetime, after: int, held: list[int]) -> tuple[int, int, int]:
    """One transaction: take, ask, write, mark. Returns how many were taken and written, and the last id taken."""
    with transaction.atomic():
        events = _take(after, held)
        for name, count in Counter(event.name for event in events if not registry.is_declared(event.name)).items():
            log.error("Nobody decided who is told of %s; %s events wait.", name, count)
        plans = [plan for event in events if (plan := _ask(event, at)) is not None]
        done = _write(plans, at)
    return len(events), done, events[-1].pk if events else after


def _take(after: int, held: list[int]) -> list[Event]:
    """The next undispatched events, which no other process takes until this transaction ends.

    PostgreSQL locks the rows and skips what is locked. SQLite ignores the lock, but there the transaction has begun
    IMMEDIATE, so whoever is here is the only writer.
    """
    waiting = Event.objects.filter(dispatched_at=None, pk__gt=after).exclude(pk__in=held).order_by("pk")
    return list(waiting.select_for_update(skip_locked=True)[:BATCH])


def _ask(event: Event, at: datetime.datetime) -> Plan | None:
    """Ask the declaration who is told; None leaves the event for the next sweep.

    An event that nobody declared stays as well: during a release an old process may meet a new event.
    """
    if registry.is_silent(event.name):
        return Plan(event)
    notice = registry.get(event.name)
    if notice is None:
        return None
    try:
        # Sentences of the source language: who reads them later has his own.
        with transaction.atomic(), translation.override(None):
            once = {recipient.user_id: recipient for recipient in reversed(list(notice.audience(event)))}
            return Plan(event, notice, notice.words(event), [once[user_id] for user_id in sorted(once)])
    except Exception as problem:
        sweeps.note(SWEEP, sweeps.Row(WHAT, event.pk), problem, at=at)
        return None


def _write(plans: list[Plan], at: datetime.datetime) -> int:
    """Write all plans together; if one of them breaks the others, write each alone and leave the broken one."""
    try:
        with transaction.atomic():
            _write_rows(plans, at)
        return len(plans)
    except Exception as problem:
        if len(plans) == 1:
            sweeps.note(SWEEP, sweeps.Row(WHAT, plans[0].event.pk), problem, at=at)
            return 0
        return sum(_write([plan], at) for plan in plans)


def _write_rows(plans: list[Plan], at: datetime.datetime) -> None:
    told = [plan for plan in plans if plan.recipients]
    if told:
        people = _people(told)
        _insert(Telling, (Telling(event_id=plan.event.pk, facts=plan.words) for plan in told))
        _insert(InboxItem, _inbox_items(told, people))
        _insert(Delivery, _deliveries(told, people, at))
    Event.objects.filter(pk__in=[plan.event.pk for plan in plans], dispatched_at=None).update(dispatched_at=at)


def _insert(model, rows: Iterable) -> None:
    """Insert in chunks; a row that is there already has been promised already."""
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            model.objects.bulk_create(chunk, ignore_conflicts=True)
            chunk = []
    model.objects.bulk_create(chunk, ignore_conflicts=True)


def _people(plans: list[Plan]) -> set[int]:
    """The recipients who still have an active account."""
    ids = {recipient.user_id for plan in plans for recipient in plan.recipients}
    people = get_user_model().objects.filter(pk__in=ids, is_active=True, is_program=False)
    return set(people.values_list("pk", flat=True))


def _inbox_items(plans: list[Plan], people: set[int]) -> Iterable[InboxItem]:
    for plan in plans:
        for recipient in plan.recipients:
            if recipient.user_id in people:
                yield InboxItem(
                    event_id=plan.event.pk,
                    person_id=recipient.user_id,
                    topic=plan.notice.topic,
                    reason=recipient.reason,
                    url=recipient.url,
                    at=plan.event.at,
                )


def _deliveries(plans: list[Plan], people: set[int], at: datetime.datetime) -> Iterable[Delivery]:
    """A delivery per person and channel, as the person wishes; a statutory notice goes at once whatever he wishes."""
    wishes = preferences.wishes(people, {plan.notice.topic for plan in plans})
    gathered = {person for (person, _, _), mode in wishes.items() if mode == preferences.Mode.DAILY}
    hours = dict(DigestHour.objects.filter(person_id__in=gathered).values_list("person_id", "hour")) if gathered else {}
    for plan in plans:
        for recipient in plan.recipients:
            person = recipient.user_id
            if person not in people:
                continue
            for channel in channels.all_channels():
                mode = None if plan.notice.statutory else wishes.get((person, plan.notice.topic, channel))
                if mode == preferences.Mode.OFF:
                    continue
                row = Delivery(event_id=plan.event.pk, person_id=person, channel=channel, due_at=at)
                if mode == preferences.Mode.DAILY:
                    row.due_at = preferences.next_digest(at, hours.get(person, DigestHour.DEFAULT))
                    row.digest_on = day_of(row.due_at)
                yield row
