"""The panel's vote 表决: what decides between proposals that score and tie chain leave equal at the cut."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.gate import Invalid, Problem, Refused, moving
from challenges.review.actions import result
from challenges.review.actions.panel_checks import require_all_in
from challenges.review.models import Panel
from challenges.review.states.review import SeatState


def vote(panel: Panel, *, by: Acting, at: datetime, votes: dict[int, int], expected: int | None = None) -> Panel:
    """The leader records how many experts voted for each of the proposals that share the rank at the cut.

    It may be recorded again until the lock. Raises Invalid, naming each proposal without a number, and when more votes
    are given than experts sit; Refused while somebody has not handed in, and when nothing is tied.
    """
    with moving(panel, "vote", by=by, at=at, expected=expected) as move:
        require_all_in(panel)
        equal = tied(panel, move.at)
        if not equal:
            raise Refused(_("名次已经分清，不需要表决。"), code="nothing_tied")
        experts = panel.seats.filter(state=SeatState.ACCEPTED).count()
        problems = unfit(votes, equal, experts)
        if problems:
            raise Invalid(problems)
        panel.votes = {str(proposal_id): votes[proposal_id] for proposal_id in equal}
        move.facts |= {"votes": panel.votes, "round": panel.round}
    return panel


def tied(panel: Panel, at: datetime) -> list[int]:
    """Return the proposals that the scores and the tie chain leave equal at the cut, whatever was voted."""
    return result.tied_at_cut(result.standings(panel, at, voted=False), panel.challenge.race_slots)


def unfit(votes: dict[int, int], equal: list[int], experts: int) -> list[Problem]:
    """Return every reason why these votes cannot stand."""
    problems = [
        Problem(f"votes.{proposal_id}", _("请填写这份申报书的得票数。"), "required")
        for proposal_id in equal
        if votes.get(proposal_id) is None or votes[proposal_id] < 0
    ]
    problems += [
        Problem(f"votes.{proposal_id}", _("这份申报书不在表决之列。"), "not_tied")
        for proposal_id in votes
        if proposal_id not in equal
    ]
    if not problems and sum(votes.values()) > experts:
        words = _("评审组 %(experts)d 人，得票合计 %(count)d，超过人数。")
        problems.append(Problem("votes", words % {"experts": experts, "count": sum(votes.values())}, "too_many_votes"))
    return problems


def require_vote(panel: Panel, rows: Any) -> None:
    """Refuse while proposals share the rank at the cut and the panel has not voted on them.

    A vote that was itself a tie leaves them equal; then the lead firm chooses among equals.
    """
    equal = result.tied_at_cut(rows, panel.challenge.race_slots)
    if any(str(proposal_id) not in panel.votes for proposal_id in equal):
        words = _("有 %(count)d 份申报书在入选线上名次相同，须先由评审组表决并记录得票。")
        raise Refused(words % {"count": len(equal)}, code="vote_needed")
