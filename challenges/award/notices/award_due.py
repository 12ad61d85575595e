"""Who is reminded that a challenge waits for its choice, or for its signing."""

from challenges.award.models import Decision
from challenges.listing.notices.challenge import ALARM, DEADLINES, declare
from challenges.listing.notices.challenge_audiences import (
    REVIEWERS,
    SIGNERS,
    WRITERS,
    lead,
    organiser,
    overdue,
    together,
)
from challenges.proposals.notices.applicant_audiences import APPLIED, firms_with
from challenges.proposals.states import ProposalState


def unless_chosen(audience):
    """Return the audience while no choice lies before its approvers: whoever has chosen is not reminded to choose."""

    def chosen(event):
        put_forward = Decision.objects.filter(challenge_id=event.subject_id, state__in=("pending", "complete"))
        return () if put_forward.exists() else audience(event)

    return chosen


declare(
    "challenge.choice_due",
    together(unless_chosen(lead(*SIGNERS, "tech_lead")), overdue(organiser(*REVIEWERS))),
    topic=DEADLINES,
    facts=ALARM,
)
declare(
    "challenge.signing_due",
    together(lead(*WRITERS, *SIGNERS), firms_with({ProposalState.SELECTED}, APPLIED)),
    topic=DEADLINES,
    facts=ALARM,
)
