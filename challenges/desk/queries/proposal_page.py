"""One proposal for one reader: the editor of its firm, or the text as far as the reader may read it."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.shortcuts import get_object_or_404

from challenges.award.queries import feedback
from challenges.contracts.access import contract as contract_access
from challenges.contracts.models import Contract
from challenges.core.queries.amount import split
from challenges.core.queries.steps import steps_for
from challenges.files.access import visible_to as files_visible_to
from challenges.files.models import Attachment
from challenges.proposals.access import proposal as access
from challenges.proposals.models import Proposal, SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries import qualification
from challenges.proposals.queries.budget import budget_of
from challenges.proposals.queries.commitment import compare, plainly
from challenges.proposals.queries.declaration import texts_for
from challenges.proposals.queries.proposal import problems_by_section, writing
from challenges.proposals.queries.qualification import Qualification
from challenges.proposals.queries.since_return import Since, since_return
from challenges.proposals.queries.team import without_addresses
from challenges.proposals.states import WON, MemberState, ProposalState
from challenges.review.access import blinding
from challenges.review.access.review import results_visible_to
from challenges.review.states.review import PanelState

WITH_CONTRACT = WON | {ProposalState.PASSED_OVER}
HERE = (MemberState.INVITED, MemberState.CONFIRMED)


@dataclass
class Page:
    """Everything a page of a proposal shows; what this reader may not read stays empty."""

    proposal: Proposal
    depth: str
    relations: frozenset
    can: list
    editing: bool
    sections: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)
    members: list = field(default_factory=list)
    declarations: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    promises: list = field(default_factory=list)
    schedule: list = field(default_factory=list)
    budget: dict = field(default_factory=dict)
    attachments: list = field(default_factory=list)
    others: list = field(default_factory=list)
    qualification: Qualification | None = None
    since: Since | None = None
    writes: frozenset = frozenset()
    versions: list = field(default_factory=list)
    withheld: int = 0
    blind_panel: bool = False
    supplement: object = None
    complaints: list = field(default_factory=list)
    result: object = None
    feedback: bool = False
    contract: Contract | None = None

    @property
    def whole(self) -> bool:
        """Return True for those who write every section."""
        return len(self.writes) == len(SectionKey.values)

    @property
    def missing(self) -> list:
        """Return every problem, in the order of the sections."""
        return [problem for found in self.problems.values() for problem in found]


def fetch(viewer, pk: int):
    """Return the proposal, or 404 for everybody who may not know of it."""
    rows = access.visible_to(viewer).select_related(
        "challenge__lead", "challenge__batch", "organisation", "checked_by", "check_confirmed_by"
    )
    return get_object_or_404(rows, pk=pk)


def page(viewer, pk: int, at, *, typed: dict | None = None) -> Page:
    """Return the page of a proposal for this reader at this moment; 404 for everybody who may not know of it."""
    return page_of(viewer, fetch(viewer, pk), at, typed=typed)


def page_of(viewer, proposal, at, *, to_score: bool = False, typed: dict | None = None) -> Page:
    """Return the page of a proposal that was found by access, with its challenge.

    `typed` holds documents by section that a writer has on the page and that are not saved: they stand in place of
    the saved ones.
    `to_score` leaves out what stands on no scoring desk (acts, shares, supplement, result) and the queries for it.
    """
    relations = access.relations(viewer, proposal)
    can = [] if to_score else steps_for(viewer, proposal)
    own = bool(relations & {"leader", "member"})
    editing = "edit" in can and proposal.challenge.accepts_at(at)
    shown = Page(proposal, access.layer(viewer, proposal, relations), relations, can, editing)
    if shown.depth == "outline":
        everyone = members_of(proposal, viewer, acting=True)
        shown.members = [one for one in everyone if one[0].organisation_id == viewer.organisation_id]
        return shown
    shown.writes = access.sections_of(relations)
    data = {row.key: row for row in proposal.sections.select_related("saved_by")}
    documents = {key: data[key].data if key in data else {} for key in SectionKey.values}
    if shown.depth == "summary":
        documents = {"basics": {"summary": parts.mapping(documents["basics"]).get("summary", "")}}
        shown.sections = {"basics": documents["basics"]}
        return shown
    if shown.depth == "blind":
        return blind_page(shown, documents)
    documents |= typed or {}
    if not own:
        documents[SectionKey.TEAM] = without_addresses(documents[SectionKey.TEAM])
    shown.sections = {key: (data.get(key), documents[key]) for key in SectionKey.values}
    if own:
        shown.problems = problems_by_section(proposal, at)
        shown.others = writing(proposal, at, but=viewer.user)
        shown.versions = list(proposal.versions.select_related("by")[:30])
    if not to_score:
        shown.members = members_of(proposal, viewer, own or "organiser" in relations)
    if not to_score and (own or "organiser" in relations):
        shown.declarations = {row.kind: row for row in proposal.declarations.select_related("by", "text__owner")}
        shown.texts = texts_for(proposal.challenge, at)
        shown.complaints = list(proposal.complaints.select_related("filed_by", "decided_by"))
    shown.promises = promises_of(proposal, documents[SectionKey.COMMITMENTS], shown.problems)
    shown.schedule = schedule_of(proposal, documents[SectionKey.SCHEDULE])
    shown.budget = budget_page(documents[SectionKey.BUDGET])
    shown.attachments = list(files_visible_to(viewer).filter(proposal=proposal))
    if to_score:
        return shown
    shown.blind_panel = proposal.challenge.panels.filter(blind=True).exclude(state=PanelState.CANCELLED).exists()
    shown.supplement = getattr(proposal, "supplement", None) if hasattr(proposal, "supplement") else None
    shown.result = results_visible_to(viewer, at).filter(proposal=proposal).order_by("-round").first()
    shown.feedback = feedback.stands(viewer, proposal, at)
    if proposal.state in WITH_CONTRACT:
        shown.contract = contract_access.visible_to(viewer).filter(proposal=proposal).first()
    shown.since = since_return(viewer, proposal, relations)
    shown.qualification = qualification.of(viewer, proposal, at, relations)
    return shown


def blind_page(shown: Page, documents: dict) -> Page:
    """Return the page as an expert of a blind panel reads it: the matter, and nothing of who applies.

    Files are withheld: letterheads, stamps and pictures name the firm where no program can take the name away.
    """
    proposal = shown.proposal
    documents = {key: {} for key in SectionKey.values} | blinding.documents(proposal, documents)
    shown.sections = {key: (None, documents[key]) for key in SectionKey.values}
    shown.promises = promises_of(proposal, documents[SectionKey.COMMITMENTS], {})
    shown.schedule = schedule_of(proposal, documents[SectionKey.SCHEDULE])
    shown.budget = budget_page(documents[SectionKey.BUDGET])
    shown.withheld = Attachment.objects.filter(proposal=proposal, removed_at=None, for_experts=True).count()
    shown.blind_panel = True
    shown.proposal = blinding.veiled(proposal)
    return shown


def schedule_of(proposal, document) -> list:
    """Return (milestone, what was typed for it) for every milestone of the challenge."""
    return [(row, parts.mapping(document, str(row.pk))) for row in proposal.challenge.milestones.all()]


def members_of(proposal, viewer, acting: bool) -> list:
    """Return the consortium with each member's amount and what the reader may do with their place."""
    rows = list(proposal.members.filter(state__in=HERE).select_related("organisation"))
    amounts = split(proposal.challenge.total_wan, [row.share for row in rows])
    if sum((row.share for row in rows), Decimal(0)) != 100:
        amounts = [proposal.challenge.total_wan * row.share / 100 for row in rows]
    found = []
    for row, amount in zip(rows, amounts, strict=True):
        row.proposal = proposal
        found.append((row, amount, steps_for(viewer, row) if acting else []))
    return found


