"""The discussion 合议: experts state their reasons to each other, and take their own review back to change it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core import gate
from challenges.core.gate import Moment, NotAllowed, Refused, moving
from challenges.listing.actions.question import words
from challenges.proposals.models import Proposal
from challenges.review.access.statement import may_speak
from challenges.review.models import Panel, Review, Seat, Statement
from challenges.review.states.review import PanelState, SeatState
from notifications.events import record


def say(panel: Panel, *, by: Acting, at: Moment, proposal: Proposal, text: str) -> Statement:
    """An expert states something about a proposal to those who review it with them; their name is not shown to them.

    Raises NotAllowed for whoever does not review the proposal, Refused while the panel does not discuss, Invalid for
    an empty text or one of more than 2,000 characters.
    """
    text = words(text, "text")
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        if not may_speak(by, panel, proposal):
            raise NotAllowed()
        require_discussion(panel)
        seat = Seat.objects.get(panel=panel, expert_id=by.user_id, state=SeatState.ACCEPTED)
        statement = Statement.objects.create(
            panel=panel, proposal=proposal, seat=seat, round=panel.round, text=text, at=now
        )
        record("statement.made", subject=statement, by=by, at=now)
    return statement


def reconsider(review: Review, *, by: Acting, at: datetime, expected: int | None = None) -> Review:
    """An expert takes back what they handed in, to change it after the discussion; each changed mark needs a reason.

    Until they have handed in again the panel cannot be locked. Refused outside the discussion.
    """
    with moving(review, "reconsider", by=by, at=at, expected=expected):
        require_discussion(review.seat.panel)
        review.return_reason = ""
    return review


def require_discussion(panel: Panel) -> None:
    """Refuse while the panel does not discuss."""
    if panel.state != PanelState.DISCUSSION:
        raise Refused(
            _("评审组现在是“%(state)s”，不在合议。") % {"state": panel.get_state_display()}, code="not_discussing"
        )
