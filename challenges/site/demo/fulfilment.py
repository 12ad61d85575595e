"""Milestones and payments of the demo's contracts in force: handed in, checked, put right, paid, given back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.acting import Acting, acting_as
from accounts.models import Membership
from challenges.contracts.actions import milestone_check, milestone_work
from challenges.contracts.actions import payment as payments
from challenges.contracts.models import Contract, Milestone, MoneySource
from challenges.contracts.states.contract import ContractState
from challenges.contracts.states.payment import PaymentState
from challenges.core.periods import day_of
from challenges.listing.models import Comparator

HOUR = timedelta(hours=1)
FIRM, LEAD, OFFICE = ("project_lead", "handler"), ("tech_lead", "handler"), ("contract_officer", "batch_admin")
MEASURER = "省计量测试研究院（虚构）"
SHORT_OF = "球形度报告没有写样本数量，无法核对"


def make(at: datetime) -> None:
    """Take the milestones of the contracts in force to as many places as there are, in the hour before this moment."""
    rows = Milestone.objects.filter(contract__state=ContractState.EFFECTIVE).select_related(
        "contract__challenge", "contract__proposal"
    )
    walks = (pass_it, hand_in, send_back, fail_it, appraise, measure_some)
    for walk, row in zip(walks, rows.order_by("contract", "number"), strict=False):
        walk(row, at - HOUR)
    for contract in Contract.objects.filter(state=ContractState.EFFECTIVE).order_by("pk"):
        pay(contract, at - HOUR / 2)


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


def pass_it(row: Milestone, at: datetime) -> None:
    """Let both sides find that it is passed."""
    appraise(row, at)
    milestone_check.accept(row, by=sides(row, at)[2], at=at, decision="证据齐全，同意通过。")


def send_back(row: Milestone, at: datetime) -> None:
    """Let it be sent back for its one rectification."""
    appraise(row, at, "rectify")
    milestone_check.rectify(row, by=sides(row, at)[2], at=at, decision=f"{SHORT_OF}，请补充原始记录。")


def fail_it(row: Milestone, at: datetime) -> None:
    """Let it fail."""
    appraise(row, at, "fail")
    milestone_check.fail(row, by=sides(row, at)[2], at=at, decision=f"{SHORT_OF}，复测仍未达到约定。")


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


def pay(contract: Contract, at: datetime) -> None:
    """Let what is due be asked for, paid in part, received, and one line given back."""
    challenge = contract.challenge
    lead = somebody(challenge.lead_id, ("finance",), at)
    firm = somebody(contract.proposal.organisation_id, ("finance", "project_lead"), at)
    due = contract.payments.filter(state=PaymentState.DUE).exclude(source=MoneySource.FISCAL).order_by("pk")
    first = due.first()
    if first is None:
        return
    part = (Decimal(first.fen) / 400).quantize(Decimal("0.01"))
    payments.confirm_paid(first, by=lead, at=at, paid_on=day_of(at), amount=part, reference="电汇 0412")
    payments.confirm_received(first, by=firm, at=at, received_on=day_of(at))
    for reference in ("电汇 0413", "电汇 0414"):
        line = due[0]
        payments.confirm_paid(line, by=lead, at=at, paid_on=day_of(at), amount=part, reference=reference)
    payments.refund(line, by=lead, at=at, refunded_on=day_of(at), reason="收款账号填写有误，银行原路退回")
    payments.ask(due[0], by=firm, at=at, invoice="26372000000012345678")
