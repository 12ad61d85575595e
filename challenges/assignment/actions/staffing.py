"""Staffings 组评方案: ask who shall sit on the panels of a batch, look at the plan, change it, apply it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.assignment.actions import plan as plans
from challenges.assignment.actions.plan import Edit, error_of, solve, void
from challenges.assignment.models import Staffing
from challenges.assignment.queries.candidates import pool
from challenges.assignment.queries.staffing import benches, fit_of, open_panels, profiles, shares
from challenges.assignment.solver.fit import capacity, points
from challenges.assignment.solver.terms import Conflict, Expert, Proposal, Rules, plain
from challenges.core.gate import Moment, Problem, Refused, moving
from challenges.listing.models import Batch
from challenges.review.actions.panel import compose
from challenges.review.actions.panel_picks import Pick
from challenges.review.queries.experts import loads

__all__ = ["apply", "ask", "error_of", "revise", "solve", "solve_waiting", "void"]

# Reserves behind each panel: those who fit best and were not needed.
RESERVES = 3


def ask(batch: Batch, *, by: Acting, at: datetime) -> Staffing:
    """The organiser asks for a plan for all panels of a batch that have invited nobody yet.

    The plan is made in the background; nothing is changed until it is applied. Raises Refused when no panel is being
    composed or another plan is open.
    """
    return plans.begin(Staffing, batch, panels_of, by=by, at=at)


def require_ready(batch: Batch) -> None:
    """Refuse while no panel is being composed, or another plan of the batch is open."""
    plans.require_none_open(Staffing, batch)
    panels_of(batch)


def panels_of(batch: Batch) -> list:
    """Return the panels that are being composed; Refused when there are none."""
    panels = open_panels(batch)
    if not panels:
        raise Refused(_("本批次没有待编制的评审组。"), code="no_panels")
    return panels


def revise(
    staffing: Staffing,
    *,
    by: Acting,
    at: datetime,
    pins: Iterable[Edit] = (),
    bans: Iterable[Edit] = (),
    expected: int | None = None,
) -> Staffing:
    """The organiser changes the plan: experts who must or must not sit on a panel, each with a reason; solved again.

    The edits given are all that hold from now on. What they do not touch stays nearly as it was.
    """

    def known(ids: set[int]) -> set[int]:
        return ids & set(staffing.panels)

    subject = Problem("panel", _("方案里没有这个评审组。"), "unknown_panel")
    return plans.revise(staffing, by=by, at=at, pins=pins, bans=bans, subject=subject, known=known, expected=expected)


def solve_waiting(*, at: Moment) -> int:
    """Solve every staffing that is asked for; what the worker calls. Returns how many were solved or failed."""
    return plans.solve_waiting(Staffing, problem_for, at=at)


def problem_for(staffing: Staffing, today: date) -> tuple[dict, Callable[[dict], None]]:
    """Return what the solver is asked (panels as subjects, the pool with its exclusions, loads and edits), and what
    puts onto its answer the parts of each fit and the reserves.
    """
    panels = [panel for panel in open_panels(staffing.batch) if panel.pk in staffing.panels]
    rules = {panel.pk: panel.challenge.rules_on(today) for panel in panels}
    runs = frozenset({staffing.asked_by_id})
    pools = {panel.pk: pool(panel, today=today, runs=runs) for panel in panels}
    people = {row.user_id: row for rows in pools.values() for row in rows}
    known = profiles(people)
    sizes, work = shares(panels, today), loads()
    ids = sorted(known)
    fit, made_of = [[0] * len(panels) for _id in ids], {}
    for column, panel in enumerate(panels):
        text = f"{panel.challenge.title} {panel.challenge.background} {panel.challenge.content}"
        for line, id in enumerate(ids):
            found = fit_of(known[id], field_code=panel.challenge.field_code, text=text)
            fit[line][column], made_of[id, panel.pk] = points(found), found
    first = rules[panels[0].pk] if panels else staffing.batch.rules_on(today)
    previous = [(row["expert_id"], row["proposal_id"]) for row in staffing.result.get("pairs", [])]
    there = {panel.pk for panel in panels}
    problem = plain(
        [
            Expert(
                id,
                people[id].units,
                people[id].enterprise,
                max_load=capacity(known[id].max_load - work[id], [max(1, n) for n in sizes.values()]),
            )
            for id in ids
        ],
        [Proposal(panel.pk, k=rules[panel.pk]["panel_size"]) for panel in panels],
        fit,
        Rules(
            k=first["panel_size"],
            max_load=max(1, len(panels)),
            enterprise_share=first["enterprise_share"],
            per_unit=first["per_unit"],
        ),
        staffing.seed,
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

    def dress(result: dict) -> None:
        for row in result["pairs"]:
            found = made_of[row["expert_id"], row["proposal_id"]]
            row["parts"] = [[part.code, part.points, list(part.matched)] for part in found]
        result["reserves"] = reserves_for(problem, result)

    return problem, dress


def reserves_for(problem: dict, result: dict) -> dict[str, list[int]]:
    """Return for each panel the best-fitting experts who may sit there and sit nowhere in the plan."""
    seated = {row["expert_id"] for row in result["pairs"]}
    barred = {(expert, panel) for expert, panel, *_code in (*problem["conflicts"], *problem["bans"])}
    lines = [(row, list(map(int, line.split()))) for row, line in zip(problem["experts"], problem["fit"], strict=True)]
    found = {}
    for column, panel in enumerate(problem["proposals"]):
        able = [
            (-fit[column], row["id"])
            for row, fit in lines
            if row["max_load"] and row["id"] not in seated and (row["id"], panel["id"]) not in barred
        ]
        found[str(panel["id"])] = [id for _fit, id in sorted(able)[:RESERVES]]
    return found


def apply(staffing: Staffing, *, by: Acting, at: datetime, expected: int | None = None) -> Staffing:
    """The organiser takes the plan: all panels are composed at once, or none. The best fit leads; that can be changed.

    Raises Refused when a panel has gone on meanwhile, and Invalid for everybody who has become unfit since.
    """
    with moving(staffing, "apply", by=by, at=at, expected=expected) as move:
        plan = benches(staffing)
        still = {panel.pk for panel in open_panels(staffing.batch)}
        gone = [bench.panel.name for bench in plan if bench.panel.pk not in still]
        if gone:
            raise Refused(_("“%(name)s”已经开始邀请，请重新求解。") % {"name": gone[0]}, code="panel_moved_on")
        reserves = staffing.result.get("reserves", {})
        for bench in plan:
            members = [Pick(chair.expert_id, leader=n == 0) for n, chair in enumerate(bench.chairs)]
            behind = [Pick(expert_id, reserve=True) for expert_id in reserves.get(str(bench.panel.pk), [])]
            compose(bench.panel, by=by, at=move.at, picks=[*members, *behind])
        move.facts |= {"panels": len(plan), "hash": staffing.result["input_hash"]}
    return staffing
