"""Panels 评审组: planned, composed by hand, invited, scoring, locked by their leader."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import LONGEST_REASON, fitting, reason_given
from challenges.core import gate, policy
from challenges.core.gate import Invalid, MassMove, Moment, Refused, moving, moving_many
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from challenges.review.actions import conflict, paper, result
from challenges.review.actions.allotment_check import allotted
from challenges.review.actions.barring import require_not_barred
from challenges.review.actions.panel_checks import (
    require_all_in,
    require_complete,
    require_discussed,
    require_in_review,
    require_majority,
    require_no_trial,
    require_settled,
)
from challenges.review.actions.panel_picks import Pick, profiles_of, unfit, unit_of
from challenges.review.actions.panel_vote import require_vote
from challenges.review.actions.rubric import default_rubric, own_copy
from challenges.review.models import Panel, Review, Rubric, Seat
from challenges.review.queries.conflicts import excluded_pairs
from challenges.review.ranking import official
from challenges.review.states.review import PanelState, ReviewState, SeatState
from notifications.events import record

PLANNABLE = (ChallengeState.CLOSED, ChallengeState.QUALIFICATION, ChallengeState.EXPERT_REVIEW)
ACTIVE = (SeatState.PICKED, SeatState.INVITED, SeatState.ACCEPTED)
NOT_ASKED = (SeatState.PICKED, SeatState.RESERVE)


def plan(
    challenge: Challenge, *, by: Acting, at: Moment, name: str = "", blind: bool = False, rubric: Rubric | None = None
) -> Panel:
    """The organiser opens the panel of a challenge, with a copy of a rubric so that later changes touch no score."""
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        policy.demand(by, "begin_review", challenge)
        if challenge.state not in PLANNABLE:
            raise Refused(
                _("现在是“%(state)s”，不能编制评审组。") % {"state": challenge.get_state_display()}, code="wrong_state"
            )
        if challenge.panels.exclude(state=PanelState.CANCELLED).exists():
            raise Refused(_("这张榜已经有评审组。"), code="already_planned")
        panel = Panel.objects.create(
            challenge=challenge,
            rubric=own_copy(rubric or default_rubric(challenge)),
            name=fitting(name, field="name", longest=60) or (_("“%(title)s”评审组") % {"title": challenge.title})[:60],
            blind=blind,
            created_at=now,
            updated_at=now,
        )
        record("panel.planned", subject=panel, by=by, at=now, facts={"name": panel.name, "blind": blind})
    return panel


def set_blind(panel: Panel, *, by: Acting, at: datetime, blind: bool, expected: int | None = None) -> Panel:
    """The organiser says whether the experts read without firms and people; nobody changes it once they are invited."""
    with moving(panel, "set_blind", by=by, at=at, expected=expected) as move:
        panel.blind = blind
        move.facts["blind"] = blind
    return panel


def compose(panel: Panel, *, by: Acting, at: datetime, picks: Iterable[Pick], expected: int | None = None) -> Panel:
    """The organiser says who shall sit: the whole list of those not asked yet, members and reserves.

    Experts who were asked already stay as they are. Each pick that cannot sit is named with its reason (Invalid);
    ties to the firms are written down as potential conflicts for the organiser to decide. A panel that is not
    complete yet may be kept; inviting refuses it. Once invitations are out, who is picked is invited at once.
    """
    picks = list(picks)
    with moving(panel, "compose", by=by, at=at, expected=expected) as move:
        panel.seats.filter(state__in=NOT_ASKED).delete()
        problems = unfit(panel, picks, move.at, by)
        if problems:
            raise Invalid(problems)
        profiles = profiles_of(picks)
        units = {user_id: unit_of(profile, move.at) for user_id, profile in profiles.items()}
        Seat.objects.bulk_create(
            Seat(
                panel=panel,
                expert_id=pick.expert_id,
                state=SeatState.RESERVE if pick.reserve else SeatState.PICKED,
                category=profiles[pick.expert_id].category,
                unit=units[pick.expert_id],
                leader=pick.leader and not pick.reserve,
                order=order,
                created_at=move.at,
                updated_at=move.at,
            )
            for order, pick in enumerate(picks, start=1 + panel.seats.count())
        )
        found = conflict.find(panel, expert_ids=[pick.expert_id for pick in picks], at=move.at)
        move.facts |= {"members": sum(not pick.reserve for pick in picks), "found": found}
        if panel.state == PanelState.INVITING:
            move.facts["invited"] = ask_picked(panel, by=by, at=move.at)
    return panel


def invite(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The organiser invites everybody picked; each has the invitation hours of the rules to answer."""
    with moving(panel, "invite", by=by, at=at, expected=expected) as move:
        require_complete(panel, ACTIVE, move.at)
        move.facts["invited"] = ask_picked(panel, by=by, at=move.at)
    return panel


