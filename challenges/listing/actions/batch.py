"""Batches: an organiser opens a campaign, with rules of its own where it needs them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.typed import day, number, text
from challenges.core import gate
from challenges.core.models import RULE_KEYS
from challenges.core.periods import day_of
from challenges.listing.models import Batch
from notifications.events import record

LISTS = ("reminder_days_before", "reminder_days_overdue")
# Ten years of days, and more reminders than anybody would read.
MOST, MOST_DAYS = 3650, 30


def create(*, by: Acting, at: datetime, **typed: Any) -> Batch:
    """Open a campaign of the organiser the person acts for; `collect_from` and `collect_until` are aware times."""
    may_administer(by)
    values = read(typed, at)
    if Batch.objects.filter(code=values["code"]).exists():
        raise Invalid([Problem("code", _("这个批次代码已经用过。"), "taken")])
    batch = Batch.objects.create(organiser=by.unit, created_at=at, **values)
    record("batch.created", subject=batch, by=by, at=at, facts={"name": batch.name, "code": batch.code})
    return batch


def edit(batch: Batch, *, by: Acting, at: datetime, expected: str | None = None, **typed: Any) -> Batch:
    """Change a campaign's words, window or rules; what was published under the old ones keeps its dates.

    `expected` is the stamp of what the caller had read (`FIELDS`); LostUpdate when somebody changed it since.
    A moment for the feedback moves that of every challenge of the batch whose applicants have not had theirs yet.
    """
    may_administer(by)
    if batch.organiser_id != by.organisation_id:
        raise NotAllowed()
    with transaction.atomic():
        batch.refresh_from_db(from_queryset=Batch.objects.select_for_update(no_key=True))
        unchanged_since(batch, expected, FIELDS)
        values = read({**{name: getattr(batch, name) for name in FIELDS}, **typed}, at)
        changed = sorted(name for name in FIELDS if getattr(batch, name) != values[name])
        if "feedback_at" in changed and values["feedback_at"] is not None and values["feedback_at"] <= at:
            raise Invalid([Problem("feedback_at", _("反馈时间须晚于现在。"), "past")])
        for name in FIELDS:
            setattr(batch, name, values[name])
        batch.save()
        record("batch.edited", subject=batch, by=by, at=at, facts={"name": batch.name, "changed": changed})
        gate.follow("batch.edit", gate.Move(batch, None, by, at, facts={"changed": changed}))
    return batch


FIELDS = ("code", "name", "name_en", "summary", "collect_from", "collect_until", "feedback_at", "rules")


def may_administer(by: Acting) -> None:
    """Refuse everybody but an organiser's batch administrators."""
    if by.kind != "organiser" or not by.has("batch_admin"):
        raise NotAllowed()


def read(typed: dict, at: datetime) -> dict:
    """Return a batch's values; Invalid names every one that does not hold."""
    problems = []
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
    if values["collect_from"] and values["collect_until"] and values["collect_until"] <= values["collect_from"]:
        problems.append(Problem("collect_until", _("征集截止须晚于征集开始。")))
    values["rules"], found = read_rules(values["rules"] or {})
    if problems + found:
        raise Invalid(problems + found)
    return values


def read_rules(typed: dict) -> tuple[dict, list[Problem]]:
    """Return the rules that were set, and the problems: only known keys, only sensible numbers."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in typed.items():
        if key not in RULE_KEYS:
            problems.append(Problem(f"rules.{key}", _("没有这项规则。"), "unknown"))
        elif value in (None, "", []):
            continue
        elif key in LISTS:
            numbers = text.plain(value).strip("[]").split(",") if not isinstance(value, list) else value
            days = [number.one_of(range(MOST + 1), one) for one in numbers]
            if len(days) <= MOST_DAYS and None not in days:
                values[key] = days
            else:
                problems.append(Problem(f"rules.{key}", _("请填用逗号分开的天数。")))
        elif (found := number.one_of(range(MOST + 1), value)) is not None:
            values[key] = found
        else:
            problems.append(Problem(f"rules.{key}", _("请填 0 到 3650 的整数。")))
    if values.get("deadline_hour", 17) > 23:
        problems.append(Problem("rules.deadline_hour", _("时刻须在 0 到 23 之间。")))
    if values.get("panel_size", 5) % 2 == 0:
        problems.append(Problem("rules.panel_size", _("评审组人数须为单数。")))
    return values, problems
