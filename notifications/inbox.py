"""A person's own notices."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Q, Subquery

from notifications import clock, typed, wording
from notifications.models import InboxItem
from notifications.wording import Words

# Nobody reads more than this off a badge, and counting further costs time on every page.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Entry:
    """One line of the inbox: the row and its words in the active language."""

    item: InboxItem
    words: Words


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and the place where the next page begins (empty at the end)."""

    entries: tuple[Entry, ...]
    next_before: str


def unread_count(person: Any) -> int:
    """How many notices the person has not read, counted to at most 100; one indexed query."""
    return InboxItem.objects.of(person).unread()[:MOST_COUNTED].count()


class Counted(Subquery):
    """How many rows a query finds, as a column of another one; the bound of the rows is kept."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def unread_beside(person: Any) -> Counted:
    """Return `unread_count` as a column, for a page that reads a row of its own anyway."""
    return Counted(InboxItem.objects.of(person).unread().order_by().values("pk")[:MOST_COUNTED])


def page(person: Any, *, topic: str = "", unread: bool = False, before: str = "", size: int = 20) -> Page:
    """One page of the person's notices, older than the place `before`; `topic` and `unread` narrow it. One query.

    Raises LookupError when `before` is not a place that a page named as `next_before`.
    """
    items = InboxItem.objects.of(person).with_facts().order_by("-at", "-pk")
    if topic:
        items = items.filter(topic=topic)
    if unread:
        items = items.unread()
    if before:
        at, pk = _place(before)
        items = items.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at)
    rows = list(items[: size + 1])
    shown = rows[:size]
    following = f"{shown[-1].at.isoformat()},{shown[-1].pk}" if len(rows) > size else ""
    at = clock.now()
    return Page(tuple(_worded(item, at) for item in shown), following)


def _place(text: str) -> tuple[datetime.datetime, int]:
    """The time and row of a place in the list. Whoever makes one up sees nothing but his own notices."""
    at, _comma, pk = text.partition(",")
    moment, number = typed.moment(at), typed.whole(pk)
    if moment is None or number is None:
        raise LookupError(text)
    return moment, number


def entry(person: Any, pk: int) -> Entry | None:
    """One notice of the person; None when there is none, or it is somebody else's."""
    item = InboxItem.objects.of(person).with_facts().filter(pk=pk).first()
    return _worded(item, clock.now()) if item else None


def _worded(item: InboxItem, at: datetime.datetime) -> Entry:
    """A notice as it reads now: what is left is counted from when it is read."""
    return Entry(item, wording.put(item.event.name, item.facts, reason=item.reason, at=at))


def own(person: Any, ids: Iterable[int]) -> set[int]:
    """Return those of these notices that are the person's."""
    return set(InboxItem.objects.of(person).filter(pk__in=list(ids)).values_list("pk", flat=True))


def read(person: Any, ids: Iterable[int], *, at: datetime.datetime) -> int:
    """The person has read these notices; those of others are left alone. Returns how many were unread."""
    return InboxItem.objects.of(person).unread().filter(pk__in=list(ids)).update(read_at=at)


def read_all(person: Any, *, at: datetime.datetime, topic: str = "") -> int:
    """The person has read all his notices (of one topic). Returns how many were unread."""
    items = InboxItem.objects.of(person).unread()
    if topic:
        items = items.filter(topic=topic)
    return items.update(read_at=at)
