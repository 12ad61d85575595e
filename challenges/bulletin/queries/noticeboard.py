"""Public notices as lists: the newest for the hall, all of them by key."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from accounts.acting import PUBLIC
from challenges.bulletin.access import POSTED, visible_to
from challenges.bulletin.models import NoticeItem, NoticeKind
from challenges.core.queries import prepared
from notifications.clock import SHANGHAI

PAGE = 30


@dataclass(frozen=True)
class Post:
    """One posted notice in a list."""

    id: int
    kind: str
    title: str
    number: str
    posted_at: datetime
    ends_at: datetime | None
    issuer: str

    @property
    def word(self):
        """The kind in words."""
        return NoticeKind(self.kind).label


COLUMNS = ("id", "kind", "title", "number", "posted_at", "publicity_ends_at", "issuer__name")


def posted(kind="", year=None):
    """Every posted notice of a kind and of a year in China, newest first."""
    rows = visible_to(PUBLIC).filter(state__in=POSTED).order_by("-posted_at", "-id")
    if year:
        first, after = (datetime(n, 1, 1, tzinfo=SHANGHAI) for n in (year, year + 1))
        rows = rows.filter(posted_at__gte=first, posted_at__lt=after)
    return rows.filter(kind=kind) if kind else rows


def counted():
    """Return how many notices were posted, by year in China and kind, the newest year first: one statement."""
    year = ExtractYear("posted_at", tzinfo=SHANGHAI)
    rows = posted().order_by().annotate(year=year).values_list("year", "kind").annotate(n=Count("pk"))
    return {(year, kind): n for year, kind, n in sorted(rows, reverse=True)}


def english_titles(pks):
    """Return the English title of the one challenge that each of these notices is about, where there is one."""
    rows = NoticeItem.objects.filter(notice_id__in=list(pks)).values_list("notice_id", "challenge__title_en")
    titles: dict[int, list[str]] = {}
    for pk, title in rows.order_by().distinct():
        titles.setdefault(pk, []).append(title)
    return {pk: found[0] for pk, found in titles.items() if len(found) == 1 and found[0]}


def newest(number):
    """Return the newest notices."""
    found = prepared.rows(("newest", number), lambda at: posted().values_list(*COLUMNS)[:number], None)
    return [Post(*values) for values in found]


def page(kind="", before=None, year=None):
    """Return one page of notices older than `before` (posted_at, id), and where the next page begins or None.

    Of one kind and one year in China where they are named.
    """
    rows = posted(kind, year)
    if before:
        moment, pk = before
        rows = rows.filter(Q(posted_at__lte=moment) & (Q(posted_at__lt=moment) | Q(id__lt=pk)))
    found = [Post(*values) for values in rows.values_list(*COLUMNS)[: PAGE + 1]]
    following = (found[PAGE - 1].posted_at, found[PAGE - 1].id) if len(found) > PAGE else None
    return found[:PAGE], following
