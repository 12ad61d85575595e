"""Milestones from their planning to the check of both sides; every refusal, and the clock."""

from datetime import timedelta

import pytest

from accounts.acting import CLOCK
from accounts.errors import Invalid, NotAllowed, Refused
from challenges.contracts.access import milestone as access
from challenges.contracts.actions import milestone as clock
from challenges.contracts.actions import milestone_check, milestone_work
from challenges.contracts.models import ContractIndicator, Evidence, Milestone
from challenges.contracts.queries.schedule import ACCEPTANCE, EFFECT, due_on
from challenges.core import policy
from challenges.core.deadlines import take_due_steps
from challenges.core.periods import day_of
from challenges.core.reminders import give_reminders
from notifications.models import Event
from tests.factories.accounts import acting, member
from tests.factories.contracts import AWARDED, lead, organiser, sme
from tests.factories.milestones import (
    DAY,
    appraised,
    evidence,
    first,
    in_force,
    measured,
    passed,
    sent_back,
    submitted,
)
from tests.matrix import wrong_cells

pytestmark = pytest.mark.django_db
LATER = AWARDED + 3 * DAY


@pytest.fixture
def row():
    return first(in_force())


def codes(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


def test_the_effect_of_a_contract_lays_out_its_schedule_once():
    contract = in_force()
    clock.lay_out(contract, at=LATER)
    rows = contract.milestones.all()
    assert [(row.number, row.name, row.state) for row in rows] == [(1, "中试", "planned"), (2, "验收", "planned")]
    assert [day_of(row.deadline) - day_of(row.soon_at) for row in rows] == [timedelta(days=30)] * 2
    assert all(row.due_at == row.deadline for row in rows)


@pytest.mark.parametrize(
    ("nodes", "milestones", "due"),
    [
        (("任务书生效", "中试通过", "验收通过"), ((1, "中试"), (2, "验收")), [EFFECT, 1, 2]),
        (("签约", "里程碑一通过", "里程碑2通过", "验收通过"), ((1, "方案"), (2, "联调")), [EFFECT, 1, 2, ACCEPTANCE]),
        (("首付款", "中期款", "尾款"), ((1, "方案"), (2, "联调")), [EFFECT, 1, ACCEPTANCE]),
        (("一", "二", "三"), ((1, "方案"), (2, "联调")), [1, 2, ACCEPTANCE]),
        (("签约", "验收"), (), [EFFECT, ACCEPTANCE]),
    ],
)
def test_each_part_of_the_money_falls_due_on_one_thing(nodes, milestones, due):
    assert due_on(nodes, milestones) == due


def test_a_milestone_passes_when_both_sides_found_so_and_its_money_falls_due(row):
    passed(row)
    row.refresh_from_db()
    assert (row.state, row.due_at, row.opinion) == ("passed", None, "pass")
    assert {payment.state for payment in row.payments.all()} == {"due"}
    assert all(payment.due_at for payment in row.payments.all())
    names = list(Event.objects.filter(noun="milestone", subject_id=row.pk).values_list("name", flat=True))
    assert {"milestone.submitted", "milestone.opinion_given", "milestone.passed"} <= set(names)


def test_what_is_handed_in_has_evidence_for_every_mandatory_indicator(row):
    wanted = row.contract.indicators.filter(mandatory=True)
    found = codes(lambda: milestone_work.submit(row, by=sme(row.contract), at=LATER))
    assert found == {f"evidence.{one.pk}": "missing" for one in wanted}
    row.refresh_from_db()
    assert row.state == "planned"


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"value": ""}, "value", "required"),
        ({"value": "八十"}, "value", "chinese_digits"),
        ({"value": "1,00"}, "value", "comma"),
        ({"unit": "kg"}, "unit", "dimension"),
        ({"value": "80 kg", "unit": ""}, "value", "dimension"),
        ({"value": "-1"}, "value", "negative"),
        ({"uncertainty": "-1"}, "uncertainty", "negative"),
        ({"uncertainty": "少许"}, "uncertainty", "not_a_number"),
        ({"measured_by": " "}, "measured_by", "required"),
        ({"measured_by": "院" * 121}, "measured_by", "too_long"),
        ({"measured_on": None}, "measured_on", "required"),
        ({"measured_on": day_of(AWARDED) + 9 * DAY}, "measured_on", "future"),
        ({"report": 12345}, "report", "unknown"),
        ({"indicator": 0}, "indicator", "unknown"),
    ],
)
def test_evidence_that_cannot_be_taken_is_refused_beside_its_field(row, more, field, code):
    ContractIndicator.objects.filter(contract=row.contract).update(unit="ppm", comparator="le")
    indicator = row.contract.indicators.first()
    given = evidence(indicator, **more)
    assert codes(lambda: milestone_work.measure(row, by=sme(row.contract), at=LATER, **given))[field] == code
    assert not Evidence.objects.exists()


