"""Draws 抽取: promise a secret by its hash, draw the panel by lot, look at it, change it with reasons, apply it."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import LONGEST_REASON, fitting, reason_given, understood
from accounts.typed import substance
from challenges.assignment.models import Draw
from challenges.assignment.queries.candidates import STAYING, pool
from challenges.assignment.solver import draw as lots
from challenges.assignment.solver.terms import ProblemError, digest
from challenges.assignment.solver.words import refusal_in_words
from challenges.assignment.states.draw import DrawState
from challenges.core import gate, policy
from challenges.core.gate import Invalid, Moment, Problem, Refused, moving
from challenges.core.periods import day_of
from challenges.review.actions.panel import compose
from challenges.review.actions.panel_picks import Pick
from challenges.review.models import Panel
from challenges.review.states.review import PanelState
from notifications.events import record

OPEN = (DrawState.PROMISED, DrawState.DRAWN)
DRAWING = (PanelState.PLANNING, PanelState.INVITING)


def promise(panel: Panel, *, by: Acting, at: Moment, size: int, reserves: int = 0, beacon_name: str = "") -> Draw:
    """The organiser announces a draw: how many, and the hash of a secret that nobody can change any more.

    `beacon_name` may name a public value that will be known only later (a lottery number of a date); it joins the
    secret, so that nobody, the organiser included, knows the lots beforehand.
    Raises Invalid for a size below the rules or even, Refused while another draw is open or scoring has begun.
    """
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        policy.demand(by, "compose", panel)
        require_drawing(panel)
        if panel.draws.filter(state__in=OPEN).exists():
            raise Refused(_("还有一次抽取没有采用或作废。"), code="draw_open")
        rules = panel.challenge.rules_on(day_of(now))
        sound(lots.Call("", size, (), rules["enterprise_share"], least=rules["panel_size"]), "size")
        secret = secrets.token_hex(32)
        draw = Draw.objects.create(
            panel=panel,
            size=size,
            reserves=reserves,
            secret=secret,
            commitment=lots.commitment(secret),
            beacon_name=fitting(beacon_name, field="beacon_name", longest=120),
            promised_by=by.user,
            created_at=now,
            updated_at=now,
        )
        facts = {"commitment": draw.commitment, "size": size, "reserves": reserves, "beacon_name": draw.beacon_name}
        record("draw.promised", subject=draw, by=by, at=now, facts=facts)
    return draw


def make(
    draw: Draw,
    *,
    by: Acting,
    at: datetime,
    beacon: str = "",
    bans: Mapping[int, str] | None = None,
    expected: int | None = None,
) -> Draw:
    """The organiser opens the secret and the lots fall; the whole pool is written down, with who was left out and why.

    `bans` excludes experts by hand, each with a reason that stays in the record. A draw is made once: for another one
    this must be voided first, which everybody who watches can see.
    """
    beacon = fitting(beacon, field="beacon", longest=120)
    with moving(draw, "make", by=by, at=at, expected=expected) as move:
        require_drawing(draw.panel)
        if draw.beacon_name and not beacon:
            words = _("请填写公布的“%(name)s”。")
            raise Invalid([Problem("beacon", words % {"name": draw.beacon_name}, "required")])
        call = call_for(draw, bans or {}, day_of(move.at), by)
        sound(call, "size")
        draw.beacon, draw.made_at = beacon, move.at
        # Through JSON once, so that what is stored is what anyone will read.
        draw.record = json.loads(json.dumps(lots.record(call, draw.secret, beacon, draw.commitment)))
        result = draw.record["result"]
        move.facts |= {
            "commitment": draw.commitment,
            "pool": len(call.candidates),
            "excluded": result["excluded"],
            "drawn": len(result["panel"]),
            "seats_missing": result["seats_missing"],
            "enterprise_missing": result["enterprise_missing"],
            "record_hash": digest(draw.record),
        }
    return draw


def call_for(draw: Draw, bans: Mapping[int, str], today: date, by: Acting) -> lots.Call:
    """Return what is drawn from: the pool with its exclusions, whoever draws among them.

    Units stand as numbers; the record names nobody.
    """
    for place, reason in enumerate(bans.values()):
        reason_given(reason, field=f"bans.{place}.reason", empty=_("请写明排除专家的理由。"))
    panel = draw.panel
    rules = panel.challenge.rules_on(today)
    rows = pool(panel, today=today, runs=by.hands | {draw.promised_by_id})
    there = {row.user_id for row in rows}
    strangers = [
        Problem(f"bans.{place}.expert", _("专家库里没有这位专家。"), "unknown_expert")
        for place, expert in enumerate(bans)
        if expert not in there
    ]
    if strangers:
        raise Invalid(strangers)
    staying = [
        (seat.expert_id, tuple(seat.unit.split("、")) if seat.unit else (), seat.category == "enterprise")
        for seat in panel.seats.filter(state__in=STAYING, bridging=False)
    ]
    names = sorted(
        {unit for row in rows for unit in row.units} | {unit for _id, units, _e in staying for unit in units}
    )
    number = {unit: f"u{n}" for n, unit in enumerate(names, 1)}

    def against(row: Any) -> tuple[lots.Exclusion, ...]:
        own = [lots.Exclusion(code, fields) for code, fields in row.against]
        if row.user_id in bans:
            own.append(lots.Exclusion("banned", {"reason": fitting(bans[row.user_id], field="bans", longest=120)}))
        return tuple(own)

    return lots.Call(
        subject=f"panel:{panel.pk}",
        size=draw.size,
        candidates=tuple(
            lots.Candidate(row.user_id, tuple(number[unit] for unit in row.units), row.enterprise, against(row))
            for row in rows
        ),
        enterprise_share=rules["enterprise_share"],
        per_unit=rules["per_unit"],
        reserves=draw.reserves,
        least=rules["panel_size"],
        seated=tuple(
            lots.Candidate(expert_id, tuple(number[unit] for unit in units), enterprise)
            for expert_id, units, enterprise in staying
        ),
    )


def apply(
    draw: Draw,
    *,
    by: Acting,
    at: datetime,
    leader: int | None = None,
    without: Mapping[int, str] | None = None,
    expected: int | None = None,
) -> Draw:
    """The organiser takes the drawn panel, its reserves behind it, and says who leads.

    `without` takes drawn experts out, each with a reason; the first reserve in order who keeps share and units comes
    in, never somebody chosen. Both stay in the record. Raises Invalid when a reason is missing, when the leader is not
    among them, and for everybody who has become unfit since the draw.
    """
    without = dict(without or {})
    with moving(draw, "apply", by=by, at=at, expected=expected) as move:
        require_drawing(draw.panel)
        members, reserves, changes = edited(draw, without)
        staying = draw.panel.seats.filter(state__in=STAYING, bridging=False)
        leads = staying.filter(leader=True).exists()
        if leader not in members and not leads:
            raise Invalid([Problem("leader", _("请在抽中的专家里指定一位组长。"), "not_on_panel")])
        picks = [Pick(id, leader=id == leader and not leads) for id in members]
        compose(draw.panel, by=by, at=move.at, picks=[*picks, *(Pick(id, reserve=True) for id in reserves)])
        draw.changes = changes
        move.facts |= {"members": len(members), "changes": len(changes)}
    return draw


def edited(draw: Draw, without: dict[int, str]) -> tuple[list[int], list[int], list[dict]]:
    """Return members and reserves after the organiser's edits, and the edits as they are kept."""
    call = lots.from_plain(draw.record["call"])
    people = {candidate.id: candidate for candidate in call.candidates}
    drawn = [row["id"] for row in draw.record["result"]["panel"]]
    waiting = [people[row["id"]] for row in draw.record["result"]["reserves"] if row["id"] not in without]
    known = {*drawn, *(row["id"] for row in draw.record["result"]["reserves"])}
    problems: list[Problem] = []
    for place, why in enumerate(without.values()):
        empty = _("请写明调整抽取结果的理由。")
        understood(problems, f"without.{place}.reason", substance.reason, why, empty=empty)
    problems += [
        Problem(f"without.{place}.expert", _("抽取结果里没有这位专家。"), "not_drawn")
        for place, id in enumerate(without)
        if id not in known
    ]
    if problems:
        raise Invalid(problems)
    members = [id for id in drawn if id not in without]
    changes = []
    for id, why in without.items():
        comes = None
        if id in drawn:
            comes = lots.next_reserve(call, [*call.seated, *(people[one] for one in members)], waiting)
        if comes:
            members.append(comes.id)
            waiting.remove(comes)
        changes.append(
            {"expert_id": id, "reason": fitting(why, field="without"), "replaced_by": comes.id if comes else None}
        )
    return members, [candidate.id for candidate in waiting], changes


def void(draw: Draw, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Draw:
    """The organiser gives a draw up, with a reason; it stays in the record, and the supervisor is told."""
    reason = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明作废的理由。"))
    with moving(draw, "void", by=by, at=at, expected=expected) as move:
        draw.void_reason = fitting(reason)
        move.facts |= {"reason": draw.void_reason, "made": draw.made_at is not None}
    return draw


def require_drawing(panel: Panel) -> None:
    """Refuse once scoring has begun or the panel was given up."""
    if panel.state not in DRAWING:
        raise Refused(_("评审组现在不能再抽取专家。"), code="panel_not_drawing")


def sound(call: lots.Call, field: str) -> None:
    """Refuse, in words, a call that breaks the rules of a panel."""
    try:
        lots.check(call)
    except ProblemError as problem:
        raise Invalid([Problem(field, refusal_in_words(problem.code, problem.fields), problem.code)]) from None
