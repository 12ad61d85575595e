"""The experts of panels 评审专家: what each owes and can still take, their ties to proposals, when they are away."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from accounts.models import ExpertProfile, User
from challenges.core.models import Holiday
from challenges.experts.models import Conflict
from challenges.listing.states import ChallengeState
from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Review, Seat
from challenges.review.queries.conflicts import comparison
from challenges.review.states.review import UNFINISHED, PanelState, SeatState
from notifications.clock import day_of


def loads(but: Iterable[int] = ()) -> Counter:
    """Return how many reviews each expert owes, over all organisers and batches; the panels of `but` are not counted.

    Reviews not handed in, and what panels that have not begun are going to give to those who accepted. The cap is the
    expert's; where else they sit, no organiser learns from it.
    """
    owed = Review.objects.filter(state__in=UNFINISHED, seat__state=SeatState.ACCEPTED).exclude(seat__panel__in=but)
    return Counter(owed.values_list("seat__expert_id", flat=True)) + promised(but)


def promised(but: Iterable[int] = ()) -> Counter:
    """Return what panels that are still inviting are going to give each expert: all proposals, or those allotted."""
    panels = {
        panel.pk: panel
        for panel in Panel.objects.filter(state=PanelState.INVITING).exclude(pk__in=but).select_related("allotment")
    }
    load: Counter[int] = Counter()
    if not panels:
        return load
    whole = [pk for pk, panel in panels.items() if panel.reviews_each is None]
    rows = Proposal.objects.filter(
        challenge__in=[panels[pk].challenge_id for pk in whole], state=ProposalState.QUALIFIED
    )
    proposals = Counter(rows.values_list("challenge_id", flat=True))
    seats = Seat.objects.filter(panel__in=whole, state=SeatState.ACCEPTED).values_list("expert_id", "panel_id")
    for expert, panel_id in seats:
        load[expert] += proposals[panels[panel_id].challenge_id]
    for panel in panels.values():
        if panel.allotment is not None:
            own = {row["id"] for row in panel.allotment.problem["proposals"] if row["panel"] == str(panel.pk)}
            load.update(row["expert_id"] for row in panel.allotment.result["pairs"] if row["proposal_id"] in own)
    return load


def rooms(expert_ids: Iterable[int], *, panels: Iterable[int]) -> dict[int, int]:
    """Return how many reviews each expert can still take, those of `panels` not counted.

    Their own limit, less what they owe anywhere and what panels that are still inviting are going to give them.
    """
    limits = dict(ExpertProfile.objects.filter(user_id__in=expert_ids).values_list("user_id", "max_load"))
    work = loads(panels)
    return {expert: max(0, limit - work[expert]) for expert, limit in limits.items()}


def ties(challenge, expert_ids: Iterable[int], on: date) -> dict[tuple[int, int | None], str]:
    """Return what ties experts to proposals, by (expert, proposal), with the rule: confirmed, potential or found now.

    Proposal None is a tie to the whole challenge. What the organiser rejected does not count.
    """
    expert_ids = list(expert_ids)
    rejected, found = set(), {}
    rows = Conflict.objects.filter(challenge=challenge, expert__in=expert_ids).order_by("id")
    for row in rows:
        if row.status == Conflict.Status.REJECTED:
            rejected.add((row.expert_id, row.proposal_id, row.code))
        else:
            found[row.expert_id, row.proposal_id] = row.code
    years = challenge.rules_on(on)["recusal_years"]
    for key in comparison(challenge, expert_ids, today=on, years=years):
        if key not in rejected:
            found.setdefault(key[:2], key[2])
    return found


def period(panel, today: date, working_days: int) -> tuple[date, date]:
    """Return the days of a panel's review: from today until it is due, or for the working days of the rules."""
    due = panel.due_at or (panel.challenge.due_at if panel.challenge.state == ChallengeState.EXPERT_REVIEW else None)
    if due is not None:
        return today, max(today, day_of(due))
    return today, Holiday.objects.calendar().add(today, working_days)


def away(profile, days: tuple[date, date], limit: int) -> bool:
    """Return True when an expert is absent for at least `limit` percent of these days, weekends included."""
    first, last = days
    absent = {
        ordinal
        for absence in profile.absences.all()
        for ordinal in range(max(first, absence.starts_on).toordinal(), min(last, absence.ends_on).toordinal() + 1)
    }
    whole = (last - first).days + 1
    return bool(absent) and len(absent) * 100 >= limit * whole


def people_of(expert_ids) -> dict[int, str]:
    """Return the names of experts by user id."""
    return dict(User.objects.filter(pk__in=expert_ids).values_list("pk", "name"))
