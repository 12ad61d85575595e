"""A notice posted at a set time 定时张贴: approved by a second person now, posted by the clock in their name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting, acting_as
from challenges.bulletin.actions.notice import post
from challenges.bulletin.models import Notice
from challenges.core import gate
from challenges.core.gate import Invalid, LostUpdate, Moment, Problem, Refused, moving


def schedule(notice: Notice, *, by: Acting, at: Moment, posts_at: datetime, expected: int | None = None) -> Notice:
    """Somebody other than the writer lets the clock post the draft at `posts_at`; until then it can be called back.

    Posting it is tried for that moment first, and undone: what would refuse it then is refused now. Raises Invalid for
    a moment that has passed, and whatever `post` raises.
    """
    with transaction.atomic():
        now = gate.moment(at)
        if posts_at <= now:
            raise Invalid([Problem("posts_at", _("张贴时间须晚于现在。要马上公开，请直接张贴。"), "in_the_past")])
        with transaction.atomic():
            post(Notice.objects.get(pk=notice.pk), by=by, at=posts_at, expected=expected)
            transaction.set_rollback(True)
        with moving(notice, "schedule", by=by, at=now, expected=expected) as move:
            notice.posts_at, notice.approved_by = posts_at, by.user
            move.facts |= {"title": notice.title, "posts_at": posts_at.isoformat()}
    return notice


def unschedule(notice: Notice, *, by: Acting, at: datetime, expected: int | None = None) -> Notice:
    """The organiser calls the notice back before its time: it is a draft again, as if nobody had approved it."""
    with moving(notice, "unschedule", by=by, at=at, expected=expected) as move:
        move.facts["title"] = notice.title
    return notice


def come_due(notice: Notice, *, by: Acting, at: datetime) -> Notice:
    """The clock posts what is to be posted now, in the name of whoever approved it and only while they still may.

    What refuses it makes it a draft again and is told to those who answer for it; nothing of it is half posted.
    """
    try:
        return post(notice, by=acting_as(notice.approved_by, notice.issuer_id, at=at), at=at)
    except LostUpdate:
        raise
    except (Refused, Invalid) as wrong:
        why = str(wrong) or _("批准的人已经不能张贴公告。")
    with moving(notice, "come_due", by=by, at=at) as move:
        move.facts |= {"title": notice.title, "reason": why}
    return notice
