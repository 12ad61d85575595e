"""Public notices as lists: the newest for the hall, all of them by key."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.acting import PUBLIC
from challenges.bulletin.access import POSTED, visible_to
from challenges.bulletin.models import NoticeKind
from challenges.core.queries import prepared

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


def posted(kind=""):
    """Every posted notice of a kind, newest first."""
    rows = visible_to(PUBLIC).filter(state__in=POSTED).order_by("-posted_at", "-id")
    return rows.filter(kind=kind) if kind else rows


def newest(number):
    """Return the newest notices."""
    found = prepared.rows(("newest", number), lambda at: posted().values_list(*COLUMNS)[:number], None)
    return [Post(*values) for values in found]


def page(kind="", before=None):
    """Return one page of notices older than `before` (posted_at, id), and where the next page begins or None."""
    rows = posted(kind)
    if before:
        moment, pk = before
        rows = rows.filter(Q(posted_at__lte=moment) & (Q(posted_at__lt=moment) | Q(id__lt=pk)))
    found = [Post(*values) for values in rows.values_list(*COLUMNS)[: PAGE + 1]]
    following = (found[PAGE - 1].posted_at, found[PAGE - 1].id) if len(found) > PAGE else None
    return found[:PAGE], following
