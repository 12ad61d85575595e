"""Payments of a contract: due, asked for, confirmed by both sides; sums stay exact whatever happens."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Invalid, NotAllowed, Refused
from challenges.contracts.access import payment as access
from challenges.contracts.actions import payment as payments
from challenges.contracts.models import Payment
from challenges.contracts.queries.ledger import ledger_of
from challenges.core.periods import day_of
from notifications.models import Event
from tests.contracts.test_milestone_actions import people_of
from tests.factories.accounts import member
from tests.factories.contracts import AWARDED, lead, organiser, sme
from tests.factories.milestones import DAY, first, in_force, passed
from tests.matrix import wrong_cells

pytestmark = pytest.mark.django_db
AT = AWARDED + 5 * DAY
ON = day_of(AT)


@pytest.fixture
def contract():
    return in_force()


def due(contract, source="enterprise"):
    rows = Payment.objects.select_related("contract__challenge", "contract__proposal")
    return rows.filter(contract=contract, source=source, state="due").order_by("pk").first()


def payer(contract, source="enterprise"):
    return organiser(contract, "contract_officer") if source == "fiscal" else lead(contract, "finance")


def payee(contract):
    return sme(contract, "finance")


def codes(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


def exact(contract):
    """Hold the ledger against the plan: by source to the fen, nothing negative, no rest."""
    ledger = ledger_of(contract)
    for group in ledger.groups:
        assert group.sums.planned == getattr(contract, group.source) * 100
        assert group.sums.rest == 0
    assert min(row.fen for group in ledger.groups for row in group.lines) > 0
    assert ledger.sums.planned == contract.total * 100
    return ledger.sums


def test_the_ledger_is_the_contract_and_its_first_part_is_due(contract):
    sums = exact(contract)
    assert (sums.open, sums.paid) == (240_000_000, 0)
    assert ledger_of(contract).capital == "捌佰万元整"
    assert {row.state for row in contract.payments.filter(part__node="任务书生效")} == {"due"}


@pytest.mark.parametrize("source", ["enterprise", "fiscal"])
def test_a_payment_is_asked_for_paid_and_received(contract, source):
    row = due(contract, source)
    payments.ask(row, by=payee(contract), at=AT, invoice="24372000000012345678")
    payments.confirm_paid(row, by=payer(contract, source), at=AT, paid_on=ON, reference="电汇 0812")
    payments.confirm_received(row, by=payee(contract), at=AT + DAY, received_on=ON + DAY)
    row.refresh_from_db()
    assert (row.state, row.paid_on, row.received_on, row.due_at) == ("received", ON, ON + DAY, None)
    assert exact(contract).paid == row.fen


def test_a_part_of_a_line_leaves_the_rest_open(contract):
    row = due(contract)
    payments.confirm_paid(row, by=payer(contract), at=AT, paid_on=ON, amount=Decimal("112517.43"))
    rest = due(contract)
    assert (row.fen, rest.fen, rest.run, rest.due_at is not None) == (11_251_743, 180_000_000 - 11_251_743, 2, True)
    sums = exact(contract)
    assert sums.paid == 11_251_743


@pytest.mark.parametrize(
    ("amount", "code"), [("1800000.01", "beyond"), ("99999999", "beyond"), ("0", "nothing"), ("-1", "nothing")]
)
def test_a_payment_beyond_the_ledger_is_refused_and_changes_nothing(contract, amount, code):
    row, events = due(contract), Event.objects.count()
    given = {"by": payer(contract), "at": AT, "paid_on": ON, "amount": Decimal(amount)}
    assert codes(lambda: payments.confirm_paid(row, **given)) == {"amount": code}
    assert (exact(contract).paid, Event.objects.count()) == (0, events)


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-6, "too_early")])
def test_a_day_on_which_nothing_can_have_been_paid_is_refused(contract, days, code):
    row = due(contract)
    given = {"by": payer(contract), "at": AT, "paid_on": ON + days * DAY}
    assert codes(lambda: payments.confirm_paid(row, **given)) == {"paid_on": code}


def test_an_invoice_has_a_number(contract):
    row = due(contract)
    assert codes(lambda: payments.ask(row, by=payee(contract), at=AT, invoice=" ")) == {"invoice": "required"}
    assert codes(lambda: payments.ask(row, by=payee(contract), at=AT, invoice="1" * 61)) == {"invoice": "too_long"}


def test_money_of_the_budget_is_paid_by_the_organiser_alone(contract):
    row = due(contract, "fiscal")
    with pytest.raises(NotAllowed):
        payments.confirm_paid(row, by=payer(contract), at=AT, paid_on=ON)
    firm = due(contract)
    with pytest.raises(NotAllowed):
        payments.confirm_paid(firm, by=payer(contract, "fiscal"), at=AT, paid_on=ON)


def test_what_is_not_due_is_not_paid(contract):
    row = contract.payments.filter(state="planned", source="enterprise").first()
    with pytest.raises(Refused) as caught:
        payments.confirm_paid(row, by=payer(contract), at=AT, paid_on=ON)
    assert caught.value.code == "wrong_state"


def test_what_was_given_back_stays_in_the_ledger_as_that(contract):
    row = due(contract)
    payments.confirm_paid(row, by=payer(contract), at=AT, paid_on=ON)
    assert codes(lambda: payments.refund(row, by=payer(contract), at=AT, refunded_on=ON, reason="退")) != {}
    payments.refund(row, by=payer(contract), at=AT, refunded_on=ON, reason="付款账号有误，原路退回")
    sums = exact(contract)
    assert (sums.paid, sums.refunded) == (0, row.fen)


def test_of_a_consortium_what_was_paid_is_shared_to_the_fen():
    contract = in_force(members=[("sme", "23"), ("institute", "15")])
    row = due(contract)
    payments.confirm_paid(row, by=payer(contract), at=AT, paid_on=ON, amount=Decimal("562517.43"))
    shares = [fen for _party, fen in ledger_of(contract).shares]
    assert sum(shares) == 56_251_743
    assert sorted(shares) == [8_437_761, 12_937_901, 34_876_081]


def test_who_knows_of_a_payment(contract):
    assert all(access.visible_to(one).count() == 6 for one in (payee(contract), payer(contract), organiser(contract)))
    assert not access.visible_to(member("finance")).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_walk_of_payments_keeps_the_sums(contract, data):
    from django.db import transaction

    class Back(Exception):
        pass

    try:
        with transaction.atomic():
            by = {source: payer(contract, source) for source in ("enterprise", "fiscal")}
            own = payee(contract)
            if data.draw(st.booleans()):
                passed(first(contract))
            for _step in range(data.draw(st.integers(1, 8))):
                rows = list(Payment.objects.select_related("contract__challenge", "contract__proposal"))
                row = data.draw(st.sampled_from(rows))
                part = data.draw(st.one_of(st.none(), st.integers(1, row.fen + 1)))
                amount = None if part is None else Decimal(part) / 100
                verb = data.draw(st.sampled_from(["ask", "paid", "received", "refund", "cancel"]))
                try:
                    if verb == "ask":
                        payments.ask(row, by=own, at=AT, invoice="2437")
                    elif verb == "paid":
                        payments.confirm_paid(row, by=by[row.source], at=AT, paid_on=ON, amount=amount)
                    elif verb == "received":
                        payments.confirm_received(row, by=own, at=AT, received_on=ON, amount=amount)
                    elif verb == "refund":
                        payments.refund(row, by=by[row.source], at=AT, refunded_on=ON, reason="付款账号有误，原路退回")
                    else:
                        payments.cancel([row], reason="优胜方另定", at=AT)
                except (Invalid, Refused):
                    pass
                exact(contract)
            raise Back
    except Back:
        pass


PAYEES = "sme_finance sme_project_lead"
EXPECTED = {
    "fall_due": ("planned", "clock"),
    "ask": ("due", f"{PAYEES} sme_handler"),
    "confirm_paid": ("due requested", "payers"),
    "confirm_received": ("due requested paid", PAYEES),
    "refund": ("paid received", "payers"),
    "cancel": ("planned due requested", "clock"),
}
PAYERS = {
    "enterprise": "lead_finance",
    "fiscal": "organiser_contract_officer organiser_batch_admin",
    "other": "lead_finance",
}


@pytest.mark.parametrize("source", PAYERS)
def test_every_state_verb_and_person(source):
    contract = in_force(members=[("institute", "20")])
    row = contract.payments.first()
    expected = {verb: (states, PAYERS[source] if who == "payers" else who) for verb, (states, who) in EXPECTED.items()}

    def stand_in(state):
        Payment.objects.filter(pk=row.pk).update(state=state, source=source, paid_on=ON, received_on=ON, run=9)
        return Payment.objects.select_related("contract__challenge", "contract__proposal").get(pk=row.pk)

    assert wrong_cells("payment", expected, people_of(contract), stand_in, AT) == []
