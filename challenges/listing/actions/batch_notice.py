"""The notice of a call 征集通知: drafted from its dates and rules, posted by a second person, replaced by the next."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import NotAllowed, Refused
from challenges.bulletin.actions.notice import draft, on_posting
from challenges.bulletin.models import Notice, NoticeKind
from challenges.bulletin.states import UNPOSTED, NoticeState
from challenges.core.gate import moving
from challenges.core.relation import is_from
from challenges.listing.actions.batch import locked
from challenges.listing.models import Batch

WRITERS = frozenset({"batch_admin", "notice_officer"})


def may_write(viewer: Acting, batch: Batch) -> bool:
    """Return True for those of the organiser who write its notices, while the call is not closed."""
    return is_from(viewer, batch.organiser_id) and bool(WRITERS & viewer.roles) and batch.closed_at is None


def notices_of(batch: Any) -> Any:
    """Return the notices of a call as a whole, the newest first, without those that were thrown away."""
    rows = Notice.objects.filter(batch=batch, kind=NoticeKind.COLLECTION).exclude(state=NoticeState.DISCARDED)
    return rows.order_by("-id")


def prepare(batch: Batch, *, by: Acting, at: datetime) -> Notice:
    """Draft the notice of a call in the usual words; its words are changed, files added, and somebody else posts it.

    Raises NotAllowed, and Refused while a draft lies ready or when the call is closed.
    """
    if not (is_from(by, batch.organiser_id) and WRITERS & by.roles):
        raise NotAllowed()
    with locked(batch):
        if notices_of(batch).filter(state__in=UNPOSTED).exists():
            raise Refused(_("征集通知稿已经拟好，请修改或者作废后重拟。"), code="draft_exists")
        return draft(kind=NoticeKind.COLLECTION, issuer=batch.organiser, batch=batch, by=by, at=at)


def posted(_challenges: list, notice: Notice, *, by: Acting, at: datetime) -> None:
    """Let the notice that is posted stand in the place of an earlier one of its call."""
    earlier = notices_of(notice.batch).filter(state=NoticeState.POSTED).exclude(pk=notice.pk).first()
    if earlier is not None:
        with moving(earlier, "supersede", by=by, at=at):
            pass
        notice.replaces = earlier


on_posting(NoticeKind.COLLECTION, posted)
