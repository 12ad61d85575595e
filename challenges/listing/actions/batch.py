"""Batches: an organiser opens a campaign, and changes its words and its window."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.typed import day
from challenges.core import gate
from challenges.core.periods import day_of
from challenges.listing.access.batch import own_matter
from challenges.listing.models import Batch
from notifications.events import record

# Whoever collects needs does so for a day at least.
LEAST = timedelta(days=1)


def create(*, by: Acting, at: datetime, copied_from: Batch | None = None, **typed: Any) -> Batch:
    """Open a campaign of the organiser the person acts for; `collect_from` and `collect_until` are aware times."""
    may_administer(by)
    values = read(typed, at)
    require_free(values["code"])
    batch = Batch.objects.create(organiser=by.unit, created_at=at, copied_from=copied_from, **values)
    facts = {"name": batch.name, "code": batch.code}
    if copied_from is not None:
        facts["copied_from"] = copied_from.code
    record("batch.created", subject=batch, by=by, at=at, facts=facts)
    return batch


def edit(batch: Batch, *, by: Acting, at: datetime, expected: str | None = None, **typed: Any) -> Batch:
    """Change a campaign's words or window; what was published keeps its dates.

    `expected` is the stamp of what the caller had read (`FIELDS`); LostUpdate when somebody changed it since.
    A moment for the feedback moves that of every challenge of the batch whose applicants have not had theirs yet.
    """
    with held(batch, by=by):
        unchanged_since(batch, expected, FIELDS)
        values = read({**{name: getattr(batch, name) for name in FIELDS}, **typed}, at)
        require_free(values["code"], but=batch)
        changed = sorted(name for name in FIELDS if getattr(batch, name) != values[name])
        if "feedback_at" in changed and values["feedback_at"] is not None and values["feedback_at"] <= at:
            raise Invalid([Problem("feedback_at", _("反馈时间须晚于现在。"), "past")])
        for name in FIELDS:
            setattr(batch, name, values[name])
        batch.save()
        record("batch.edited", subject=batch, by=by, at=at, facts={"name": batch.name, "changed": changed})
        gate.follow("batch.edit", gate.Move(batch, None, by, at, facts={"changed": changed}))
    return batch


FIELDS = ("code", "name", "name_en", "summary", "collect_from", "collect_until", "feedback_at")


@contextmanager
def held(batch: Batch, *, by: Acting) -> Iterator[None]:
    """Hold a campaign while its administrator changes it, and read it as it is now.

    Raises NotAllowed for everybody else, and for whoever belongs to a matter in it that is not over: what holds for the
    whole call holds for their own too. Refused for one that is closed.
    """
    may_administer(by)
    if batch.organiser_id != by.organisation_id:
        raise NotAllowed()
    if why := own_matter(by, batch):
        raise NotAllowed(why)
    with locked(batch):
        yield


@contextmanager
def locked(batch: Batch) -> Iterator[None]:
    """Hold a campaign and read it as it is now. Raises Refused for one that is closed."""
    with transaction.atomic():
        batch.refresh_from_db(from_queryset=Batch.objects.select_for_update(no_key=True))
        if batch.closed_at is not None:
            raise Refused(_("本批已经结束，不能再改。"), code="closed")
        yield


def require_free(code: str, *, but: Batch | None = None) -> None:
    """Refuse a code that another campaign has, in whatever case: they would be told apart by nobody."""
    taken = Batch.objects.filter(code__iexact=code).exclude(pk=but.pk if but else None).first()
    if taken is not None:
        words = _("这个批次代码已经用过：“%(code)s”。大小写不同也算相同。") % {"code": taken.code}
        raise Invalid([Problem("code", words, "taken")])


def may_administer(by: Acting) -> None:
    """Refuse everybody but an organiser's batch administrators."""
    if by.kind != "organiser" or not by.has("batch_admin"):
        raise NotAllowed()


def read(typed: dict, at: datetime) -> dict:
    """Return a batch's values; Invalid names every one that does not hold."""
    problems: list[Problem] = []
    values = {name: typed.get(name) for name in FIELDS}
    for name in ("code", "name", "name_en", "summary"):
        values[name] = str(values[name] or "").strip()
    if not values["code"] or len(values["code"]) > 20 or not values["code"].replace("-", "").isalnum():
        problems.append(Problem("code", _("请填批次代码：字母、数字和连字符，最多 20 个。")))
    if not values["name"] or len(values["name"]) > 80:
        problems.append(Problem("name", _("请填批次名称，最多 80 个字。")))
    for name in ("collect_from", "collect_until"):
        if values[name] is None:
            problems.append(Problem(name, _("请填写日期和时间。"), "required"))
    for name in ("collect_from", "collect_until", "feedback_at"):
        understood(problems, name, day.planned, values[name], today=day_of(at))
    first, last, told = values["collect_from"], values["collect_until"], values["feedback_at"]
    if first and last and last < first + LEAST:
        problems.append(Problem("collect_until", _("征集截止须晚于征集开始，至少一天。"), "too_short"))
    if last and told and told <= last:
        problems.append(Problem("feedback_at", _("统一反馈在征集截止之后：先征集，再评审，再反馈。"), "out_of_order"))
    if problems:
        raise Invalid(problems)
    return values
