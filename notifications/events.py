"""Recording what happened, in the transaction in which it happened."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from notifications import chain as chains
from notifications import wake
from notifications.models import Event


@dataclass(frozen=True)
class Record:
    """One event to be written by `record_many`; the fields mean what the arguments of `record` mean."""

    name: str
    subject: Any
    by: Any
    at: datetime.datetime
    facts: Mapping[str, Any] | None = None
    chain: str | None = None
    key: str | None = None

    def row(self) -> Event:
        chain = self.chain if self.chain is not None else getattr(self.subject, "chain", "")
        chain = chain or f"{self.subject.noun}:{self.subject.pk}"
        return Event(
            name=self.name,
            noun=self.subject.noun,
            subject_id=self.subject.pk,
            chain=chain,
            actor_id=self.by.user_id,
            organisation_id=getattr(self.by, "organisation_id", None),
            at=self.at,
            facts=dict(self.facts or {}),
            key=self.key,
        )


def record(
    name: str,
    *,
    subject: Any,
    by: Any,
    at: datetime.datetime,
    facts: Mapping[str, Any] | None = None,
    chain: str | None = None,
    key: str | None = None,
) -> Event | None:
    """Write down that `name` happened to `subject`, and wake the relay once the transaction commits.

    `by` carries `user_id` and `organisation_id` (an acting person, or the clock with neither). `at` is an aware time.
    `facts` are what the timeline and the notices may tell. `chain` names the timeline (such as "challenge:12"); when
    it is left out, the subject's own `chain` is taken, or one of its own for a subject without. A second event with the
    same `key` is not written and None is returned, so a reminder is given once.
    """
    written = write([Record(name, subject, by, at, facts, chain, key).row()])
    return written[0] if written else None


def record_many(records: Iterable[Record]) -> int:
    """Write many events in few statements, skipping those whose key is known already; returns how many were new.

    Must run in the transaction of the act, like `record`.
    """
    return len(write([entry.row() for entry in records]))


def write(rows: list[Event]) -> list[Event]:
    """Write events behind the heads of their chains; returns those that were new.

    Keys are looked up before the heads are locked, since most of what a sweep brings was given long ago, and again
    behind the lock, where two processes that give the same reminder meet.
    """
    rows = unknown(rows)
    if not rows:
        return []
    with transaction.atomic(savepoint=False):
        heads = chains.heads_of(row.chain for row in rows)
        fresh = unknown(rows)
        if fresh:
            chains.link(fresh, heads)
            Event.objects.bulk_create(fresh, batch_size=chains.AT_ONCE)
            chains.keep(heads[name] for name in {row.chain for row in fresh})
            wake.after_commit()
    return fresh


def unknown(rows: list[Event]) -> list[Event]:
    """Return the events whose key is not written yet, each key once; those without a key are always new."""
    keys = {row.key for row in rows if row.key is not None}
    seen = set(Event.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    found = []
    for row in rows:
        if row.key is None or row.key not in seen:
            found.append(row)
            seen.add(row.key)
    return found


def history(chain: str, most: int) -> list[Event]:
    """Return the newest events of a timeline, newest first; who may read which is the caller's matter."""
    return list(Event.objects.filter(chain=chain).order_by("-at", "-id")[:most])
