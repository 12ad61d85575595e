"""What all plans of the solver share: asked for, solved in a process of its own, edited with reasons, given up."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.checking import fitting, understood
from accounts.models import ExpertProfile
from accounts.typed import substance
from challenges.assignment.access.plan import may_ask
from challenges.assignment.models.plan import Plan
from challenges.assignment.solver import runner
from challenges.assignment.solver.terms import ProblemError
from challenges.assignment.solver.words import refusal_in_words
from challenges.assignment.states.plan import OPEN, PlanState
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, moving
from challenges.core.periods import day_of
from challenges.listing.models import Batch
from notifications import sweeps
from notifications.events import record

# The limits of the solver's process, how much of its time may go to the coverage of topics, and how long a worker
# keeps a question to itself.
SECONDS, MEGABYTES, COVER_SECONDS = 60, 2048, 20
LEASE = timedelta(seconds=SECONDS * 2)

Edit = tuple[int, int, str]
# The kind of plan.
P = TypeVar("P", bound=Plan)
# Makes of a plan's row and a date the plain problem, and what puts words and parts on the answer.
Build = Callable[..., tuple[dict, Callable[[dict], None]]]


def begin(
    model: type[P],
    batch: Batch,
    choose: Callable,
    *,
    by: Acting,
    at: Moment,
    seed_of: Callable | None = None,
    **fields: Any,
) -> P:
    """Write a question down: a plan of this kind for the panels that `choose(batch)` returns; it is solved later.

    `seed_of(panels)` may give the seed of a plan that this one is to stay close to.

    Raises NotAllowed, Refused while another plan of the kind is open, and what `choose` raises.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        now = gate.moment(at)
        if not may_ask(by, batch):
            raise NotAllowed()
        require_none_open(model, batch)
        panels = choose(batch)
        plan = model._default_manager.create(
            batch=batch,
            panels=[panel.pk for panel in panels],
            seed=(seed_of(panels) if seed_of else "") or secrets.token_hex(16),
            asked_by=by.user,
            created_at=now,
            updated_at=now,
            **fields,
        )
        record(f"{model.noun}.asked", subject=plan, by=by, at=now, facts={"panels": len(panels)})
    return plan


def require_none_open(model: type[P], batch: Batch) -> None:
    """Refuse a second plan of a kind while one of the batch is neither taken nor given up."""
    if model._default_manager.filter(batch=batch, state__in=OPEN).exists():
        raise Refused(_("已有一份方案没有采用或作废。"), code=f"{model.noun}_open")


def revise(
    plan: P,
    *,
    by: Acting,
    at: datetime,
    pins: Iterable[Edit],
    bans: Iterable[Edit],
    subject: Problem,
    known: Callable[[set[int]], set[int]],
    expected: int | None = None,
) -> P:
    """The organiser changes the plan: the edits given are all that hold from now on; it is solved again.

    `known(ids)` returns those of what is edited that are in the plan; `subject` is the problem of one that is not. What
    the edits do not touch stays nearly as it was. Raises Invalid without a reason, and for what is unknown.
    """
    pins, bans = list(pins), list(bans)
    with moving(plan, "revise", by=by, at=at, expected=expected) as move:
        problems = [*unfit("pins", pins, subject, known), *unfit("bans", bans, subject, known)]
        if problems:
            raise Invalid(problems)
        plan.pins, plan.bans = [list(edit) for edit in pins], [list(edit) for edit in bans]
        plan.error, plan.leased_until = {}, None
        move.facts |= {"pins": len(pins), "bans": len(bans)}
    return plan


def unfit(name: str, edits: list[Edit], subject: Problem, known: Callable[[set[int]], set[int]]) -> list[Problem]:
    """Return what is wrong with each edit: it gives no reason, or names who or what is not there."""
    there = known({one for _expert, one, _reason in edits})
    people = {expert for expert, _one, _reason in edits}
    experts = set(ExpertProfile.objects.filter(user_id__in=people).values_list("user_id", flat=True))
    problems: list[Problem] = []
    for place, (expert, one, reason) in enumerate(edits):
        empty = _("请写明指定或排除的理由。")
        understood(problems, f"{name}.{place}.reason", substance.reason, reason, empty=empty)
        if expert not in experts:
            problems.append(Problem(f"{name}.{place}.expert", _("专家库里没有这位专家。"), "unknown_expert"))
        if one not in there:
            problems.append(replace(subject, field=f"{name}.{place}.{subject.field}"))
    return problems


def solve_waiting(model: Any, build: Build, *, at: Moment) -> int:
    """Solve every plan of a kind that is asked for; what the worker calls. Returns how many were solved or failed.

    The solver runs outside any transaction, in a process of its own; killed or out of time, the plan is simply not
    there, the reason is written down, and it can be asked for again.
    """
    waiting = model.objects.filter(state=PlanState.ASKED).order_by("pk").values_list("pk", flat=True)
    return sweeps.each(
        f"{model.noun}s",
        list(waiting),
        lambda pk: solve_one(model, pk, build, at=at),
        at=at,
        name=lambda pk: sweeps.Row(model.noun, pk),
    )


def solve_one(model: Any, pk: int, build: Build, *, at: Moment) -> bool:
    """Solve one plan that is asked for; False when another worker has it, or it was voided meanwhile."""
    now = gate.moment(at)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not model.objects.filter(free, pk=pk, state=PlanState.ASKED).update(leased_until=now + LEASE):
        return False
    plan = model.objects.select_related("batch").get(pk=pk)
    try:
        plain, result, error = answer(plan, build, day_of(now))
        solve(plan, by=CLOCK, at=at, problem=plain, result=result, error=error)
    except Refused:
        return False  # voided meanwhile
    except Exception:
        # Not solved: the next try need not wait for the lease.
        model.objects.filter(pk=pk, leased_until=now + LEASE).update(leased_until=None)
        raise
    return True


def answer(plan: Any, build: Build, today: date) -> tuple[dict, dict, dict]:
    """Return the problem, the plan, and the error: either the plan or the error is empty."""
    plain: dict = {}
    try:
        plain, dress = build(plan, today)
        cover = COVER_SECONDS if getattr(plan, "cover", False) else 0
        result = runner.plan_plain(plain, cover_seconds=cover, seconds=SECONDS, megabytes=MEGABYTES)
        dress(result)
        return plain, result, {}
    except ProblemError as wrong:
        return plain, {}, {"code": wrong.code, "fields": wrong.fields}
    except runner.SolverStopped as stopped:
        return plain, {}, {"code": stopped.code, "fields": {}}


def solve(plan: Any, *, by: Acting, at: Moment, problem: dict, result: dict, error: dict) -> Any:
    """The worker puts down the plan, or why there is none; what was there before stays when there is none."""
    with moving(plan, "solve", by=by, at=at) as move:
        plan.leased_until = None
        plan.error = error
        move.to(PlanState.FAILED if error else PlanState.READY)
        if not error:
            plan.problem, plan.result = problem, result
            missing = sum(row["missing"] for row in result["unfilled"])
            move.facts |= {"hash": result["input_hash"], "pairs": len(result["pairs"]), "missing": missing}
        else:
            move.facts["error"] = error["code"]
    return plan


def error_of(plan: Any) -> str:
    """Return in words why there is no plan."""
    return refusal_in_words(plan.error["code"], plan.error["fields"]) if plan.error else ""


def void(plan: Any, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> Any:
    """The organiser gives the plan up; a running solver's answer is then thrown away."""
    with moving(plan, "void", by=by, at=at, expected=expected) as move:
        move.facts["reason"] = fitting(reason)
    return plan
