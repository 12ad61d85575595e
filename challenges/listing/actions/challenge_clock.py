"""What happens to a challenge when a moment has passed: it opens, is refused, or lapses."""

from datetime import datetime

from accounts.acting import Acting
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core.gate import Move, moving
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState


def open_applications(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Take proposals from now on, as was announced."""
    with moving(challenge, "open", by=by, at=at):
        challenge.due_at = None


def lapse(challenge: Challenge, move: Move, *, reason: str) -> None:
    """Let the challenge end without an award 流榜, and tell the public; called inside a move that may lead there."""
    move.to(ChallengeState.LAPSED)
    move.facts["reason"] = reason
    challenge.due_at = None
    facts = {"reason": reason, "opened": False}
    post_now(kind=NoticeKind.LAPSE, challenge=challenge, by=move.by, at=move.at, facts=facts)


def repair_lapsed(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Refuse a need that was returned and not mended in time."""
    with moving(challenge, "repair_lapsed", by=by, at=at):
        challenge.due_at = None
