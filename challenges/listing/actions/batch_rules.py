"""A call's own rules: from a day on they stand above those of its organiser and of the platform."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, stamp, unchanged_since, understood
from accounts.errors import Invalid, Problem
from accounts.typed import day
from challenges.core.models import RuleSet
from challenges.core.periods import day_of
from challenges.core.queries.rules import BOOK, contradictions, wrong
from challenges.files.models import AttachmentKind
from challenges.listing.actions.batch import held
from challenges.listing.models import Batch
from challenges.listing.queries import batch_rules as query
from notifications.events import record


def change(
    batch: Batch,
    *,
    by: Acting,
    at: datetime,
    values: dict[str, Any],
    effective_from: date | None = None,
    basis: str = "",
    expected: str | None = None,
) -> Batch:
    """Let rules of a call differ from a day on; a value of None goes back to what its organiser or the platform says.

    Without a day it is the first on which it may be: today, and tomorrow once a challenge of the call was published;
    what applicants have relied on (`fixed` in the book) then stays. `expected` is the stamp the caller had read.
    Raises Invalid with every problem under `values.<key>` or `effective_from`, Refused for a closed call, LostUpdate.
    """
    with held(batch, by=by):
        unchanged_since(own_of(batch), expected, STAMPED)
        today, bound, first = day_of(at), query.published(batch), earliest(batch, at)
        begins = effective_from or first
        known = query.standing(batch, begins)
        changed = {key: value for key, value in values.items() if key not in known or differs(known[key], value)}
        problems = found_in(changed, known, bound)
        understood(problems, "effective_from", day.planned, begins, today=today)
        if begins < first:
            words = _("本批已有榜单发布，最早从明天起改。") if bound else _("最早从今天起改。")
            problems.append(Problem("effective_from", words, "too_early"))
        basis = fitting(basis, field="basis", longest=240)
        if basis and not changed:
            problems.append(Problem("basis", _("没有改动任何规则，这条依据无处可记。"), "unchanged"))
        if problems:
            raise Invalid(problems)
        if not changed:
            return batch
        row, _new = RuleSet.objects.get_or_create(
            organiser_id=batch.organiser_id, batch=batch, effective_from=begins, defaults={"title": batch.name}
        )
        row.values = {**row.values, **changed}
        row.basis = basis or row.basis
        row.save()
        told = [[key, known[key].value, value] for key, value in changed.items()]
        facts = {"name": batch.name, "from": begins.isoformat(), "basis": basis, "changes": told}
        record("batch.rules_changed", subject=batch, by=by, at=at, facts=facts)
    return batch


def earliest(batch: Batch, at: datetime) -> date:
    """Return the first day from which a rule may hold: today, or tomorrow once others rely on what is published."""
    return day_of(at) + timedelta(days=1 if query.published(batch) else 0)


STAMPED = ("sets",)


def own_of(batch: Batch) -> SimpleNamespace:
    """Return a call's own rule sets as plain data: two people who edit them compare by it."""
    rows = RuleSet.objects.filter(batch=batch).order_by("effective_from")
    return SimpleNamespace(sets=[[row.effective_from.isoformat(), row.basis, row.values] for row in rows])


def stamped(batch: Batch) -> str:
    """Return the stamp of a call's own rules as they are now."""
    return stamp(own_of(batch), STAMPED)


def differs(one: query.Standing, value: Any) -> bool:
    """Return True when a value is not what stands: another number, or the call's own given up."""
    return one.own if value is None else not (one.own and one.value == value)


def found_in(changed: dict[str, Any], known: dict[str, query.Standing], bound: bool) -> list[Problem]:
    """Return what is wrong with the changed rules: one by one, as they stand together, and with what is published."""
    problems = []
    for key, value in changed.items():
        if key not in BOOK:
            problems.append(Problem(f"values.{key}", _("没有这项规则。"), "unknown"))
        elif bound and BOOK[key].fixed:
            words = _("本批已有榜单发布，申报单位据此申报，这一项不能再改。")
            problems.append(Problem(f"values.{key}", words, "fixed"))
        elif value is not None and (said := wrong(BOOK[key], value) or unknown_files(key, value)):
            problems.append(Problem(f"values.{key}", said))
    if problems:
        return problems
    together = {key: one.value for key, one in known.items()}
    together |= {key: known[key].below if value is None else value for key, value in changed.items()}
    return [
        Problem(f"values.{low if low in changed else high}", said, "contradicts")
        for low, high, said in contradictions(together)
        if low in changed or high in changed
    ]


def unknown_files(key: str, value: Any) -> str:
    """Return what is wrong with kinds of attachment that nobody can upload."""
    if BOOK[key].kind != "files" or set(value) <= set(AttachmentKind.values):
        return ""
    return _("请从附件种类中选择。")
