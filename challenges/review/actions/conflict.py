"""Conflicts of interest 回避: found by the rules, decided by the organiser, declared by the expert."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given
from challenges.core import gate, policy
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused
from challenges.core.periods import day_of
from challenges.experts.access.conflicts import DECLARED, HOLDING, MANUAL, PRESENT
from challenges.experts.models import Conflict
from challenges.listing.models import Challenge
from challenges.proposals.models import Proposal
from challenges.review.actions.reserve import call_reserve
from challenges.review.models import Panel, Review, Seat
from challenges.review.queries.conflicts import comparison
from challenges.review.states.review import REVIEW, SEATED, PanelState, SeatState
from notifications.events import record

Status, Source = Conflict.Status, Conflict.Source


CLOSED = (PanelState.LOCKED, PanelState.REPORTED)
NOT_ASKED = (SeatState.PICKED, SeatState.RESERVE)


def find(panel: Panel, *, expert_ids: Any, at: datetime) -> int:
    """Compare experts with every firm concerned and write down what matches; returns how many rows are new.

    A pair that was decided once keeps its decision. What an expert declared beforehand and what ties them today stand
    as confirmed. Must run inside the gate of the panel.
    """
    challenge = panel.challenge
    today = day_of(at)
    found = comparison(challenge, expert_ids, today=today, years=challenge.rules_on(today)["recusal_years"])
    known = set(
        Conflict.objects.filter(challenge=challenge, expert_id__in=expert_ids).values_list(
            "expert_id", "proposal_id", "code"
        )
    )
    rows = [
        Conflict(
            expert_id=expert_id,
            challenge=challenge,
            proposal_id=proposal_id,
            code=code,
            facts=facts,
            source=Source.DECLARED if code in HOLDING else Source.COMPUTED,
            status=Status.CONFIRMED if code in HOLDING | PRESENT else Status.POTENTIAL,
            decided_by_id=expert_id if code in HOLDING else None,
            decided_at=at if code in HOLDING | PRESENT else None,
            found_at=at,
        )
        for (expert_id, proposal_id, code), facts in found.items()
        if (expert_id, proposal_id, code) not in known
    ]
    Conflict.objects.bulk_create(rows)
    return len(rows)


def hold(conflict: Conflict, *, by: Acting, at: Moment, reason: str = "") -> Conflict:
    """The organiser decides that a tie which was found is a reason to step aside; what was set aside may be held anew.

    It excludes at once: reviews of that pair that have begun are closed for the expert. Raises Refused for what the
    expert declared themselves, and after the panel was locked.
    """
    return hold_many([conflict], by=by, at=at, reason=reason)[0]


def hold_many(rows: Iterable[Conflict], *, by: Acting, at: Moment, reason: str = "") -> list[Conflict]:
    """The organiser holds several ties of one challenge alike: all of them, or none."""
    rows = list(rows)
    if not rows:
        raise Invalid([Problem("ids", _("请至少选择一条。"), "required")])
    with transaction.atomic():
        panel = standing_panel(rows[0].challenge)
        now = gate.moment(at)
        policy.demand(by, "compose", panel)
        if any(row.challenge_id != panel.challenge_id for row in rows):
            raise Invalid([Problem("ids", _("一次只能核定同一张榜的回避线索。"), "other_challenge")])
        for row in rows:
            row.refresh_from_db(from_queryset=Conflict.objects.select_for_update())
        require_found(rows)
        for row in rows:
            write(panel, row, Status.CONFIRMED, reason, by=by, at=now)
            close_channels(panel, row, by=by, at=now)
    return rows


def require_found(rows: list[Conflict]) -> None:
    """Refuse to decide what an expert has declared themselves."""
    if any(row.source == Source.DECLARED for row in rows):
        raise Refused(_("专家本人声明的回避不能改变。"), code="declared")


def write(panel: Panel, row: Conflict, status: str, reason: str, *, by: Acting, at: datetime) -> None:
    """Write down what was decided of a tie, with its event."""
    row.status, row.reason = status, fitting(reason)
    row.decided_by, row.decided_at = by.user, at
    row.save()
    record("panel.conflict_decided", subject=panel, by=by, at=at, facts={"status": row.status, "code": row.code})


def pin(
    panel: Panel, *, by: Acting, at: Moment, expert_id: int, proposal: Proposal | None = None, reason: str
) -> Conflict:
    """The organiser writes down a tie that no rule finds, with a reason; without a proposal for the whole challenge.

    It excludes at once. It is undone like any other, by a rejection with a reason.
    """
    reason = reason_given(reason, empty=_("请写明指定回避的理由。"))
    with transaction.atomic():
        panel = standing_panel(panel.challenge)
        now = gate.moment(at)
        policy.demand(by, "compose", panel)
        if not panel.seats.filter(expert_id=expert_id).exists():
            raise Invalid([Problem("expert", _("本评审组没有这位专家。"), "not_on_panel")])
        require_same_challenge(panel, proposal)
        conflict, _new = Conflict.objects.update_or_create(
            expert_id=expert_id,
            challenge=panel.challenge,
            proposal=proposal,
            code=MANUAL,
            defaults={
                "source": Source.MANUAL,
                "status": Status.CONFIRMED,
                "facts": {"text": fitting(reason)},
                "reason": fitting(reason),
                "found_at": now,
                "decided_by": by.user,
                "decided_at": now,
            },
        )
        facts = {"status": conflict.status, "code": MANUAL}
        record("panel.conflict_decided", subject=panel, by=by, at=now, facts=facts)
        close_channels(panel, conflict, by=by, at=now)
    return conflict


def declare(
    panel: Panel, *, by: Acting, at: Moment, code: str, proposal: Proposal | None = None, text: str = ""
) -> Conflict:
    """An expert says that they should not review a proposal (or anything of this challenge): it holds at once.

    Before they accept they can only speak of the challenge and its lead firm, because they are told no other. Declared
    for the whole challenge, it gives their seat back. Raises Invalid, NotAllowed, and Refused after the lock.
    """
    if code not in DECLARED:
        raise Invalid([Problem("code", _("请选择回避事由。"), "unknown_reason")])
    if code == "other_tie" and not text.strip():
        raise Invalid([Problem("text", _("请写明是什么情形。"), "required")])
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        if not panel.seats.filter(expert_id=by.user_id, state__in=SEATED).exists():
            raise NotAllowed()
        require_same_challenge(panel, proposal)
        require_unlocked(panel)
        conflict, _new = Conflict.objects.update_or_create(
            expert_id=by.user_id,
            challenge=panel.challenge,
            proposal=proposal,
            code=code,
            defaults={
                "source": Source.DECLARED,
                "status": Status.CONFIRMED,
                "facts": {"text": fitting(text, field="text")} if text.strip() else {},
                "found_at": now,
                "decided_by": by.user,
                "decided_at": now,
            },
        )
        record("panel.conflict_declared", subject=panel, by=by, at=now, facts={"code": code})
        close_channels(panel, conflict, by=by, at=now)
    return conflict


def panels_of(expert_id: int) -> list[Panel]:
    """Return the panels on which an expert sits, or stands on the list, before their lock; each of them locked."""
    rows = Panel.objects.filter(
        pk__in=Seat.objects.filter(expert_id=expert_id, state__in=(*NOT_ASKED, *SEATED)).values("panel"),
        state__in=(PanelState.PLANNING, PanelState.INVITING, PanelState.SCORING, PanelState.DISCUSSION),
    )
    panels = list(rows.order_by("challenge_id", "pk"))
    for panel in panels:
        gate.lock(panel)
    return panels


def find_again(panels: Iterable[Panel], *, expert_id: int, by: Acting, at: datetime) -> None:
    """Compare an expert anew on these locked panels, after they declared a tie; what holds closes at once."""
    for panel in panels:
        own = Conflict.objects.filter(challenge=panel.challenge, expert_id=expert_id)
        before = set(own.values_list("pk", flat=True))
        find(panel, expert_ids=[expert_id], at=at)
        for conflict in own.filter(status=Status.CONFIRMED).exclude(pk__in=before).order_by("pk"):
            close_channels(panel, conflict, by=by, at=at)


def require_same_challenge(panel: Panel, proposal: Proposal | None) -> None:
    """Refuse a proposal that this panel does not review."""
    if proposal is not None and proposal.challenge_id != panel.challenge_id:
        raise Invalid([Problem("proposal", _("这份申报书不属于本评审组。"), "wrong_proposal")])


def require_unlocked(panel: Panel) -> None:
    """Refuse to change who may review what once the scores are locked."""
    if panel.state in CLOSED:
        raise Refused(_("评分已经锁定，不能再核定回避。"), code="locked")


def panel_of(challenge: Challenge) -> Panel:
    """Return the challenge's panel; Refused when there is none."""
    panel = challenge.panels.exclude(state=PanelState.CANCELLED).first()
    if panel is None:
        raise Refused(_("这张榜还没有评审组。"), code="no_panel")
    return panel


