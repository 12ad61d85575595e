"""The lead firm's choice 拟选: one proposal a slot; what departs from the ranking needs a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting, acting_as
from accounts.actions.checking import understood
from accounts.roles import SIGNER
from accounts.typed import substance
from challenges.award.actions.decision import void_standing, write_down
from challenges.award.models import Choice, VoidReason
from challenges.core.gate import Invalid, Move, Problem, Refused, moving
from challenges.listing.models import Challenge
from challenges.proposals.states import ProposalState
from challenges.review.models import Result
from challenges.review.states.review import PanelState


@dataclass(frozen=True)
class Pick:
    """A proposal chosen for the next slot, with the reason when it is not the next by rank."""

    proposal_id: int
    reason: str = ""


def choose(
    challenge: Challenge, *, by: Acting, at: datetime, picks: Iterable[Pick], expected: int | None = None
) -> Challenge:
    """The lead firm chooses, first slot first.

    Only proposals on or above the passing line can be chosen, each once, at most as many as there are slots. A
    proposal whose rank is behind its slot needs a written reason. The choice is put before its approvers at once.
    Raises Invalid with every problem, each beside its slot, and Refused once there is a choice (`choose_anew`).
    """
    with moving(challenge, "choose", by=by, at=at, expected=expected) as move:
        if challenge.choices.exists():
            raise Refused(_("已经择定。改选须由两人办理，其中一人是签字人。"), code="chosen")
        put_down(challenge, list(picks), move)
    return challenge


def choose_anew(
    challenge: Challenge, *, by: Acting, at: datetime, picks: Iterable[Pick], expected: int | None = None
) -> Challenge:
    """The lead firm chooses otherwise, by two of whom one signs for it. The approvals of the old choice are void.

    Raises what `choose` raises, and Refused without a choice or without a signer.
    """
    with moving(challenge, "choose_anew", by=by, at=at, expected=expected) as move:
        if not challenge.choices.exists():
            raise Refused(_("还没有择定，请直接择定。"), code="not_chosen")
        if not (by.has(SIGNER) or prepared_by_signer(challenge, by, move.at)):
            raise Refused(_("改选的两人中须有一名签字人。"), code="no_signer")
        challenge.choices.all().delete()
        void_standing(challenge, VoidReason.CHOSEN_ANEW, at=move.at)
        put_down(challenge, list(picks), move)
    return challenge


def prepared_by_signer(challenge: Challenge, by: Acting, at: datetime) -> bool:
    """Return True when who prepared it signs for the lead firm; of a rehearsal nobody knows yet who will confirm."""
    if by.first.pk is None:
        return True
    return acting_as(by.first, challenge.lead_id, at=at).has(SIGNER)


def put_down(challenge: Challenge, picks: list[Pick], move: Move) -> None:
    """Write down the choice, and put it before its approvers. Raises Invalid."""
    results = standing_results(challenge)
    problems = unfit(challenge, picks, results)
    if problems:
        raise Invalid(problems)
    Choice.objects.bulk_create(
        Choice(
            challenge=challenge,
            proposal_id=pick.proposal_id,
            slot=slot,
            rank=results[pick.proposal_id].rank,
            reason=pick.reason.strip(),
            chosen_by=move.by.user,
            chosen_at=move.at,
        )
        for slot, pick in enumerate(picks, start=1)
    )
    by_rank = all(results[pick.proposal_id].rank <= slot for slot, pick in enumerate(picks, start=1))
    move.facts |= {"slots": len(picks), "by_rank": by_rank}
    write_down(challenge, by=move.by, at=move.at)


def standing_results(challenge: Challenge) -> dict[int, Result]:
    """Return the frozen results of the panel's present round by proposal."""
    panel = challenge.panels.filter(state__in=(PanelState.LOCKED, PanelState.REPORTED)).get()
    return {row.proposal_id: row for row in panel.results.filter(round=panel.round)}


def unfit(challenge: Challenge, picks: list[Pick], results: dict[int, Result]) -> list[Problem]:
    """Return every reason why these picks cannot stand, under the field of their slot."""
    if not picks:
        return [Problem("picks", _("请至少选择一家。"), "required")]
    if len(picks) > challenge.race_slots:
        words = _("最多选择 %(most)d 家，现选 %(count)d 家。") % {"most": challenge.race_slots, "count": len(picks)}
        return [Problem("picks", words, "too_many")]
    problems, seen = [], set()
    late = set(challenge.proposals.filter(state=ProposalState.PASSED_OVER).values_list("pk", flat=True))
    for slot, pick in enumerate(picks, start=1):
        row, field = results.get(pick.proposal_id), f"picks.{slot - 1}"
        if row is None:
            problems.append(Problem(f"{field}.proposal", _("这份申报书不在评审结果中。"), "not_ranked"))
        elif pick.proposal_id in seen:
            problems.append(Problem(f"{field}.proposal", _("同一份申报书不能选两次。"), "twice"))
        elif pick.proposal_id in late:
            problems.append(Problem(f"{field}.proposal", _("这家单位中榜后逾期没有签约，不能再选。"), "passed_over"))
        elif row.vetoed:
            problems.append(Problem(f"{field}.proposal", _("这份申报书被一票否决，不能选择。"), "vetoed"))
        elif not row.passed:
            problems.append(Problem(f"{field}.proposal", _("这份申报书没有达到分数线，不能选择。"), "below_line"))
        elif row.rank > slot and not pick.reason.strip():
            words = _("第 %(slot)d 家选择了排名第 %(rank)d 的申报书，请写明理由。") % {"slot": slot, "rank": row.rank}
            problems.append(Problem(f"{field}.reason", words, "reason_needed"))
        elif row.rank > slot:
            understood(problems, f"{field}.reason", substance.reason, pick.reason)
        seen.add(pick.proposal_id)
    return problems