def test_a_value_is_kept_in_the_unit_of_its_indicator_and_noted_anew(row):
    ContractIndicator.objects.filter(contract=row.contract).update(unit="ppm", comparator="le")
    indicator = row.contract.indicators.first()
    for value, unit in (("90", "ppm"), ("0.008", "%")):
        given = evidence(indicator, value=value, unit=unit, uncertainty="0.0005 %")
        milestone_work.measure(row, by=sme(row.contract), at=LATER, **given)
    found = Evidence.objects.get()
    assert (found.value, found.uncertainty, found.typed, found.unit) == (80, 5, "0.008", "%")


def test_a_yes_or_no_is_answered_and_not_measured(row):
    ContractIndicator.objects.filter(contract=row.contract).update(comparator="bool", value_choice="yes")
    indicator = row.contract.indicators.first()
    given = {"measured_on": day_of(AWARDED), "measured_by": "省计量院", "indicator": indicator.pk}
    assert codes(lambda: milestone_work.measure(row, by=sme(row.contract), at=LATER, **given)) == {"choice": "required"}
    milestone_work.measure(row, by=sme(row.contract), at=LATER, choice="no", **given)
    assert Evidence.objects.get().choice == "no"


def test_progress_is_told_as_of_a_day_and_says_something(row):
    by = sme(row.contract)
    assert "text" in codes(
        lambda: milestone_work.report_progress(row, by=by, at=LATER, text="。。", on=day_of(AWARDED))
    )
    late = day_of(LATER) + DAY
    assert codes(lambda: milestone_work.report_progress(row, by=by, at=LATER, text="首炉试制完成", on=late)) == {
        "on": "future"
    }
    milestone_work.report_progress(row, by=by, at=LATER, text="首炉试制完成", on=day_of(LATER))
    assert row.progress.get().text == "首炉试制完成"


def test_an_opinion_is_given_once_and_says_why(row):
    submitted(row)
    by = lead(row.contract, "tech_lead")
    assert codes(lambda: milestone_check.give_opinion(row, by=by, at=LATER, opinion="fail")) == {"text": "required"}
    assert codes(lambda: milestone_check.give_opinion(row, by=by, at=LATER, opinion="so")) == {"opinion": "choice"}
    milestone_check.give_opinion(row, by=by, at=LATER, opinion="pass")
    with pytest.raises(Refused, match="已经出具"):
        milestone_check.give_opinion(row, by=by, at=LATER, opinion="pass")


@pytest.mark.parametrize("opinion", ["rectify", "fail"])
def test_nothing_passes_that_the_lead_firm_finds_wanting(row, opinion):
    appraised(row, opinion)
    with pytest.raises(Refused) as caught:
        milestone_check.accept(row, by=organiser(row.contract, "contract_officer"), at=LATER)
    assert caught.value.code == "not_agreed"
    row.refresh_from_db()
    assert row.state == "checking"
    assert {payment.state for payment in row.payments.all()} == {"planned"}


def test_it_is_sent_back_once_and_fails_after_that(row):
    sent_back(row)
    assert row.state == "rectifying"
    again = submitted(row, at=LATER + DAY)
    assert again.opinion == ""
    by, officer = lead(row.contract, "tech_lead"), organiser(row.contract, "contract_officer")
    at = LATER + 2 * DAY
    with pytest.raises(Refused, match="只能一次"):
        milestone_check.give_opinion(row, by=by, at=at, opinion="rectify", text="补充样本数量的记录")
    milestone_check.give_opinion(row, by=by, at=at, opinion="fail", text="样本数量仍然不足 1 万颗")
    with pytest.raises(Refused, match="只能一次"):
        milestone_check.rectify(row, by=officer, at=at, decision="补充样本数量的记录")
    milestone_check.fail(row, by=officer, at=at, decision="球形度样本数量不足，报告无效")
    assert row.state == "failed"
    assert {(one.state, one.reason) for one in row.payments.all()} == {("cancelled", row.decision)}


def test_who_handed_in_or_gave_the_opinion_decides_nothing(row):
    appraised(row)
    both = acting(row.contract.challenge.organiser, "contract_officer", user=row.opinion_by)
    with pytest.raises(Refused) as caught:
        milestone_check.accept(row, by=both, at=LATER)
    assert caught.value.code in ("four_eyes", "not_allowed")


def test_an_officer_of_the_firm_itself_has_no_office_in_it(row):
    from accounts.acting import acting_as

    appraised(row)
    officer = organiser(row.contract, "contract_officer")
    acting(row.contract.proposal.organisation, "handler", user=officer.user)
    own = acting_as(officer.user, row.contract.challenge.organiser_id, at=LATER)
    assert not policy.may(own, "accept", row)
    with pytest.raises(NotAllowed):
        milestone_check.accept(row, by=own, at=LATER)


