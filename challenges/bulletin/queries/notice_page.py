"""The page of one public notice: its words, what it is about, and the days of its public period."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404

from challenges.bulletin.access import visible_to
from challenges.bulletin.models import NoticeKind
from challenges.bulletin.states import NoticeState
from challenges.core.models import Holiday
from notifications.clock import day_of

# A strip longer than this says nothing more than the two dates do.
LONGEST = 24
# What changes a challenge that was announced.
CHANGES = (NoticeKind.CORRECTION, NoticeKind.EXTENSION, NoticeKind.WITHDRAWAL, NoticeKind.LAPSE)


@dataclass(frozen=True)
class Day:
    """One day of the public period. `nth` counts working days; None on a day that is not counted."""

    day: date
    nth: int | None
    past: bool
    today: bool
    first: bool
    last: bool


@dataclass(frozen=True)
class NoticePage:
    """A notice with its items, its days, whether objections may be filed now, and whether one holds an award up."""

    notice: object
    items: list
    days: list
    running: bool
    nth_today: int | None
    stayed: bool
    earlier: list
    later: list


def notice_page(viewer, pk, at):
    """Return the notice and what surrounds it at this moment. Raises Http404 for a notice the viewer may not read."""
    notice = get_object_or_404(visible_to(viewer).select_related("issuer", "batch", "replaces"), pk=pk)
    beside = ("challenge__batch", "challenge__organiser", "challenge__lead", "proposal__organisation")
    items = list(notice.items.select_related(*beside).order_by("id"))
    days = strip(notice, at) if notice.publicity_ends_at and notice.posted_at else []
    running = bool(notice.publicity_ends_at) and notice.state == NoticeState.POSTED and at <= notice.publicity_ends_at
    today = next((day.nth for day in days if day.today), None)
    stayed = any(item.challenge.stayed for item in items)
    return NoticePage(notice, items, days, running, today, stayed, *around(viewer, notice, items))


def around(viewer, notice, items):
    """Return the notices that this one changes or takes the place of, and those that do so to this one, by time."""
    if notice.posted_at is None:
        return ([notice.replaces] if notice.replaces else []), []
    about = Q(items__challenge__in=[item.challenge_id for item in items])
    before, after = Q(replaced_by=notice), Q(replaces=notice)
    if notice.kind in CHANGES:
        before |= about & Q(kind=NoticeKind.PUBLICATION, posted_at__lte=notice.posted_at)
    if notice.kind == NoticeKind.PUBLICATION:
        after |= about & Q(kind__in=CHANGES, posted_at__gte=notice.posted_at)
    rows = visible_to(viewer).exclude(posted_at=None).exclude(pk=notice.pk).order_by("posted_at", "pk")
    return [list(rows.filter(pk__in=rows.order_by().filter(way).values("pk"))) for way in (before, after)]


def strip(notice, at):
    """The days from the posting to the end; the posting day is not counted unless the notice says so."""
    posted = notice.publicity_starts_on or day_of(notice.posted_at)
    last = day_of(notice.publicity_ends_at - timedelta(seconds=1))
    if (last - posted).days > LONGEST:
        return []
    calendar, today = Holiday.objects.calendar(), day_of(at)
    counts_first = bool(notice.facts.get("counts_first"))
    days, nth = [], 0
    for offset in range((last - posted).days + 1):
        day = posted + timedelta(days=offset)
        counted = calendar.is_working(day) and (day != posted or counts_first)
        nth += counted
        days.append(Day(day, nth if counted else None, day < today, day == today, day == posted, day == last))
    return days
