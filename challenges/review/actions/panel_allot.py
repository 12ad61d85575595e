"""How many experts review each proposal of a panel 评审组, and which ones: the number is set, the plan is taken."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.gate import Invalid, MassMove, Problem, Refused, moving, moving_many
from challenges.core.periods import day_of
from challenges.review.actions.allotment_check import misfit, pairs_on
from challenges.review.actions.panel import with_panel
from challenges.review.models import Panel, Seat
from challenges.review.states.review import SeatState


def set_reviews(
    panel: Panel, *, by: Acting, at: datetime, reviews_each: int | None = None, expected: int | None = None
) -> Panel:
    """The organiser says how many experts review each proposal; None: every expert reviews every proposal.

    A plan that was applied before is given up with it, and experts of other panels leave. Raises Invalid for an even
    number and for one below the rules.
    """
    with moving(panel, "set_reviews", by=by, at=at, expected=expected) as move:
        least = panel.challenge.rules_on(day_of(move.at))["reviews_least"]
        if reviews_each is not None and (reviews_each < least or reviews_each % 2 == 0):
            words = _("每份申报书至少由 %(least)d 位专家评审，且须为单数。")
            raise Invalid([Problem("reviews_each", words % {"least": least}, "reviews_each")])
        panel.reviews_each, panel.allotment = reviews_each, None
        move.facts |= {"reviews_each": reviews_each, "left": release(panel, set(), by=by, at=move.at)}
    return panel


def allot(panel: Panel, *, by: Acting, at: datetime, allotment: Any) -> Panel:
    """The panel takes its part of an allotment: experts of other panels get their own seats on it.

    They need no new invitation, because they accepted theirs knowing of it (`Seat.bridges`); they are told, may give
    the seat back, and declare themselves clear of each proposal before they read it. Raises Refused, with the reason,
    when the plan no longer fits.
    """
    with moving(panel, "allot", by=by, at=at) as move:
        why = misfit(allotment, panel, move.at)
        if why:
            words = _("“%(name)s”：%(why)s请重新求解。")
            raise Refused(words % {"name": panel.name, "why": why}, code="allotment_unfit")
        pairs = pairs_on(allotment, panel)
        home = set(panel.seats.filter(state=SeatState.ACCEPTED, bridging=False).values_list("expert_id", flat=True))
        guests = {expert for expert, _proposal in pairs} - home
        left = release(panel, guests, by=by, at=move.at)
        came = welcome(panel, guests, allotment, by=by, at=move.at)
        panel.allotment = allotment
        move.facts |= {"reviews": len(pairs), "came": came, "left": left}
    return panel


def release(panel: Panel, guests: set[int], *, by: Acting, at: datetime) -> int:
    """Take the seats of experts of other panels back, except those of `guests`; returns how many. Panel locked."""
    rows = list(panel.seats.filter(bridging=True, state=SeatState.ACCEPTED).exclude(expert__in=guests))
    return moving_many([MassMove(with_panel(row, panel), SeatState.REPLACED) for row in rows], "replace", by=by, at=at)


def welcome(panel: Panel, guests: set[int], allotment: Any, *, by: Acting, at: datetime) -> int:
    """Give experts of other panels their seats on this one; returns how many were not there yet. Panel locked."""
    there = {seat.expert_id: seat for seat in panel.seats.filter(expert__in=guests)}
    homes = Seat.objects.filter(
        panel__in=allotment.panels, expert__in=guests - set(there), state=SeatState.ACCEPTED, bridging=False
    ).order_by("-id")
    order = panel.seats.count()
    Seat.objects.bulk_create(
        Seat(
            panel=panel,
            expert_id=expert,
            category=home.category,
            unit=home.unit,
            bridging=True,
            invited_at=at,
            order=order + number,
            created_at=at,
            updated_at=at,
        )
        for number, (expert, home) in enumerate(sorted({row.expert_id: row for row in homes}.items()), start=1)
    )
    coming = panel.seats.filter(expert__in=guests, bridging=True).exclude(state=SeatState.ACCEPTED)
    return moving_many([MassMove(with_panel(row, panel), SeatState.ACCEPTED) for row in coming], "bridge", by=by, at=at)
