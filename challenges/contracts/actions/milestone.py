"""Milestones as the clock sees them: planned when the contract takes effect, near, overdue, handed on to the next."""

from datetime import datetime, timedelta

from accounts.acting import Acting
from challenges.contracts.actions import payment
from challenges.contracts.models import Contract, Milestone
from challenges.contracts.states.contract import ContractState
from challenges.core.gate import Move, after, moving
from challenges.core.periods import day_of, days_later, months_later, working_days_later


@after("contract.sign")
def begin(move: Move) -> None:
    """Lay out milestones and ledger once the last signature has made the contract effective."""
    if move.subject.state == ContractState.EFFECTIVE:
        lay_out(move.subject, at=move.at)


def lay_out(contract: Contract, *, at: datetime) -> list[Milestone]:
    """Make the milestones of the frozen schedule and the lines of the ledger; must run under the contract's lock.

    Nothing is made twice. The months count from the effect of the contract.
    """
    if contract.milestones.exists() or contract.payments.exists():
        return list(contract.milestones.all())
    rules = rules_of(contract, at)
    since = contract.effective_at or at
    made = []
    for row in contract.floor.get("milestones", []):
        deadline = months_later(since, row["month"], rules)
        made.append(
            Milestone(
                contract=contract,
                number=row["number"],
                name=row["name"],
                check_text=row.get("check") or "",
                output=row.get("output") or "",
                deadline=deadline,
                due_at=deadline,
                soon_at=deadline - timedelta(days=rules["milestone_soon_days"]),
                created_at=at,
                updated_at=at,
            )
        )
    Milestone.objects.bulk_create(made)
    payment.lay_out(contract, list(contract.milestones.all()), at=at)
    return made


def rules_of(contract: Contract, at: datetime) -> dict:
    """Return the rules of the contract's call on the day of this moment."""
    rules: dict = contract.challenge.rules_on(day_of(at))
    return rules


def draw_near(milestone: Milestone, *, by: Acting, at: datetime) -> Milestone:
    """The clock: the date of a milestone is near, and the firm is told what is left."""
    with moving(milestone, "draw_near", by=by, at=at):
        pass
    return milestone


def miss(milestone: Milestone, *, by: Acting, at: datetime) -> Milestone:
    """The clock: the date is over and nothing was handed in; after some more days it goes up to the organiser."""
    with moving(milestone, "miss", by=by, at=at) as move:
        rules = rules_of(milestone.contract, move.at)
        milestone.due_at = days_later(milestone.deadline, rules["milestone_overdue_days"], rules)
    return milestone


def escalate(milestone: Milestone, *, by: Acting, at: datetime) -> Milestone:
    """The clock: still nothing was handed in; the organiser is told, and may hold up what is to be paid."""
    with moving(milestone, "escalate", by=by, at=at):
        milestone.due_at = None
    return milestone


def hand_up(milestone: Milestone, *, by: Acting, at: datetime) -> Milestone:
    """The clock: the lead firm gave no opinion in its time; the organiser goes on without it."""
    with moving(milestone, "hand_up", by=by, at=at) as move:
        milestone.due_at = check_ends(milestone, move.at)
    return milestone


def recheck(milestone: Milestone, *, by: Acting, at: datetime) -> Milestone:
    """The clock: the days of the rectification are over; what stands there is checked again."""
    with moving(milestone, "recheck", by=by, at=at) as move:
        milestone.due_at = check_ends(milestone, move.at)
        milestone.opinion, milestone.opinion_text, milestone.opinion_by, milestone.opinion_at = "", "", None, None
    return milestone


def check_ends(milestone: Milestone, at: datetime) -> datetime:
    """Return the last moment of a check that begins now."""
    rules = rules_of(milestone.contract, at)
    return working_days_later(at, rules["milestone_check_days"], rules)
