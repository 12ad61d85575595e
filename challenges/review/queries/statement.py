"""A panel's discussion as its reader may see it: totals without names, what was said, and how far opinions part."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from statistics import stdev

from django.utils.translation import gettext as _

from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW
from challenges.review.access import blinding
from challenges.review.access.readers import blind_reviews_of
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.access.statement import own_reviews, visible_to
from challenges.review.models import Panel, Review
from challenges.review.states.review import ReviewState, SeatState


@dataclass(frozen=True)
class Said:
    """One statement: who spoke, by number (by name for those who may know it), when, and whether it was the reader."""

    who: str
    name: str
    text: str
    at: datetime
    round: int
    own: bool


@dataclass(frozen=True)
class Talk:
    """One proposal in the discussion; `review` is the reader's own review of it, None for the organiser's people.

    To who reads blind the proposal is a stand-in without a firm, and `label` is what their panel calls it.
    """

    proposal: Proposal
    label: str
    totals: tuple[Decimal, ...]
    deviation: Decimal | None
    must: bool
    said: tuple[Said, ...]
    review: Review | None


def discussion(viewer, panel: Panel, *, on) -> tuple[Talk, ...]:
    """Return the proposals this viewer may discuss or read about, those that must be discussed first.

    `on` is the date whose rules say how wide totals may spread. A fixed number of queries; a blind panel costs a few
    more for each proposal, to know what must not be read in what was said of it.
    """
    limit = Decimal(str(panel.challenge.rules_on(on)["deviation_limit"]))
    officer = viewer.kind == "organiser" and panel.state in CLOSED_SCORES
    mine = {}
    if not officer:
        mine = {row.proposal_id: row for row in own_reviews(viewer).filter(seat__panel=panel).select_related("seat")}
    rows = Review.objects.filter(seat__panel=panel, seat__state=SeatState.ACCEPTED, total__isnull=False)
    totals: dict[int, list[Decimal]] = {}
    for proposal_id, total in rows.exclude(state=ReviewState.RECUSED).values_list("proposal_id", "total"):
        totals.setdefault(proposal_id, []).append(total or Decimal(0))
    said: dict[int, list[Said]] = {}
    statements = visible_to(viewer).filter(panel=panel).select_related("seat__expert").order_by("id")
    for row in statements:
        said.setdefault(row.proposal_id, []).append(told(row, viewer, officer))
    proposals = Proposal.objects.filter(challenge_id=panel.challenge_id, state__in=IN_REVIEW)
    if not officer:
        proposals = proposals.filter(pk__in=mine)
    talks = [
        Talk(
            proposal=proposal,
            label="",
            totals=tuple(sorted(totals.get(proposal.pk, []))),
            deviation=spread(totals.get(proposal.pk, [])),
            must=(spread(totals.get(proposal.pk, [])) or 0) > limit,
            said=tuple(said.get(proposal.pk, ())),
            review=mine.get(proposal.pk),
        )
        for proposal in proposals.select_related("challenge", "organisation").order_by("pk")
    ]
    if reads_blind(viewer, panel, officer):
        talks = blinded(panel, talks)
    return tuple(sorted(talks, key=lambda talk: not talk.must))


def reads_blind(viewer, panel: Panel, officer: bool) -> bool:
    """Return True for the experts of a blind panel, whomever they act for."""
    return panel.blind and (not officer or blind_reviews_of(viewer).filter(seat__panel=panel).exists())


def blinded(panel: Panel, talks: list[Talk]) -> list[Talk]:
    """Return the talks in the panel's own order, under its labels, and what was said without the firms it names."""
    called = blinding.labels([panel])[panel.pk]
    found = {talk.proposal.pk: talk for talk in talks}
    shown = []
    for pk in blinding.in_order(panel, found):
        talk = found[pk]
        said = tuple(replace(one, text=blinding.text(talk.proposal, one.text)) for one in talk.said)
        shown.append(replace(talk, proposal=blinding.veiled(talk.proposal), label=called.get(pk, ""), said=said))
    return shown


def spread(totals: list[Decimal]) -> Decimal | None:
    """Return the sample standard deviation of the experts' totals, to two decimals; None for fewer than two."""
    return stdev(totals).quantize(Decimal("0.01")) if len(totals) > 1 else None


def told(row, viewer, officer: bool) -> Said:
    """Return a statement as this reader sees it: fellow experts read a number, the organiser a name as well."""
    who = _("组长") if row.seat.leader else _("专家 %(number)d") % {"number": row.seat.order}
    name = row.seat.expert.name if officer else ""
    return Said(who, name, row.text, row.at, row.round, row.seat.expert_id == viewer.user_id)
