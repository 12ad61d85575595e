"""Staffings 组评方案: ask who shall sit on the panels of a batch, look at the plan, change it, apply it."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.access.staffing import may_ask
from challenges.assignment import runner
from challenges.assignment.fit import capacity, parts, points
from challenges.assignment.problem import Conflict, Expert, Problem, ProblemError, Proposal, Rules, from_plain, to_plain
from challenges.assignment.words import refusal_in_words
from challenges.models import Batch, Staffing
from challenges.queries.candidates import BOUND_TO_FIELD, loads, pool
from challenges.queries.staffing import benches, open_panels, profiles, shares
from challenges.states.staffing import StaffingState
from notifications.events import record

from . import gate
from .gate import Invalid, NotAllowed, Refused, moving
from .gate import Problem as Wrong
from .panel import compose
from .panel_picks import Pick
from .periods import day_of

OPEN = (StaffingState.ASKED, StaffingState.READY, StaffingState.FAILED)
# The limits of the solver's process, and how long a worker keeps a question to itself.
SECONDS, MEGABYTES = 60, 2048
LEASE = timedelta(seconds=SECONDS * 2)
# Reserves behind each panel: those who fit best and were not needed.
RESERVES = 3

Edit = tuple[int, int, str]


def ask(batch, *, by, at) -> Staffing:
    """The organiser asks for a plan for all panels of a batch that have invited nobody yet.

    The plan is made in the background; nothing is changed until it is applied. Raises Refused when no panel is being
    composed or another plan is open.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        now = gate.moment(at)
        if not may_ask(by, batch):
            raise NotAllowed()
        if batch.staffings.filter(state__in=OPEN).exists():
            raise Refused(_("已有一份方案没有采用或作废。"), code="staffing_open")
        panels = open_panels(batch)
        if not panels:
            raise Refused(_("本批次没有待编制的评审组。"), code="no_panels")
        staffing = Staffing.objects.create(
            batch=batch,
            panels=[panel.pk for panel in panels],
            seed=secrets.token_hex(16),
            asked_by=by.user,
            created_at=now,
            updated_at=now,
        )
        record("staffing.asked", subject=staffing, by=by, at=now, facts={"panels": len(panels)})
    return staffing


def revise(
    staffing, *, by, at, pins: Iterable[Edit] = (), bans: Iterable[Edit] = (), expected: int | None = None
) -> Staffing:
    """The organiser changes the plan: experts who must or must not sit on a panel, each with a reason; solved again.

    The edits given are all that hold from now on. What they do not touch stays nearly as it was.
    """
    pins, bans = [list(edit) for edit in pins], [list(edit) for edit in bans]
    with moving(staffing, "revise", by=by, at=at, expected=expected) as move:
        if any(not reason.strip() for _expert, _panel, reason in (*pins, *bans)):
            raise Invalid([Wrong("reason", _("请写明指定或排除的理由。"), "required")])
        if any(panel not in staffing.panels for _expert, panel, _reason in (*pins, *bans)):
            raise Invalid([Wrong("panel", _("方案里没有这个评审组。"), "unknown_panel")])
        staffing.pins, staffing.bans = pins, bans
        staffing.error, staffing.leased_until = {}, None
        move.facts |= {"pins": len(pins), "bans": len(bans)}
    return staffing


def problem_for(staffing, today) -> tuple[Problem, dict]:
    """Return what the solver is asked (panels as subjects, the pool with its exclusions, loads and edits), and of
    what the fit of each (expert, panel) is made.
    """
    panels = [panel for panel in open_panels(staffing.batch) if panel.pk in staffing.panels]
    rules = {panel.pk: panel.challenge.rules_on(today) for panel in panels}
    pools = {panel.pk: pool(panel, today=today) for panel in panels}
    people = {row.user_id: row for rows in pools.values() for row in rows}
    known = profiles(people)
    sizes, work = shares(panels), loads()
    ids = sorted(known)
    fit, made_of = np.zeros((len(ids), len(panels)), dtype=np.int16), {}
    for column, panel in enumerate(panels):
        text = f"{panel.challenge.title} {panel.challenge.background} {panel.challenge.content}"
        for line, id in enumerate(ids):
            found = parts(
                known[id].field_codes,
                known[id].keywords,
                field_code=panel.challenge.field_code,
                text=text,
                bound=known[id].category in BOUND_TO_FIELD,
            )
            fit[line, column], made_of[id, panel.pk] = points(found), found
    first = rules[panels[0].pk] if panels else staffing.batch.rules_on(today)
    previous = [(row["expert_id"], row["proposal_id"]) for row in staffing.result.get("pairs", [])]
    there = {panel.pk for panel in panels}
    problem = Problem(
        experts=tuple(
            Expert(
                id,
                people[id].units,
                people[id].enterprise,
                max_load=capacity(known[id].max_load - work[id], [max(1, n) for n in sizes.values()]),
            )
            for id in ids
        ),
        proposals=tuple(Proposal(panel.pk, k=rules[panel.pk]["panel_size"]) for panel in panels),
        fit=fit,
        rules=Rules(
            k=first["panel_size"],
            max_load=max(1, len(panels)),
            enterprise_share=first["enterprise_share"],
            per_unit=first["per_unit"],
        ),
        seed=staffing.seed,
        conflicts=tuple(
            Conflict(row.user_id, panel_id, code)
            for panel_id, rows in pools.items()
            for row in rows
            for code, _fields in row.against
        ),
        pins=tuple((expert, panel) for expert, panel, _reason in staffing.pins if panel in there),
        bans=tuple((expert, panel) for expert, panel, _reason in staffing.bans if expert in known and panel in there),
        standing=tuple((expert, panel) for expert, panel in previous if expert in known and panel in there),
    )
    return problem, made_of


