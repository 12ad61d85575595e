"""Milestones and payments of the demo's contracts in force: handed in, checked, put right, paid, given back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from accounts.acting import CLOCK, Acting, acting_as
from accounts.models import Membership
from challenges.contracts.actions import milestone, milestone_check, milestone_work
from challenges.contracts.actions import payment as payments
from challenges.contracts.models import Contract, Milestone, MoneySource
from challenges.contracts.states.contract import ContractState
from challenges.contracts.states.milestone import AHEAD, MilestoneState
from challenges.contracts.states.payment import PaymentState
from challenges.core.periods import day_of
from challenges.listing.models import Comparator

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
FIRM, LEAD, OFFICE = ("project_lead", "handler"), ("tech_lead", "handler"), ("contract_officer", "batch_admin")
MEASURER = "省计量测试研究院（虚构）"
SHORT_OF = "检测报告没有写样本数量，无法核对"


def make(at: datetime) -> None:
    """Take the milestones of the contracts in force to as many places as there are, and pay what fell due."""
    walks = (pass_it, pass_it, fail_it, appraise, hand_in, send_back)
    for contract in Contract.objects.filter(state=ContractState.EFFECTIVE).order_by("pk"):
        pay_first(contract, (contract.effective_at or at) + 9 * DAY)
        rows = contract.milestones.select_related("contract__challenge", "contract__proposal").order_by("number")
        for walk, row in zip_longest(walks, rows):
            if row is None:
                break
            let_the_clock(row, min(at, row.deadline - DAY))
            if walk is not None:
                walk(row, min(at - HOUR, row.deadline - HOUR))
            else:
                let_the_clock(row, at)
        waiting = rows.filter(state=MilestoneState.DUE_SOON).first()
        if waiting is not None:
            measure_some(waiting, at - HOUR)
        ask_for(contract, at - HOUR)


def let_the_clock(row: Milestone, at: datetime) -> None:
    """Let the clock take the steps that fell due before a moment, each at its own second."""
    if row.state == MilestoneState.PLANNED and row.soon_at + SECOND <= at:
        milestone.draw_near(row, by=CLOCK, at=row.soon_at + SECOND)
    if row.state in AHEAD and row.deadline + SECOND <= at:
        milestone.miss(row, by=CLOCK, at=row.deadline + SECOND)
    until = row.due_at
    if row.state == MilestoneState.OVERDUE and until is not None and until + SECOND <= at:
        milestone.escalate(row, by=CLOCK, at=until + SECOND)


def somebody(organisation_id: int, roles: tuple[str, ...], at: datetime) -> Acting:
    """Return somebody of an organisation who holds one of these roles, the first of them that anybody holds."""
    members = list(Membership.objects.filter(organisation_id=organisation_id, ended_at=None).order_by("pk"))
    for role in roles:
        for member in members:
            if role in member.roles:
                return acting_as(member.user, organisation_id, at=at)
    raise LookupError(f"nobody of {organisation_id} holds any of {roles}")


def sides(row: Milestone, at: datetime) -> tuple[Acting, Acting, Acting]:
    """Return who works, who checks for the lead firm, and who decides."""
    challenge = row.contract.challenge
    return (
        somebody(row.contract.proposal.organisation_id, FIRM, at),
        somebody(challenge.lead_id, LEAD, at),
        somebody(challenge.organiser_id, OFFICE, at),
    )


def measure_some(row: Milestone, at: datetime) -> None:
    """Let the firm tell how the work goes, and note what was measured of the first indicators."""
    firm = sides(row, at)[0]
    text = "首炉试制完成，连续 3 批合格，第 4 批已送第三方检测。"
    milestone_work.report_progress(row, by=firm, at=at, text=text, on=day_of(at))
    for given in list(found(row, at))[:2]:
        milestone_work.measure(row, by=firm, at=at, **given)


def hand_in(row: Milestone, at: datetime) -> None:
    """Let the firm hand in the milestone with evidence for every indicator."""
    firm = sides(row, at)[0]
    for given in found(row, at):
        milestone_work.measure(row, by=firm, at=at, **given)
    milestone_work.submit(row, by=firm, at=at, statement="样件已送检，关键指标达到约定。")


def appraise(row: Milestone, at: datetime, opinion: str = "pass") -> None:
    """Let it be handed in, and the lead firm say what it finds."""
    hand_in(row, at)
    text = "" if opinion == "pass" else SHORT_OF
    milestone_check.give_opinion(row, by=sides(row, at)[1], at=at, opinion=opinion, text=text)


def decided(at: datetime, row: Milestone) -> datetime:
    """Return when the organiser decides: within its days, and late enough that what falls due by it is not overdue."""
    assert row.due_at is not None
    return min(row.due_at - HOUR, at + 12 * DAY)


def pass_it(row: Milestone, at: datetime) -> None:
    """Let both sides find that it is passed."""
    appraise(row, at)
    when = decided(at, row)
    milestone_check.accept(row, by=sides(row, when)[2], at=when, decision="证据齐全，同意通过。")


def send_back(row: Milestone, at: datetime) -> None:
    """Let it be sent back for its one rectification."""
    appraise(row, at, "rectify")
    by = sides(row, at)[2]
    milestone_check.rectify(row, by=by, at=at + HOUR / 2, decision=f"{SHORT_OF}，请补充原始记录。")


def fail_it(row: Milestone, at: datetime) -> None:
    """Let it fail."""
    appraise(row, at, "fail")
    when = decided(at, row)
    milestone_check.fail(row, by=sides(row, when)[2], at=when, decision=f"{SHORT_OF}，复测仍未达到约定。")


def found(row: Milestone, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield what was measured of each indicator: what was agreed, to the last digit."""
    for indicator in row.contract.indicators.all():
        given = {"indicator": indicator.pk, "measured_on": day_of(at), "measured_by": MEASURER}
        if indicator.comparator in (Comparator.BOOL, Comparator.ENUM):
            first = "yes" if indicator.comparator == Comparator.BOOL else str(indicator.options[0])
            yield given | {"choice": indicator.value_choice or first}
        else:
            value = next(one for one in (indicator.value, indicator.target, Decimal(1)) if one is not None)
            yield given | {"value": f"{value.normalize():f}", "unit": indicator.unit}