def names(row):
    found = Event.objects.filter(noun="milestone", subject_id=row.pk).order_by("id")
    return list(found.values_list("name", flat=True))


def test_the_clock_brings_it_near_then_overdue_then_to_the_organiser(row):
    take_due_steps(row.soon_at + timedelta(seconds=1))
    row.refresh_from_db()
    assert row.state == "due_soon"
    take_due_steps(row.deadline)
    row.refresh_from_db()
    assert row.state == "due_soon"
    take_due_steps(row.deadline + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.state, day_of(row.due_at) - day_of(row.deadline) >= 15 * DAY) == ("overdue", True)
    take_due_steps(row.due_at + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("overdue", None)
    submitted(row, at=row.deadline + 20 * DAY)
    assert row.state == "submitted"
    assert names(row)[:3] == ["milestone.drew_near", "milestone.missed", "milestone.escalated"]


def test_a_silent_lead_firm_holds_nothing_up(row):
    submitted(row)
    take_due_steps(row.due_at + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.state, row.opinion) == ("checking", "")
    milestone_check.accept(row, by=organiser(row.contract, "contract_officer"), at=LATER + 40 * DAY)
    assert row.state == "passed"


def test_a_rectification_that_is_over_is_checked_as_it_stands(row):
    sent_back(row)
    take_due_steps(row.due_at + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.state, row.opinion, row.opinion_by) == ("submitted", "", None)


def test_a_reminder_says_what_is_left(row):
    from challenges.contracts.notices.milestone import context

    at = row.deadline - DAY
    assert give_reminders(at) >= 1
    event = Event.objects.get(name="milestone.due")
    assert context(event)["missing"] == [one.name for one in row.contract.indicators.filter(mandatory=True)]
    measured(row, at=at)
    assert context(event)["missing"] == []


def test_what_was_measured_is_sealed_until_it_is_handed_in(row):
    firm, other = sme(row.contract), lead(row.contract, "tech_lead")
    measured(row)
    assert access.sees_evidence(firm, row) and not access.sees_evidence(other, row)
    submitted(row)
    assert access.sees_evidence(other, row)


def test_who_knows_of_a_milestone():
    contract = in_force(members=[("institute", "20")])
    partner = acting(contract.proposal.members.get(leader=False).organisation, "handler")
    inside = [sme(contract), lead(contract), organiser(contract), partner]
    assert all(access.visible_to(one).count() == 2 for one in inside)
    strangers = [member("handler"), member("handler", kind="lead"), member("batch_admin", kind="organiser")]
    assert not any(access.visible_to(one).exists() for one in strangers)


WORK = "sme_project_lead sme_handler"
CHECK = "lead_tech_lead lead_handler"
OFFICE = "organiser_contract_officer organiser_batch_admin"
AHEAD, OPEN = "planned due_soon", "planned due_soon overdue rectifying"
EXPECTED = {
    "draw_near": ("planned", "clock"),
    "measure": (OPEN, WORK),
    "report_progress": (OPEN, WORK),
    "submit": (OPEN, WORK),
    "give_opinion": ("submitted checking", CHECK),
    "accept": ("checking", OFFICE),
    "rectify": ("checking", OFFICE),
    "fail": ("checking", OFFICE),
    "hand_up": ("submitted", "clock"),
    "recheck": ("rectifying", "clock"),
    "miss": (AHEAD, "clock"),
    "escalate": ("overdue", "clock"),
    "recount": ("submitted checking", "clock"),
}


def people_of(contract):
    """Everybody who may have to do with a contract, by name, and some who may not."""
    partner = contract.proposal.members.get(leader=False).organisation
    return {
        **{f"sme_{role}": sme(contract, role) for role in ("project_lead", "handler", "signer", "finance", "admin")},
        **{f"lead_{role}": lead(contract, role) for role in ("tech_lead", "handler", "signer", "finance", "legal")},
        **{
            f"organiser_{role}": organiser(contract, role)
            for role in ("contract_officer", "batch_admin", "checker", "supervisor", "approver")
        },
        "partner": acting(partner, "handler", "signer", "finance"),
        "stranger": member("handler", "signer", "finance"),
        "clock": CLOCK,
    }


def test_every_state_verb_and_person():
    contract = in_force(members=[("institute", "20")])
    row = first(contract)

    def stand_in(state):
        by = row.contract.proposal.organisation.memberships.first().user_id
        long_ago = AWARDED - 90 * DAY
        Milestone.objects.filter(pk=row.pk).update(
            state=state, due_at=long_ago, soon_at=long_ago, decided_by=by, opinion_by=None, submitted_by=None
        )
        return Milestone.objects.select_related("contract__challenge", "contract__proposal").get(pk=row.pk)

    assert wrong_cells("milestone", EXPECTED, people_of(contract), stand_in, LATER) == []