def standing_panel(challenge: Challenge) -> Panel:
    """Return the challenge's panel, locked; Refused when there is none or its scores are locked."""
    panel = panel_of(challenge)
    gate.lock(panel)
    require_unlocked(panel)
    return panel


def close_channels(panel: Panel, conflict: Conflict, *, by: Acting, at: datetime) -> int:
    """Close every review that a confirmed conflict excludes, and for the whole challenge the seat too; returns how
    many reviews. The panel is locked already.
    """
    found = Review.objects.filter(
        seat__panel=panel, seat__expert_id=conflict.expert_id, state__in=REVIEW.step("recuse").sources
    )
    if conflict.proposal_id is not None:
        found = found.filter(proposal_id=conflict.proposal_id)
    rows = list(found.select_related("seat__panel__challenge"))
    Review.objects.filter(pk__in=[row.pk for row in rows]).update(recusal_reason=conflict.code)
    closed = gate.moving_many([gate.MassMove(row, "recused") for row in rows], "recuse", by=by, at=at)
    if conflict.proposal_id is None:
        give_up_seat(panel, conflict.expert_id, own=conflict.source == Source.DECLARED, by=by, at=at)
    return closed


def give_up_seat(panel: Panel, expert_id: int, *, own: bool, by: Acting, at: datetime) -> None:
    """Take an expert off a panel none of whose proposals they may see; the next reserve is invited.

    One who was never asked leaves the list and learns nothing. `own` says that they declared it themselves.
    """
    panel.seats.filter(expert_id=expert_id, state__in=NOT_ASKED).delete()
    seat = panel.seats.filter(expert_id=expert_id, state__in=SEATED).first()
    if seat is None:
        return
    seat.panel = panel
    verb, target = ("decline", SeatState.DECLINED) if own else ("replace", SeatState.REPLACED)
    panel.seats.filter(pk=seat.pk).update(decline_reason="conflict", due_at=None)
    facts = {"reason": "conflict"} if own else {}
    gate.moving_many([gate.MassMove(seat, target, facts)], verb, by=by, at=at)
    call_reserve(seat, at=at)