def solve_waiting(*, at) -> int:
    """Solve every plan that is asked for; what the worker calls. Returns how many were solved or failed.

    The solver runs outside any transaction, in a process of its own; killed or out of time, the plan is simply not
    there, the reason is written down, and it can be asked for again.
    """
    done = 0
    for pk in Staffing.objects.filter(state=StaffingState.ASKED).values_list("pk", flat=True):
        now = gate.moment(at)
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        if not Staffing.objects.filter(free, pk=pk, state=StaffingState.ASKED).update(leased_until=now + LEASE):
            continue
        staffing = Staffing.objects.select_related("batch").get(pk=pk)
        plain, result, error = answer(staffing, day_of(now))
        try:
            solve(staffing, by=CLOCK, at=at, problem=plain, result=result, error=error)
        except Refused:
            continue  # voided meanwhile
        done += 1
    return done


def answer(staffing, today) -> tuple[dict, dict, dict]:
    """Return the problem, the plan, and the error: either the plan or the error is empty."""
    plain: dict = {}
    try:
        problem, made_of = problem_for(staffing, today)
        plain = to_plain(problem)
        result = runner.plan(from_plain(plain), seconds=SECONDS, megabytes=MEGABYTES)
        for row in result["pairs"]:
            found = made_of[row["expert_id"], row["proposal_id"]]
            row["parts"] = [[part.code, part.points, list(part.matched)] for part in found]
        return plain, result, {}
    except ProblemError as wrong:
        return plain, {}, {"code": wrong.code, "fields": wrong.fields}
    except runner.SolverStopped as stopped:
        return plain, {}, {"code": stopped.code, "fields": {}}


def solve(staffing, *, by, at, problem: dict, result: dict, error: dict) -> Staffing:
    """The worker puts down the plan, or why there is none; what was there before stays when there is none."""
    with moving(staffing, "solve", by=by, at=at) as move:
        staffing.leased_until = None
        staffing.error = error
        move.to(StaffingState.FAILED if error else StaffingState.READY)
        if not error:
            staffing.problem, staffing.result = problem, result
            missing = sum(row["missing"] for row in result["unfilled"])
            move.facts |= {"hash": result["input_hash"], "pairs": len(result["pairs"]), "missing": missing}
        else:
            move.facts["error"] = error["code"]
    return staffing


def error_of(staffing) -> str:
    """Return in words why there is no plan."""
    return refusal_in_words(staffing.error["code"], staffing.error["fields"]) if staffing.error else ""


def apply(staffing, *, by, at, expected: int | None = None) -> Staffing:
    """The organiser takes the plan: all panels are composed at once, or none. The best fit leads; that can be changed.

    Raises Refused when a panel has gone on meanwhile, and Invalid for everybody who has become unfit since.
    """
    with moving(staffing, "apply", by=by, at=at, expected=expected) as move:
        plan = benches(staffing)
        still = {panel.pk for panel in open_panels(staffing.batch)}
        gone = [bench.panel.name for bench in plan if bench.panel.pk not in still]
        if gone:
            raise Refused(_("“%(name)s”已经开始邀请，请重新求解。") % {"name": gone[0]}, code="panel_moved_on")
        reserves = reserves_for(staffing)
        for bench in plan:
            members = [Pick(chair.expert_id, leader=n == 0) for n, chair in enumerate(bench.chairs)]
            behind = [Pick(expert_id, reserve=True) for expert_id in reserves.get(bench.panel.pk, [])]
            compose(bench.panel, by=by, at=move.at, picks=[*members, *behind])
        move.facts |= {"panels": len(plan), "hash": staffing.result["input_hash"]}
    return staffing


def reserves_for(staffing) -> dict[int, list[int]]:
    """Return for each panel the best-fitting experts who may sit there and sit nowhere in the plan."""
    problem = from_plain(staffing.problem)
    seated = {row["expert_id"] for row in staffing.result["pairs"]}
    found = {}
    for column, proposal in enumerate(problem.proposals):
        able = [
            (-int(problem.fit[line, column]), expert.id)
            for line, expert in enumerate(problem.experts)
            if problem.eligible[line, column] and problem.loads[line] and expert.id not in seated
        ]
        found[proposal.id] = [id for _fit, id in sorted(able)[:RESERVES]]
    return found


def void(staffing, *, by, at, reason: str = "", expected: int | None = None) -> Staffing:
    """The organiser gives the plan up; a running solver's answer is then thrown away."""
    with moving(staffing, "void", by=by, at=at, expected=expected) as move:
        move.facts["reason"] = reason.strip()[:240]
    return staffing
