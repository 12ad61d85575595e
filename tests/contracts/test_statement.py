"""A statement brought in: looked at, kept once, and each row confirmed by a person before the ledger moves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.errors import Invalid, NotAllowed, Refused
from challenges.contracts.actions import statement
from challenges.contracts.models import BankRow, Payment
from challenges.contracts.queries.ledger import ledger_of
from challenges.contracts.queries.statement import waiting
from challenges.core.periods import day_of
from notifications.models import Event
from tests.factories.accounts import member
from tests.factories.contracts import AWARDED, lead, organiser, sme
from tests.factories.milestones import DAY, in_force

pytestmark = pytest.mark.django_db
AT = AWARDED + 20 * DAY
HEAD = "交易日期,收入,支出,对方户名,摘要,币种"


def text(*rows):
    return "\r\n".join([HEAD, *rows]).encode("gbk")


def line(contract, into="", out="", n=5, currency="人民币", party=None):
    on = day_of(AWARDED + n * DAY)
    return f"{on},{into},{out},{party or contract.challenge.lead.name},货款,{currency}"


@pytest.fixture
def contract():
    return in_force()


def test_a_receipt_is_proposed_and_enters_the_ledger_when_it_is_confirmed(contract):
    by = sme(contract, "finance")
    statement.take(text(line(contract, into="1000000.01")), by=by, at=AT)
    [(row, match, pays)] = waiting(by)
    assert (match.why, [fen for _payment, fen in pays]) == ("party", [100_000_001])
    assert ledger_of(contract).sums.paid == 0
    statement.settle(row, by=by, at=AT, pays=[(payment.pk, fen) for payment, fen in pays])
    sums = ledger_of(contract).sums
    assert (sums.paid, sums.rest, waiting(by)) == (100_000_001, 0, [])
    paid = Payment.objects.get(state="received")
    assert (paid.received_on, paid.received_row_id) == (row.on, row.pk)


@pytest.mark.parametrize("source", ["enterprise", "fiscal"])
def test_the_payer_brings_in_what_it_paid(contract, source):
    by = organiser(contract, "contract_officer") if source == "fiscal" else lead(contract, "finance")
    whole = {"enterprise": "1800000", "fiscal": "600000"}[source]
    firm = contract.proposal.organisation.name
    statement.take(text(line(contract, out=whole, party=firm)), by=by, at=AT)
    [(row, match, pays)] = waiting(by)
    assert match.why == "amount"
    statement.settle(row, by=by, at=AT, pays=[(payment.pk, fen) for payment, fen in pays])
    assert Payment.objects.get(state="paid").source == source


def test_the_same_file_again_and_an_overlapping_week_bring_only_what_is_new(contract):
    by = sme(contract, "finance")
    week = [line(contract, into="5"), line(contract, into="5"), line(contract, into="6", n=6)]
    assert len(statement.take(text(*week), by=by, at=AT).new) == 3
    assert len(statement.take(text(*week), by=by, at=AT).new) == 0
    later = [line(contract, into="5")] * 3 + [line(contract, into="7", n=7)]
    assert len(statement.take(text(*later), by=by, at=AT).new) == 2
    assert BankRow.objects.count() == 5


def test_another_currency_is_refused_by_row_and_column_and_nothing_is_kept(contract):
    rows = [line(contract, into="5"), line(contract, into="6", currency="美元")]
    with pytest.raises(Invalid, match="第 3 行“币种”"):
        statement.take(text(*rows), by=sme(contract, "finance"), at=AT)
    assert not BankRow.objects.exists()


def test_a_row_is_confirmed_once_whole_and_by_its_own_side(contract):
    by = sme(contract, "finance")
    statement.take(text(line(contract, into="1800000")), by=by, at=AT)
    [(row, _match, pays)] = waiting(by)
    sent = [(payment.pk, fen) for payment, fen in pays]
    events = Event.objects.count()
    with pytest.raises(Invalid) as caught:
        statement.settle(row, by=by, at=AT, pays=[(sent[0][0], 1)])
    assert caught.value.problems[0].code == "not_all"
    with pytest.raises(Invalid):
        statement.settle(row, by=by, at=AT, pays=[(987654, row.fen)])
    with pytest.raises(NotAllowed):
        statement.settle(row, by=lead(contract, "finance"), at=AT, pays=sent)
    assert Event.objects.count() == events
    statement.settle(row, by=by, at=AT, pays=sent)
    with pytest.raises(Refused):
        statement.settle(row, by=by, at=AT, pays=sent)


def test_what_has_nothing_to_do_with_it_is_set_aside(contract):
    by = sme(contract, "finance")
    statement.take(text(line(contract, into="9", party="别家电器商行")), by=by, at=AT)
    [(row, match, pays)] = waiting(by)
    assert (match.why, pays) == ("nobody", [])
    statement.settle(row, by=by, at=AT, pays=[])
    assert waiting(by) == [] and ledger_of(contract).sums.paid == 0


def test_only_those_who_keep_books_bring_in_a_statement(contract):
    for by in (sme(contract, "handler"), lead(contract, "tech_lead"), organiser(contract, "checker"), member("admin")):
        with pytest.raises(NotAllowed):
            statement.look(text(), by=by)


def browser(by):
    client = Client()
    client.force_login(by.user)
    return client


def test_the_page_looks_first_then_keeps_then_confirms(contract, monkeypatch):
    monkeypatch.setattr("frontend.contracts.statement_views.now", lambda: AT)
    by = sme(contract, "finance")
    client = browser(by)

    def sent(apply, *rows):
        file = SimpleUploadedFile("流水.csv", text(*rows))
        return client.post("/statements/", {"file": file, "apply": apply})

    wrong = sent("1", line(contract, into="-5"))
    assert wrong.status_code == 422 and "第 2 行“收入”" in wrong.content.decode()
    looked = sent("0", line(contract, into="1800000"))
    assert looked.status_code == 200 and "可以导入" in looked.content.decode() and not BankRow.objects.exists()
    assert sent("1", line(contract, into="1800000")).status_code == 302
    page = client.get("/statements/").content.decode()
    assert "户名与金额一致" in page and "1,800,000.00" in page
    row = BankRow.objects.get()
    payment = Payment.objects.get(state="due", source="enterprise")
    assert client.post(f"/statements/rows/{row.pk}/", {"pays": "x"}).status_code == 404
    assert client.post(f"/statements/rows/{row.pk}/", {"pays": f"{payment.pk}:{row.fen}"}).status_code == 302
    payment.refresh_from_db()
    assert payment.state == "received"
    assert browser(lead(contract, "tech_lead")).get("/statements/").status_code == 404
    assert browser(lead(contract, "finance")).post(f"/statements/rows/{row.pk}/").status_code == 404


@pytest.mark.parametrize("lines", [3, 30])
def test_the_queries_of_the_page_do_not_grow(contract, lines, django_assert_max_num_queries):
    by = sme(contract, "finance")
    rows = [line(contract, into=str(n + 1)) for n in range(lines)] + [line(contract, out="3")] * lines
    statement.take(text(*rows), by=by, at=AT)
    client = browser(by)
    client.get("/statements/")
    with django_assert_max_num_queries(16):
        assert client.get("/statements/").status_code == 200