def pay_first(contract: Contract, at: datetime) -> None:
    """Let what fell due with the contract be paid in four lines: received, given back, and confirmed by the payer."""
    challenge = contract.challenge
    lead = somebody(challenge.lead_id, ("finance",), at)
    firm = somebody(contract.proposal.organisation_id, ("finance", "project_lead"), at)
    due = contract.payments.filter(state=PaymentState.DUE).order_by("pk")
    own = due.exclude(source=MoneySource.FISCAL)
    for row in due.filter(source=MoneySource.FISCAL):
        office = somebody(challenge.organiser_id, OFFICE, at)
        payments.confirm_paid(row, by=office, at=at, paid_on=day_of(at), reference="国库支付 0412")
    if not own.exists():
        return
    part = (Decimal(own[0].fen) / 400).quantize(Decimal("0.01"))
    payments.ask(own[0], by=firm, at=at, invoice="26372000000012345678")
    open_now = contract.payments.filter(state=PaymentState.REQUESTED)
    lines = []
    for number, amount in enumerate((part, part, None)):
        line = open_now[0]
        reference = f"电汇 041{number}"
        payments.confirm_paid(line, by=lead, at=at, paid_on=day_of(at), amount=amount, reference=reference)
        lines.append(line)
    payments.confirm_received(lines[0], by=firm, at=at, received_on=day_of(at))
    payments.refund(lines[1], by=lead, at=at, refunded_on=day_of(at), reason="收款账号填写有误，银行原路退回")


def ask_for(contract: Contract, at: datetime) -> None:
    """Let the first of what is due be asked for; the others wait."""
    row = contract.payments.filter(state=PaymentState.DUE).order_by("pk").first()
    if row is not None:
        firm = somebody(contract.proposal.organisation_id, ("finance", "project_lead"), at)
        payments.ask(row, by=firm, at=at, invoice="26372000000012345679")