def promises_of(proposal, document, problems: dict) -> list:
    """Return (indicator, promise as typed and as shown, verdict, problems) for every indicator."""
    found = []
    for indicator in proposal.challenge.indicators.all():
        promise = parts.mapping(document, str(indicator.pk))
        path = f"commitments.{indicator.pk}"
        wrong = [p for p in problems.get(SectionKey.COMMITMENTS, []) if p.field.startswith(path)]
        found.append((indicator, plainly(promise), compare(indicator, promise), wrong))
    return found


def budget_page(document) -> dict:
    """Return the budget as typed, with its sums."""
    budget = budget_of(document)
    cells = parts.mapping(document, "cells")
    sources = parts.mapping(document, "sources")
    return {
        "rows": [
            (
                category,
                label,
                [
                    (source, parts.mapping(cells, category).get(source, ""), word)
                    for source, word in parts.SOURCES.items()
                ],
                budget.by_category(category),
            )
            for category, label in parts.CATEGORIES.items()
        ],
        "spent": [budget.by_source(source) for source in parts.SOURCES],
        "spent_total": budget.spent,
        "sources": [(source, sources.get(source, ""), word) for source, word in parts.SOURCES.items()],
        "raised": list(budget.sources.values()),
        "raised_total": budget.raised,
        "labels": list(parts.SOURCES.values()),
        "short": [budget.by_source(s) != budget.sources[s] for s in parts.SOURCES],
    }
