"""Results 评审结果: the way into the review, the frozen ranking, and the way out of it."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core.gate import CLOCK, Invalid, MassMove, Move, Problem, Refused, moving, moving_many, overdue
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Result, Review
from challenges.review.ranking import official
from challenges.review.states.review import PanelState, ReviewState, SeatState
from notifications.clock import local

UNDECIDED = (ProposalState.OPENED, ProposalState.SUPPLEMENT)


def begin_review(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """The organiser sends the qualified proposals to the experts; when none qualified, the challenge lapses.

    Refused while a proposal that was opened has no result, and while a firm complains of one or still may.
    """
    with moving(challenge, "begin_review", by=by, at=at, expected=expected) as move:
        require_reviewable(challenge, move.at)
        qualified = challenge.proposals.filter(state=ProposalState.QUALIFIED).count()
        move.facts["qualified"] = qualified
        if qualified:
            rules = challenge.rules_on(day_of(move.at))
            challenge.due_at = working_days_later(move.at, rules["review_days"], rules)
            move.to(ChallengeState.EXPERT_REVIEW)
        else:
            lapse(move, "没有资格审查合格的申报书")
    return challenge


def require_reviewable(challenge: Challenge, at: datetime) -> None:
    """Refuse while a result of the qualification check is missing, or may still change by a complaint."""
    require_results(challenge)
    require_undisputed(challenge, at)


def require_results(challenge: Challenge) -> None:
    """Refuse while a proposal that was opened has no result of the qualification check."""
    undecided = challenge.proposals.filter(state__in=UNDECIDED).count()
    if undecided:
        raise Refused(_("还有 %(count)d 份申报书没有资格审查结果。") % {"count": undecided}, code="results_missing")


def require_undisputed(challenge: Challenge, at: datetime) -> None:
    """Refuse while a complaint of a result waits for its decision, or the announced time for one still runs."""
    if challenge.proposals.filter(complaints__outcome="").exists():
        raise Refused(_("还有没办结的资格申诉。"), code="complaint_open")
    until = challenge.proposals.filter(state=ProposalState.DISQUALIFIED).aggregate(last=Max("complaint_until"))["last"]
    if until and not overdue(until, at):
        words = _("资格不合格的单位可以申诉到 %(time)s，期满后再转专家评审。")
        raise Refused(words % {"time": local(until).strftime("%Y-%m-%d %H:%M")}, code="complaint_possible")


def lapse(move: Move, reason: str) -> None:
    """Let the challenge lapse, with its public notice."""
    challenge = move.subject
    challenge.due_at = None
    move.facts["reason"] = reason
    move.to(ChallengeState.LAPSED)
    facts = {"reason": reason, "opened": True}
    post_now(kind=NoticeKind.LAPSE, challenge=challenge, by=move.by, at=move.at, facts=facts)


def propose(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """The organiser hands the signed ranking to the lead firm for its choice; with none above the line it lapses.

    Refused until the panel's leader has locked the scores, and after an objection sent the matter back to the
    experts, until they have locked them anew.
    """
    with moving(challenge, "propose", by=by, at=at, expected=expected) as move:
        panel = signed_ranking(challenge)
        passed = panel.results.filter(round=panel.round, passed=True).count()
        move.facts |= {"passed": passed, "round": panel.round}
        if passed:
            rules = challenge.rules_on(day_of(move.at))
            challenge.due_at = working_days_later(move.at, rules["choice_days"], rules)
            move.to(ChallengeState.PROPOSED)
        else:
            lapse(move, "没有达到分数线的申报书")
    return challenge


def signed_ranking(challenge: Challenge) -> Panel:
    """Return the panel whose ranking stands. Raises Refused while none is locked, or it must be locked anew."""
    panel = challenge.panels.filter(state__in=(PanelState.LOCKED, PanelState.REPORTED)).first()
    if panel is None:
        raise Refused(_("评审组组长还没有锁定评分。"), code="panel_open")
    sent_back = challenge.objections.filter(state="upheld", back_to=ChallengeState.EXPERT_REVIEW)
    latest = sent_back.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if latest is not None and (panel.locked_at is None or panel.locked_at <= latest):
        raise Refused(_("异议成立，须重新评分并锁定后才能拟定。"), code="review_again")
    return panel


def declared_rule(panel: Panel, at: datetime) -> official.Rule:
    """Return the rule by which this panel's scores become a ranking: its rubric and the numbers in force."""
    criteria = list(panel.rubric.criteria.all())
    rules = panel.challenge.rules_on(day_of(at))
    by_position = {criterion.position: criterion.pk for criterion in criteria if criterion.weight}
    return official.Rule(
        weights={criterion.pk: criterion.weight for criterion in criteria if criterion.weight},
        trim_from=rules["trim_from"],
        passing_line=Decimal(str(rules["passing_line"])),
        tie_chain=[by_position[position] for position in panel.rubric.tie_chain if position in by_position],
    )


