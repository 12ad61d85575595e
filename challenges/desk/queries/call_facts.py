"""What is known of the work on a challenge beside its row: read with the row, and of panels in one query for a page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery

from accounts.acting import Acting
from challenges.award.models import Approval, Decision
from challenges.award.states.decision import STANDING
from challenges.bulletin.models import NoticeItem, NoticeKind
from challenges.bulletin.states import UNPOSTED
from challenges.desk.queries.call_place import Facts
from challenges.listing.models import Opinion
from challenges.listing.states import ChallengeState
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.states import ProposalState
from challenges.review.access.review import panels_visible_to
from challenges.review.models import Trial
from challenges.review.states.review import SEATED, PanelState, ReviewState, SeatState
from challenges.review.states.trial import TrialState

# What `beside` adds to a row of challenges, in the order in which `Facts` has them.
BESIDE = (
    *("asked", "given", "unchecked", "second", "supplement", "qualified"),
    *("decision", "decision_id", "role", "draft_id"),
)


def beside(viewer: Acting, rows: QuerySet) -> QuerySet:
    """Add to challenges what is known of opinions, opened proposals, and the standing decision, as it is seen."""
    opinions = Opinion.objects.filter(challenge=OuterRef("pk"))
    proposals = proposal_access.visible_to(viewer).filter(challenge=OuterRef("pk"))
    opened = proposals.filter(state=ProposalState.OPENED)
    decisions = Decision.objects.filter(challenge=OuterRef("pk"), state__in=STANDING)
    steps = Approval.objects.filter(
        decision__challenge=OuterRef("pk"), decision__state__in=STANDING, at__isnull=True
    ).order_by("position")
    next_one = Q(notice__kind=NoticeKind.PUBLICITY, challenge__state=ChallengeState.PROPOSED) | Q(
        notice__kind=NoticeKind.PUBLICATION, challenge__state=ChallengeState.PENDING_PUBLISH
    )
    drafts = NoticeItem.objects.filter(next_one, challenge=OuterRef("pk"), notice__state__in=UNPOSTED)
    return rows.annotate(
        asked=number(opinions),
        given=number(opinions.filter(given_at__isnull=False)),
        unchecked=number(opened.filter(checked_by=None)),
        second=number(opened.exclude(checked_by=None)),
        supplement=number(proposals.filter(state=ProposalState.SUPPLEMENT)),
        qualified=number(proposals.filter(state=ProposalState.QUALIFIED)),
        decision=Subquery(decisions.values("state")[:1]),
        decision_id=Subquery(decisions.values("pk")[:1]),
        role=Subquery(steps.values("role")[:1]),
        draft_id=Subquery(drafts.values("notice")[:1]),
    )


def number(rows: QuerySet) -> Subquery:
    """Return how many rows of a challenge there are; None for none."""
    return Subquery(rows.order_by().values("challenge").annotate(n=Count("pk")).values("n"))


def add_panels(viewer: Acting, known: dict[int, Facts], ids: Iterable[int]) -> None:
    """Note the panel of each challenge: how many of its experts have accepted and how many reviews are handed in."""
    sits = Q(seats__state=SeatState.ACCEPTED)
    due = Q(seats__reviews__isnull=False) & sits & ~Q(seats__reviews__state=ReviewState.RECUSED)
    handed = due & Q(seats__reviews__state__in=(ReviewState.SUBMITTED, ReviewState.LOCKED))
    asked = Q(seats__state__in=(*SEATED, SeatState.PICKED), seats__bridging=False)
    counts: dict[str, Any] = {
        "asked": Count("seats", filter=asked, distinct=True),
        "accepted": Count("seats", filter=sits & Q(seats__bridging=False), distinct=True),
        "given": Count("seats__reviews", filter=due, distinct=True),
        "handed": Count("seats__reviews", filter=handed, distinct=True),
    }
    trials = Trial.objects.filter(panels=OuterRef("pk"), state__in=(TrialState.PLANNED, TrialState.OPEN))
    rows = panels_visible_to(viewer).filter(challenge__in=ids).exclude(state=PanelState.CANCELLED)
    rows = rows.values("id", "challenge_id", "state", "due_at").annotate(
        **counts, trial=Subquery(trials.values("state")[:1], output_field=CharField())
    )
    for row in rows.order_by():
        facts = known[row["challenge_id"]]
        facts.panel, facts.panel_id, facts.panel_due = row["state"], row["id"], row["due_at"]
        facts.seats, facts.reviews = (row["asked"], row["accepted"]), (row["given"], row["handed"])
        facts.trial = row["trial"] or ""
