"""What the solver is asked when proposals are allotted 派评: experts, proposals, fit, ties, loads and bridges."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from challenges.assignment.models import Allotment
from challenges.assignment.queries.allotment import texts
from challenges.assignment.queries.staffing import fit_of, keywords_of, profiles
from challenges.assignment.solver.fit import points
from challenges.assignment.solver.terms import Conflict, Expert, ProblemError, Proposal, Rules, plain
from challenges.proposals.models import Proposal as ProposalRow
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Seat
from challenges.review.queries.experts import rooms, ties
from challenges.review.states.review import PanelState, SeatState

# Why an expert is given nothing of another panel: they were not asked when they accepted, or have or had a seat there.
NOT_ASKED, SEATED_THERE = "not_asked", "seated_there"


def problem_for(allotment: Allotment, today: date) -> tuple[dict, Callable[[dict], None]]:
    """Return what the solver is asked, and what puts the parts of each fit and the names of panels onto its answer.

    Experts are those who accepted; at home on every panel where they sit. Raises ProblemError when a panel has gone
    on since the question was asked.
    """
    panels = list(
        Panel.objects.filter(pk__in=allotment.panels, state=PanelState.INVITING, reviews_each__isnull=False)
        .select_related("challenge__batch", "challenge__lead", "allotment")
        .order_by("pk")
    )
    if len(panels) < len(allotment.panels):
        raise ProblemError("panels_moved_on")
    rows = list(
        ProposalRow.objects.filter(
            challenge__in=[panel.challenge_id for panel in panels], state=ProposalState.QUALIFIED
        ).order_by("pk")
    )
    panel_of = {panel.challenge_id: panel for panel in panels}
    people = homes(panels)
    known = profiles(people)
    ids = sorted(known)
    room = rooms(ids, panels=allotment.panels)
    told = texts(row.pk for row in rows)
    fit, made_of = fits(ids, known, rows, panel_of, told)
    rules = allotment.batch.rules_on(today)
    wanted = Counter(row.challenge_id for row in rows)
    least = fair_shares(people, {panel.pk: wanted[panel.challenge_id] * (panel.reviews_each or 0) for panel in panels})
    held = topics(ids, known, told) if allotment.cover else {}
    there = {row.pk for row in rows}
    problem = plain(
        [
            Expert(
                id,
                tuple(people[id][0].unit.split("、")) if people[id][0].unit else (),
                people[id][0].category == "enterprise",
                max_load=room[id],
                min_load=min(room[id], least[id]),
                panel=str(people[id][0].panel_id),
                topics=tuple(keywords_of(known[id])) if allotment.cover else (),
                also=tuple(str(seat.panel_id) for seat in people[id][1:]),
            )
            for id in ids
        ],
        [
            Proposal(
                row.pk,
                panel=str(panel_of[row.challenge_id].pk),
                k=panel_of[row.challenge_id].reviews_each,
                topics=held.get(row.pk, ()),
            )
            for row in rows
        ],
        fit,
        Rules(
            k=panels[0].reviews_each or 0,
            max_load=max([1, *room.values()]),
            enterprise_share=rules["enterprise_share"],
            per_unit=rules["per_unit"],
            bridging_share=rules["bridging_share"] if len(panels) > 1 else 0,
        ),
        allotment.seed,
        conflicts=barred(panels, rows, people, today),
        pins=[(expert, proposal) for expert, proposal, _reason in allotment.pins if proposal in there],
        bans=[(expert, proposal) for expert, proposal, _r in allotment.bans if expert in known and proposal in there],
        standing=[pair for pair in before(allotment, panels) if pair[0] in known and pair[1] in there],
    )
    names = {str(panel.pk): panel.name for panel in panels}

    def dress(result: dict) -> None:
        for row in result["pairs"]:
            found = made_of[row["expert_id"], row["proposal_id"]]
            row["parts"] = [[part.code, part.points, list(part.matched)] for part in found]
            for reason in row["reasons"]:
                if reason["code"] == "bridging":
                    reason["fields"] = {key: names[value] for key, value in reason["fields"].items()}

    return problem, dress


def homes(panels: Iterable[Any]) -> dict[int, list[Seat]]:
    """Return the seats of everybody who accepted on these panels, by expert, in the order of panels."""
    found = defaultdict(list)
    seats = Seat.objects.filter(panel__in=panels, state=SeatState.ACCEPTED, bridging=False).order_by("panel_id")
    for seat in seats:
        found[seat.expert_id].append(seat)
    return dict(found)


def fits(ids: Any, known: Any, rows: Any, panel_of: Any, told: Any) -> tuple[list[list[int]], dict]:
    """Return the points of each expert for each proposal, and of what parts they are made."""
    fit, made_of = [], {}
    for id in ids:
        line = []
        for row in rows:
            challenge = panel_of[row.challenge_id].challenge
            text = f"{challenge.title} {told.get(row.pk, '')}"
            found = fit_of(known[id], field_code=challenge.field_code, text=text)
            line.append(points(found))
            made_of[id, row.pk] = found
        fit.append(line)
    return fit, made_of


def fair_shares(people: dict[int, list[Seat]], seats: dict[int, int]) -> dict[int, int]:
    """Return the least each expert should get, so that nobody sits for nothing: half of their panel's mean, or one."""
    sizes = Counter(seat.panel_id for mine in people.values() for seat in mine)
    means = {panel: seats[panel] // size for panel, size in sizes.items()}
    return {
        expert: max(max(means[seat.panel_id] // 2, min(1, means[seat.panel_id])) for seat in mine)
        for expert, mine in people.items()
    }


def topics(ids: Any, known: Any, told: Any) -> dict[int, tuple[str, ...]]:
    """Return of each proposal the topics it speaks of, in the words of the experts' own keywords."""
    words = sorted({word for id in ids for word in keywords_of(known[id]) if word.strip()})
    return {
        proposal: tuple(word for word in words if word.casefold() in text.casefold()) for proposal, text in told.items()
    }


def barred(panels: Iterable[Any], rows: Any, people: dict[int, list[Seat]], today: date) -> list[Conflict]:
    """Return the pairs that may not be: ties to the firms, and experts who may not cross to a panel."""
    found = []
    for panel in panels:
        own = [row.pk for row in rows if row.challenge_id == panel.challenge_id]
        for (expert, proposal), code in ties(panel.challenge, people, today).items():
            found += [Conflict(expert, pk, code) for pk in own if proposal in (None, pk)]
        there = {seat.expert_id: seat for seat in panel.seats.all()}
        for expert, mine in people.items():
            if any(seat.panel_id == panel.pk for seat in mine):
                continue
            seat = there.get(expert)
            if not any(seat.bridges for seat in mine):
                found += [Conflict(expert, pk, NOT_ASKED) for pk in own]
            elif seat is not None and not returns(seat):
                found += [Conflict(expert, pk, SEATED_THERE) for pk in own]
    return list({(one.expert_id, one.proposal_id): one for one in reversed(found)}.values())


def returns(seat: Seat) -> bool:
    """Return True for a seat across panels that stands, or that only an earlier plan gave up."""
    given_up = seat.state == SeatState.REPLACED and not seat.decline_text
    return seat.bridging and (seat.state == SeatState.ACCEPTED or given_up)


def before(allotment: Allotment, panels: Iterable[Any]) -> list[tuple[int, int]]:
    """Return the pairs of the plan before: this one's own, or what was applied to its panels."""
    results = (
        [allotment.result] if allotment.result else [panel.allotment.result for panel in panels if panel.allotment]
    )
    return sorted({(row["expert_id"], row["proposal_id"]) for result in results for row in result["pairs"]})