def ask_picked(panel: Panel, *, by: Acting, at: datetime) -> int:
    """Invite everybody picked, with the hours of the rules to answer; returns how many. Raises Invalid for a bar."""
    rules = panel.challenge.rules_on(day_of(at))
    seats = list(panel.seats.filter(state=SeatState.PICKED))
    require_not_barred(panel, [seat.expert_id for seat in seats], day_of(at))
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        invited_at=at, due_at=at + timedelta(hours=rules["invitation_hours"])
    )
    seat_moves = [MassMove(with_panel(seat, panel), SeatState.INVITED) for seat in seats]
    return moving_many(seat_moves, "invite", by=by, at=at)


def with_panel(row: Any, panel: Panel) -> Any:
    """Put the panel that is locked on its seat, so that nothing reads an older copy."""
    row.panel = panel
    return row


def begin_scoring(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The organiser hands the qualified proposals to the experts who accepted; each has their own review of each.

    Where each proposal goes to some of the experts only (`reviews_each`), the applied allotment says to whom; Refused
    when there is none, or when it no longer fits.
    Refused while a calibration round or an invitation is open, a conflict undecided, the panel incomplete (Invalid,
    each shortfall named), or a proposal left with fewer experts than the majority of those who are to review it.
    """
    with moving(panel, "begin_scoring", by=by, at=at, expected=expected) as move:
        challenge = panel.challenge
        require_ready_to_score(panel, move.at)
        rules = challenge.rules_on(day_of(move.at))
        if panel.reviews_each is None:
            rows = [row for seat in panel.seats.filter(state=SeatState.ACCEPTED) for row in reviews_for(seat, move.at)]
        else:
            rows = allotted(panel, move.at)
        require_majority(challenge, rows, (panel.reviews_each or rules["panel_size"]) // 2 + 1)
        Review.objects.bulk_create(rows)
        panel.due_at = challenge.due_at or working_days_later(move.at, rules["review_days"], rules)
        move.facts |= {"experts": len({row.seat_id for row in rows}), "reviews": len(rows)}
    return panel


def require_ready_to_score(panel: Panel, at: datetime) -> None:
    """Refuse to begin while anything is open, with what it is: also said beside the button."""
    if panel.challenge.state != ChallengeState.EXPERT_REVIEW:
        raise Refused(_("榜单进入专家评审后才能开始评分。"), code="not_in_review")
    require_no_trial(panel)
    require_settled(panel)
    require_complete(panel, [SeatState.ACCEPTED], at)
    sitting = panel.seats.filter(state=SeatState.ACCEPTED).values_list("expert_id", flat=True)
    require_not_barred(panel, list(sitting), day_of(at))


def reviews_for(seat: Seat, at: datetime) -> list[Review]:
    """Return the new reviews of a seat: one for each qualified proposal from which the expert is not excluded.

    Where each proposal goes to some of the experts only, who comes late takes over what the lost seat was given.
    """
    challenge = seat.panel.challenge
    excluded = excluded_pairs(challenge)
    if (seat.expert_id, None) in excluded:
        return []
    return [
        Review(seat=seat, proposal=proposal, created_at=at, updated_at=at)
        for proposal in given_to(seat)
        if (seat.expert_id, proposal.pk) not in excluded
    ]


def given_to(seat: Seat) -> Any:
    """Return the qualified proposals a seat is given: all, or those its lost predecessor had that lack a review now."""
    proposals = seat.panel.challenge.proposals.filter(state=ProposalState.QUALIFIED).order_by("id")
    if seat.panel.reviews_each is None:
        return proposals
    if seat.replaces_id is None:
        return proposals.none()
    living = Q(reviews__seat__panel=seat.panel, reviews__seat__state=SeatState.ACCEPTED) & ~Q(
        reviews__state=ReviewState.RECUSED
    )
    return (
        proposals.filter(pk__in=Review.objects.filter(seat_id=seat.replaces_id).values("proposal"))
        .annotate(living=Count("reviews", filter=living))
        .filter(living__lt=seat.panel.reviews_each)
    )


def discuss(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The organiser or the leader calls the panel to discuss, for the days of the rules; all have handed in before."""
    with moving(panel, "discuss", by=by, at=at, expected=expected) as move:
        require_all_in(panel)
        rules = panel.challenge.rules_on(day_of(move.at))
        panel.due_at = working_days_later(move.at, rules["discussion_days"], rules)
    return panel


def lock(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The leader signs: every score is final, the official ranking is computed and frozen.

    Refused while somebody has not handed in (named), while the panel is incomplete, and before a discussion where
    the experts' totals for a proposal spread wider than the rules allow, and before the panel has voted on proposals
    that share a rank at the cut.
    """
    with moving(panel, "lock", by=by, at=at, expected=expected) as move:
        require_complete(panel, [SeatState.ACCEPTED], move.at)
        require_all_in(panel)
        rows = result.standings(panel, move.at)
        limit = panel.challenge.rules_on(day_of(move.at))["deviation_limit"]
        require_discussed(panel, [row.proposal_id for row in rows if official.needs_discussion(row, limit)], limit)
        require_vote(panel, rows)
        result.freeze(panel, rows, by=by, at=move.at)
        panel.locked_at, panel.locked_by = move.at, by.user
        move.facts |= {"round": panel.round, "ranked": len(rows)}
    return panel


def report(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The organiser takes over the signed result; its report is drawn up and kept, and never changes.

    It is done inside the act, so that no panel is ever reported without its report.
    """
    with moving(panel, "report", by=by, at=at, expected=expected) as move:
        move.facts["round"] = panel.round
        move.facts["sha256"] = {row.format: row.sha256 for row in paper.keep_report(panel, by=by, at=move.at)}
    return panel


def reopen(panel: Panel, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Panel:
    """The organiser opens locked scores again as a new round, with a reason; the supervisor is told."""
    reason = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明重新评分的理由。"))
    with moving(panel, "reopen", by=by, at=at, expected=expected) as move:
        require_in_review(panel)
        reviews = list(Review.objects.filter(seat__panel=panel, state=ReviewState.LOCKED).select_related("seat"))
        Review.objects.filter(pk__in=[row.pk for row in reviews]).update(return_reason=fitting(reason))
        moving_many(
            [MassMove(row, ReviewState.RETURNED) for row in with_parents(reviews, panel)], "unlock", by=by, at=move.at
        )
        scored = list(panel.challenge.proposals.filter(state=ProposalState.SCORED))
        moving_many(
            [MassMove(result.of_challenge(row, panel.challenge), ProposalState.QUALIFIED) for row in scored],
            "unscore",
            by=gate.CLOCK,
            at=move.at,
        )
        panel.round += 1
        panel.locked_at = panel.locked_by = None
        panel.reopen_reason, panel.votes = reason, {}
        move.facts |= {"round": panel.round, "reason": reason}
    return panel


def with_parents(reviews: list[Review], panel: Panel) -> list[Review]:
    """Put the locked panel on the seats of these reviews."""
    for review in reviews:
        review.seat.panel = panel
    return reviews


def cancel(panel: Panel, *, by: Acting, at: datetime, expected: int | None = None) -> Panel:
    """The organiser gives the panel up before scoring begins; those who were invited are told."""
    with moving(panel, "cancel", by=by, at=at, expected=expected) as move:
        seats = list(panel.seats.filter(state__in=[*NOT_ASKED, SeatState.INVITED, SeatState.ACCEPTED]))
        moving_many(
            [MassMove(with_panel(seat, panel), SeatState.REPLACED) for seat in seats], "replace", by=by, at=move.at
        )
    return panel
