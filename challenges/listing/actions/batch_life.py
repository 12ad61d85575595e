"""A campaign copied from the last one, closed when everything in it has its result, or deleted while it is empty."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from accounts.errors import NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.core.periods import day_of
from challenges.listing.actions.batch import create, held, may_administer
from challenges.listing.models import Batch, Challenge
from challenges.listing.queries import batch_rules
from challenges.listing.states import ChallengeState as S
from notifications.events import record

# In these states nothing of a challenge is left to be done in its call.
OVER = (S.REJECTED, S.AWARDED, S.IN_PROGRESS, S.WITHDRAWN, S.LAPSED)
# What its lead firm has not handed in, no organiser knows of.
UNSEEN = (S.DRAFT, S.INTERNAL_REVIEW)


def copy(
    batch: Batch, *, by: Acting, at: datetime, code: str, name: str, collect_from: datetime, name_en: str = ""
) -> Batch:
    """Open a campaign like an earlier one of the same organiser: its words, its own rules, its dates moved along.

    Every date moves by as much as the begin of collecting does. Raises as `create` does.
    """
    may_administer(by)
    if batch.organiser_id != by.organisation_id:
        raise NotAllowed()
    moved = shifted(batch, collect_from)
    with transaction.atomic():
        made = create(
            by=by, at=at, code=code, name=name, name_en=name_en, summary=batch.summary, copied_from=batch, **moved
        )
        own = batch_rules.standing(batch, day_of(at))
        values = {key: one.value for key, one in own.items() if one.own}
        values |= {key: one.coming[-1][1] for key, one in own.items() if one.coming}
        if values:
            RuleSet.objects.create(
                organiser_id=made.organiser_id,
                batch=made,
                title=made.name,
                basis=batch.name,
                effective_from=day_of(at),
                values=values,
            )
    return made


def shifted(batch: Batch, collect_from: datetime | None) -> dict[str, Any]:
    """Return the dates of a copy that begins to collect then; nothing can be moved without that day."""
    if collect_from is None:
        return {"collect_from": None, "collect_until": None}
    moved = collect_from - batch.collect_from
    dates = {"collect_from": collect_from, "collect_until": batch.collect_until + moved}
    return dates | ({"feedback_at": batch.feedback_at + moved} if batch.feedback_at else {})


def suggested(batch: Batch, at: datetime) -> datetime:
    """Return when a copy might begin to collect: as long after the earlier one as it takes to lie ahead, in weeks."""
    begins, week = batch.collect_from, timedelta(days=7)
    behind = max(timedelta(), at - begins)
    return begins + week * (behind // week + 1)


def close(batch: Batch, *, by: Acting, at: datetime) -> Batch:
    """Close a campaign in which everything has its result: it takes no needs any more, and its rules are fixed.

    Refused while a challenge is under way, with how many.
    """
    with held(batch, by=by):
        left = Challenge.objects.filter(batch=batch).exclude(state__in=(*OVER, *UNSEEN)).count()
        if left:
            raise Refused(_("还有 %(n)s 项没有结果，不能结束本批。") % {"n": left}, code="under_way")
        batch.closed_at = at
        batch.save(update_fields=["closed_at"])
        record("batch.closed", subject=batch, by=by, at=at, facts={"name": batch.name})
    return batch


def reopen(batch: Batch, *, by: Acting, at: datetime, reason: str) -> Batch:
    """Take the closing back, with the reason: the campaign goes on as it was."""
    may_administer(by)
    if batch.organiser_id != by.organisation_id:
        raise NotAllowed()
    reason = reason_given(reason)
    with transaction.atomic():
        batch.refresh_from_db(from_queryset=Batch.objects.select_for_update(no_key=True))
        if batch.closed_at is None:
            raise Refused(_("本批没有结束。"), code="open")
        batch.closed_at = None
        batch.save(update_fields=["closed_at"])
        record("batch.reopened", subject=batch, by=by, at=at, facts={"name": batch.name, "reason": reason})
    return batch


def empty(batch: Batch) -> bool:
    """Return True while nothing has begun in a campaign: no need, not even one that is being written, and no notice."""
    return not Challenge.objects.filter(batch=batch).exists() and not batch.notices.exists()


def delete(batch: Batch, *, by: Acting, at: datetime) -> None:
    """Delete a campaign in which nothing has begun. Refused once a need was written for it, or a notice."""
    with held(batch, by=by):
        if Challenge.objects.filter(batch=batch).exists():
            raise Refused(_("已有单位在本批填写需求，不能删除。"), code="not_empty")
        if batch.notices.exists():
            raise Refused(_("本批已有公告或公告稿，不能删除。"), code="not_empty")
        record("batch.deleted", subject=batch, by=by, at=at, facts={"name": batch.name, "code": batch.code})
        batch.delete()
