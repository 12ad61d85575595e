"""The ranked proposals of a challenge side by side: what each promises, costs and takes, for whoever chooses."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from accounts.rules.text_parts import TextKind
from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.core.relation import is_from
from challenges.listing.models import Challenge
from challenges.proposals.access.proposal import named_to
from challenges.proposals.models import Member, Proposal, SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries.budget import Budget, budget_of
from challenges.proposals.queries.commitment import Verdict, compare, plainly
from challenges.proposals.queries.team_shared import Shared, for_lead, shared
from challenges.proposals.states import IN_REVIEW, JOINED
from challenges.review.access.review import results_visible_to
from challenges.review.models import Result


@dataclass(frozen=True)
class Side:
    """One proposal as a column: its official result, and the sections that can be set beside others'."""

    proposal: Proposal
    result: Result
    members: list[Member]
    leader: str
    people: int
    months: Decimal
    budget: Budget
    documents: dict


@dataclass(frozen=True)
class Promise:
    """What one proposal promises for one indicator."""

    shown: str
    upper: str
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """Columns by rank; rows by indicator and by milestone, each with (column, cell) for every column."""

    sides: list[Side] = field(default_factory=list)
    promises: list[tuple] = field(default_factory=list)
    schedule: list[tuple] = field(default_factory=list)


def comparison(viewer, challenge: Challenge, at) -> Comparison:
    """Return what the lead firm and the organiser compare, once they see the official results; else no columns."""
    if not (is_from(viewer, challenge.lead_id) or is_from(viewer, challenge.organiser_id)):
        return Comparison()
    results = results_visible_to(viewer, at).filter(panel__challenge=challenge).order_by("-round", "rank")
    newest: dict[int, Result] = {}
    for result in results:
        newest.setdefault(result.proposal_id, result)
    joined = Member.objects.filter(state__in=JOINED, leader=False).select_related("organisation").order_by("id")
    proposals = (
        named_to(viewer)
        .filter(pk__in=newest, state__in=IN_REVIEW)
        .select_related("organisation")
        .prefetch_related("sections", Prefetch("members", joined, "partners"))
    )
    rows, given = list(proposals), None
    if not is_from(viewer, challenge.organiser_id):
        given = shared([row.pk for row in rows], TextKind.LEAD_DATA)
    sides = sorted((side(row, newest[row.pk], given) for row in rows), key=lambda one: one.result.rank)
    return Comparison(
        sides,
        [
            (indicator, [(one, promise(indicator, one.documents[SectionKey.COMMITMENTS])) for one in sides])
            for indicator in challenge.indicators.all()
        ],
        [
            (milestone, [(one, parts.mapping(one.documents[SectionKey.SCHEDULE], str(milestone.pk))) for one in sides])
            for milestone in challenge.milestones.all()
        ],
    )


def side(proposal, result: Result, given: dict[int, Shared] | None) -> Side:
    """Return one column; with `given`, people are named as far as they consented to the lead firm's reading it."""
    documents = {key: {} for key in SectionKey.values} | {row.key: row.data for row in proposal.sections.all()}
    if given is not None:
        documents = for_lead(proposal, documents, given.get(proposal.pk, Shared()))
    team = documents[SectionKey.TEAM]
    people = [row for row in (team.get("people") or []) if isinstance(row, dict)] if isinstance(team, dict) else []
    return Side(
        proposal=proposal,
        result=result,
        members=proposal.partners,
        leader=str(parts.mapping(documents[SectionKey.BASICS]).get("leader_name", "")),
        people=len(people),
        months=sum((months_of(row.get("months")) for row in people), Decimal(0)),
        budget=budget_of(documents[SectionKey.BUDGET]),
        documents=documents,
    )


def months_of(typed) -> Decimal:
    """Return months as typed; none for what is no number."""
    try:
        return number.read(typed)
    except Unreadable:
        return Decimal(0)


def promise(indicator, document) -> Promise:
    """Return one cell of an indicator's row."""
    given = parts.mapping(document, str(indicator.pk))
    shown = plainly(given)
    return Promise(shown["shown"], shown["shown_max"], compare(indicator, given))
