"""Two payments of one part at the same moment: one is noted, and the sums hold."""

from decimal import Decimal

from challenges.contracts.actions import milestone_check
from challenges.contracts.actions import payment as payments
from challenges.contracts.models import Milestone, Payment
from challenges.contracts.queries.ledger import ledger_of
from challenges.core.periods import day_of
from tests.factories.contracts import AWARDED, lead, organiser
from tests.factories.milestones import DAY, appraised, first, in_force
from tests.races import MARKS, at_once

pytestmark = MARKS
HANDS = 8
AT = AWARDED + 5 * DAY


def test_one_part_is_paid_once_however_many_say_so():
    contract = in_force()
    row = contract.payments.filter(state="due", source="enterprise").get()
    people = [lead(contract, "finance") for _ in range(HANDS)]

    def paying(by, amount):
        def pay():
            fresh = Payment.objects.get(pk=row.pk)
            payments.confirm_paid(fresh, by=by, at=AT, paid_on=day_of(AT), amount=amount)
            return "paid"

        return pay

    amounts = [None if n % 2 else Decimal("1000.01") for n in range(HANDS)]
    found = at_once(*[paying(by, amount) for by, amount in zip(people, amounts, strict=True)])
    assert found.count("paid") == 1
    assert {getattr(one, "code", one) for one in found} == {"paid", "wrong_state"}
    sums = ledger_of(contract).sums
    assert (sums.planned, sums.rest) == (contract.total * 100, 0)


def test_a_milestone_is_decided_once_and_its_money_goes_one_way():
    for _round in range(2):
        row = appraised(first(in_force()))
        officers = [organiser(row.contract, "contract_officer") for _ in range(4)]

        def passing(by, pk=row.pk):
            return lambda: milestone_check.accept(Milestone.objects.get(pk=pk), by=by, at=AT).state

        def failing(by, pk=row.pk):
            why = "球形度样本数量不足，报告无效"
            return lambda: milestone_check.fail(Milestone.objects.get(pk=pk), by=by, at=AT, decision=why).state

        found = at_once(*[(passing if n % 2 else failing)(by) for n, by in enumerate(officers)])
        decided = [one for one in found if isinstance(one, str)]
        assert len(decided) == 1
        states = set(row.payments.values_list("state", flat=True))
        assert states == {"passed": {"due"}, "failed": {"cancelled"}}[decided[0]]
