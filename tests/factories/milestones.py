"""Milestones and payments for tests: a contract in force, laid out by the real action and walked on by real ones."""

from datetime import timedelta
from decimal import Decimal

from challenges.contracts.actions import milestone, milestone_check, milestone_work
from challenges.contracts.models import Contract
from challenges.core.periods import day_of

from .contracts import AWARDED, in_state, lead, organiser, sme

DAY = timedelta(days=1)


def in_force(**more):
    """Return a contract in force with its milestones and ledger."""
    contract = in_state("effective", **more)
    milestone.lay_out(contract, at=AWARDED)
    return Contract.objects.select_related("challenge", "proposal").get(pk=contract.pk)


def first(contract):
    """Return the first milestone of a contract."""
    return contract.milestones.select_related("contract__challenge", "contract__proposal").first()


def evidence(row, **more):
    """Return what is typed for an indicator that is met."""
    said = {"indicator": row.pk, "measured_on": day_of(AWARDED), "measured_by": "示范省计量院"}
    if row.comparator in ("bool", "enum"):
        said["choice"] = row.value_choice or "yes"
    else:
        value = row.value if row.value is not None else row.target or Decimal(1)
        said |= {"value": f"{value.normalize():f}", "unit": row.unit}
    return said | more


def measured(row, at=AWARDED + DAY):
    """Let the firm note what was measured of every indicator."""
    for indicator in row.contract.indicators.all():
        milestone_work.measure(row, by=sme(row.contract), at=at, **evidence(indicator))
    return row


def submitted(row, at=AWARDED + DAY):
    """Let the firm hand a milestone in."""
    return milestone_work.submit(measured(row, at), by=sme(row.contract), at=at, statement="样件已送检")


def appraised(row, opinion="pass", at=AWARDED + 2 * DAY):
    """Let the lead firm say what it finds of a milestone that is handed in."""
    text = "" if opinion == "pass" else "球形度报告缺少样本数量"
    return milestone_check.give_opinion(
        submitted(row), by=lead(row.contract, "tech_lead"), at=at, opinion=opinion, text=text
    )


def passed(row, at=AWARDED + 3 * DAY):
    """Let a milestone pass."""
    return milestone_check.accept(appraised(row), by=organiser(row.contract, "contract_officer"), at=at)


def sent_back(row, at=AWARDED + 3 * DAY):
    """Let a milestone be sent back for its one rectification."""
    officer = organiser(row.contract, "contract_officer")
    return milestone_check.rectify(appraised(row, "rectify"), by=officer, at=at, decision="补充球形度样本数量的记录")