def handed_in(panel: Panel) -> list[Review]:
    """Return the reviews that count, with their marks: handed in by experts whose seats stand."""
    return list(
        Review.objects.filter(
            seat__panel=panel,
            seat__state=SeatState.ACCEPTED,
            proposal__state__in=(ProposalState.QUALIFIED, ProposalState.SCORED),
            state__in=(ReviewState.SUBMITTED, ReviewState.LOCKED),
        )
        .select_related("seat")
        .prefetch_related("scores")
        .order_by("proposal_id", "seat_id")
    )


def standings(panel: Panel, at: datetime, *, voted: bool = True) -> tuple[official.Row, ...]:
    """Return the official ranking of what was handed in, best first. Every qualified proposal must be in it.

    `voted` False leaves the panel's vote out, to see what the scores alone leave equal.
    Raises Invalid, naming the firm, for a proposal that nobody reviewed.
    """
    given: dict[int, list[official.Review]] = {}
    for review in handed_in(panel):
        scores = review.scores.all()
        given.setdefault(review.proposal_id, []).append(
            official.Review(
                expert_id=review.seat.expert_id,
                scores={score.criterion_id: score.value for score in scores if score.value is not None},
                veto=frozenset(score.criterion_id for score in scores if score.vetoed),
            )
        )
    expected = panel.challenge.proposals.filter(state__in=(ProposalState.QUALIFIED, ProposalState.SCORED))
    problems = [
        Problem("proposals", _("“%(firm)s”的申报书没有评审。") % {"firm": proposal.organisation.name}, "not_reviewed")
        for proposal in expected.select_related("organisation")
        if proposal.pk not in given
    ]
    if problems:
        raise Invalid(problems)
    scored = [
        official.ScoredProposal(proposal_id, reviews, votes=panel.votes.get(str(proposal_id), 0) if voted else 0)
        for proposal_id, reviews in given.items()
    ]
    return official.rank(scored, declared_rule(panel, at)).rows


def tied_at_cut(rows: tuple[official.Row, ...], slots: int) -> list[int]:
    """Return the proposals that share a rank which reaches over the number of slots, so that rank cannot choose.

    Source: the tie chain ends with a vote of the panel; the time of submission never counts.
    """
    for row in rows:
        sharing = [other.proposal_id for other in rows if other.rank == row.rank and other.passed]
        if row.passed and row.rank <= slots < row.rank + len(sharing) - 1:
            return sharing
    return []


def freeze(panel: Panel, rows: tuple[official.Row, ...], *, by: Acting, at: datetime) -> None:
    """Write the ranking down for this round, lock every review, and mark the proposals as scored."""
    Result.objects.bulk_create(
        Result(
            panel=panel,
            round=panel.round,
            proposal_id=row.proposal_id,
            score=row.score,
            rank=row.rank,
            deviation=row.sd,
            passed=row.passed,
            vetoed=row.vetoed,
            # What is kept for the papers and the feedback tells no expert: totals without names, in order.
            breakdown={
                "criteria": {str(key): str(value) for key, value in row.per_criterion.items()},
                "totals": [str(value) for value in sorted(row.totals.values())],
                "left_out": len(row.dropped),
                "decided_by": row.decided_by.code,
                "decided_on": row.decided_by.criterion,
            },
        )
        for row in rows
    )
    reviews = handed_in(panel)
    for review in reviews:
        review.seat.panel = panel
    moving_many([MassMove(row, ReviewState.LOCKED) for row in reviews], "lock", by=by, at=at)
    proposals = panel.challenge.proposals.filter(state=ProposalState.QUALIFIED)
    moves = [MassMove(of_challenge(row, panel.challenge), ProposalState.SCORED) for row in proposals]
    # A firm reads the record of its own proposal: the expert who leads the panel is not named in it.
    moving_many(moves, "score", by=CLOCK, at=at)


def of_challenge(proposal: Proposal, challenge: Challenge) -> Proposal:
    """Put the challenge that is locked on its proposal, so that nothing reads an older copy."""
    proposal.challenge = challenge
    return proposal
