"""The work page of a challenge: what the lead firm and the organiser need to act on it."""

from dataclasses import dataclass, field

from django.shortcuts import get_object_or_404

from challenges.award.access import objection as objection_access
from challenges.award.queries.decision import Progress, progress
from challenges.award.states.decision import DecisionState
from challenges.bulletin import access as notice_access
from challenges.contracts.access import contract as contract_access
from challenges.core.models import Holiday
from challenges.core.queries.steps import steps_for
from challenges.listing.access import challenge as access
from challenges.listing.models import Challenge
from challenges.listing.queries import rail
from challenges.listing.queries.challenge import problems
from challenges.listing.queries.since_return import Since, remarks_with_changes, since_return
from challenges.listing.queries.timeline import timeline
from challenges.listing.states import DECIDED, EDITABLE, ChallengeState
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.queries.sealed import sealed_count
from challenges.review.access import review as review_access
from challenges.review.queries.ranking import grounds
from notifications.clock import day_of

# In these a challenge may have contracts: after an award, and after one that came to nothing.
WITH_CONTRACTS = DECIDED | {ChallengeState.PROPOSED, ChallengeState.LAPSED}


@dataclass
class Work:
    """One challenge for those who work on it; lists the reader may not see stay empty."""

    challenge: Challenge
    relations: frozenset
    stages: list
    can: list
    inside: str
    missing: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    since: Since | None = None
    opinions: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    sealed: int | None = None
    panels: list = field(default_factory=list)
    results: list = field(default_factory=list)
    choices: list = field(default_factory=list)
    decision: Progress | None = None
    notices: list = field(default_factory=list)
    objections: list = field(default_factory=list)
    contracts: list = field(default_factory=list)
    history: list = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        """Return True while a choice lies before its approvers or is decided, and no publicity has begun."""
        if self.challenge.state != ChallengeState.PROPOSED or self.decision is None:
            return False
        return self.decision.decision.state in (DecisionState.PENDING, DecisionState.COMPLETE)


def work(viewer, pk: int, at) -> Work:
    """Return what this viewer works with; 404 for everybody but the lead firm, the organiser and asked experts."""
    rows = access.visible_to(viewer).select_related("batch", "lead", "organiser")
    challenge = get_object_or_404(rows, pk=pk)
    relations = access.relations(viewer, challenge)
    inside = next((name for name in ("organiser", "lead", "adviser") if name in relations), "")
    rules = challenge.rules_on(day_of(at))
    page = Work(
        challenge=challenge,
        relations=relations,
        stages=rail.stages(challenge, at, rules, Holiday.objects.calendar()),
        can=steps_for(viewer, challenge),
        inside=inside,
    )
    if not inside or inside == "adviser":
        return page
    page.questions = list(access.questions_visible_to(viewer).filter(challenge=challenge).order_by("-id"))
    page.remarks = remarks_with_changes(viewer, challenge)
    page.since = since_return(viewer, challenge)
    page.opinions = list(challenge.opinions.select_related("expert").order_by("id"))
    if challenge.state in EDITABLE and inside == "lead":
        page.missing = problems(challenge, rules)
    if challenge.published_at:
        page.proposals = list(
            proposal_access.visible_to(viewer)
            .filter(challenge=challenge)
            .select_related("organisation", "checked_by")
            .order_by("receipt_number", "id")
        )
        page.sealed = sealed_count(challenge)
    page.panels = list(review_access.panels_visible_to(viewer).filter(challenge=challenge).exclude(state="cancelled"))
    page.results = list(
        review_access.results_visible_to(viewer, at)
        .filter(panel__challenge=challenge)
        .select_related("proposal__organisation")
        .order_by("-round", "rank")
    )
    if page.results:
        newest = page.results[0].round
        page.results = [row for row in page.results if row.round == newest]
        why = grounds(page.results)
        for row in page.results:
            row.ground = why[row.pk]
        page.choices = list(challenge.choices.select_related("proposal__organisation"))
        page.decision = progress(viewer, challenge)
    page.notices = list(
        notice_access.visible_to(viewer).filter(items__challenge=challenge).order_by("-created_at").distinct()
    )
    page.objections = list(objection_access.visible_to(viewer).filter(challenge=challenge).order_by("-filed_at"))
    if challenge.state in WITH_CONTRACTS:
        rows = contract_access.visible_to(viewer).filter(challenge=challenge)
        page.contracts = list(rows.select_related("proposal__organisation").order_by("slot", "id"))
    page.history = timeline(challenge, relations, viewer)
    return page
