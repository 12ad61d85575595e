"""Who has opened a proposal of another firm: written down once for each person, so that the record can show it."""

from datetime import datetime

from accounts.acting import Acting
from challenges.proposals.access.proposal import relations
from challenges.proposals.models import Proposal
from notifications.events import record

INSIDE = frozenset({"leader", "member", "invited", "clock"})


def read(proposal: Proposal, *, by: Acting, at: datetime) -> bool:
    """Note that somebody outside the firm opens this proposal; returns True the first time.

    Before the opening nobody outside can come here, because for them the proposal does not exist. The firm's own
    people are not noted.
    """
    if relations(by, proposal) & INSIDE or by.user_id is None:
        return False
    key = f"proposal.read:{proposal.pk}:{by.user_id}:{by.organisation_id or 0}"
    return record("proposal.read", subject=proposal, by=by, at=at, key=key) is not None
