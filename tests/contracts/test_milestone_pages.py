"""Pages and endpoints of milestones, payments and ledgers: who opens them, what they say, what an act answers."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from challenges.contracts.actions import payment as payments
from challenges.contracts.models import Contract, Milestone
from challenges.contracts.queries.ledger import ledger_of
from challenges.core.periods import day_of
from frontend.contracts.fulfilment import fulfilment_of
from tests.core.test_api_journey import send
from tests.factories.accounts import member
from tests.factories.contracts import AWARDED, lead, organiser, sme
from tests.factories.milestones import DAY, evidence, first, in_force, measured, passed, submitted
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
AT = AWARDED + 5 * DAY
CLOCKS = ("frontend.core.views.act", "frontend.contracts.milestone_views", "frontend.contracts.payment_views")


@pytest.fixture
def row(monkeypatch):
    for place in (*CLOCKS, "challenges.core.api.resource", "frontend.contracts.fulfilment_views"):
        monkeypatch.setattr(f"{place}.now", lambda: AT)
    return first(in_force())


def browser(by):
    client = Client()
    client.force_login(by.user)
    return client


def addresses(row):
    payment = row.payments.first()
    return [
        f"/milestones/{row.pk}/",
        f"/payments/{payment.pk}/",
        f"/contracts/{row.contract_id}/ledger/",
        f"/contracts/{row.contract_id}/ledger.xlsx",
        f"/api/v1/milestones/{row.pk}/",
        f"/api/v1/payments/{payment.pk}/",
    ]


def test_the_parties_open_all_pages_and_nobody_else_any(row):
    inside = [sme(row.contract), lead(row.contract, "finance"), organiser(row.contract, "contract_officer")]
    outside = [member("handler"), member("finance", kind="lead"), member("batch_admin", kind="organiser")]
    for address in addresses(row):
        assert [browser(by).get(address).status_code for by in inside] == [200] * 3, address
        assert [browser(by).get(address).status_code for by in outside] == [404] * 3, address


def test_a_page_says_what_was_measured_and_what_is_left(row):
    page = browser(sme(row.contract)).get(f"/milestones/{row.pk}/").content.decode()
    assert "还没有实测证据" in page and "现在轮到" in page
    measured(row)
    theirs = browser(lead(row.contract)).get(f"/milestones/{row.pk}/").content.decode()
    assert "提交后可见" in theirs and "示范省计量院" not in theirs
    submitted(row)
    theirs = browser(lead(row.contract, "tech_lead")).get(f"/milestones/{row.pk}/").content.decode()
    assert "示范省计量院" in theirs and "出具考核意见" in theirs


def test_evidence_is_noted_on_the_page_and_refused_beside_its_field(row):
    indicator = row.contract.indicators.first()
    client, url = browser(sme(row.contract)), f"/acts/milestone/{row.pk}/measure/"
    given = {f"measure-{name}": str(value) for name, value in evidence(indicator).items()}
    refused = client.post(url, given | {"measure-value": "八十"})
    assert (
        refused.status_code == 422 and "阿拉伯数字" in refused.content.decode() and "八十" in refused.content.decode()
    )
    assert client.post(url, given).status_code == 302
    assert row.evidence.get().indicator == indicator


def test_an_act_over_the_interface(row):
    by = client_of(sme(row.contract))
    indicator = row.contract.indicators.first()
    body = {name: str(value) for name, value in evidence(indicator).items()}
    body["indicator_id"] = int(body.pop("indicator"))
    url = f"milestones/{row.pk}/evidence/"
    refused = send(by, "post", url, body | {"unit": "kg", "value": "1"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "unit")
    done = send(by, "post", url, body)
    assert done.status_code == 200, done.json()
    shown = next(one for one in done.json()["evidence"] if one["indicator_id"] == indicator.pk)
    assert (shown["verdict"], shown["measured_by"]) == ("met", "示范省计量院")
    sealed = client_of(lead(row.contract)).get(f"/api/v1/milestones/{row.pk}/").json()["evidence"]
    assert {one["value"] for one in sealed} == {None} and {one["verdict"] for one in sealed} == {"unknown"}


def test_a_payment_over_the_interface(row):
    payment = row.contract.payments.filter(state="due", source="enterprise").get()
    by = client_of(lead(row.contract, "finance"))
    url = f"payments/{payment.pk}/paying/"
    beyond = send(by, "post", url, {"paid_on": day_of(AT).isoformat(), "amount": "1800000.01"})
    assert (beyond.status_code, beyond.json()["errors"][0]["code"]) == (422, "beyond")
    done = send(by, "post", url, {"paid_on": day_of(AT).isoformat(), "amount": "1,000.01"})
    assert (done.status_code, done.json()["fen"], done.json()["state"]) == (200, 100_001, "paid")
    rows = by.get(f"/api/v1/payments/?contract_id={row.contract_id}&state=due").json()["items"]
    assert sum(one["fen"] for one in rows if one["source"] == "enterprise") == 180_000_000 - 100_001


def test_the_ledger_adds_up_on_the_page_and_as_a_file(row):
    passed(row)
    contract = Contract.objects.get(pk=row.contract_id)
    payment = contract.payments.filter(state="due", source="enterprise").first()
    payments.ask(payment, by=sme(contract, "finance"), at=AT, invoice="=1+1")
    client = browser(sme(contract, "finance"))
    page = client.get(f"/contracts/{contract.pk}/ledger/").content.decode()
    assert "8,000,000.00" in page and "捌佰万元整" in page and "平台只记账，不经手资金" in page and "= 0.00" in page
    sheet = load_workbook(BytesIO(client.get(f"/contracts/{contract.pk}/ledger.xlsx").content)).active
    cells = [cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert "'=1+1" in cells
    assert sum(value for value in cells if isinstance(value, int | float) and value > 1000) == 8_000_000
    text = client.get(f"/contracts/{contract.pk}/ledger.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(StringIO(text)))) == 7
    assert client.get(f"/contracts/{contract.pk}/ledger.pdf").status_code == 404


def test_what_waits_stands_on_one_page(row):
    for by in (sme(row.contract), lead(row.contract), organiser(row.contract)):
        page = browser(by).get("/fulfilment/").content.decode()
        assert "中试" in page and "1,800,000.00" in page
    assert "没有未办结的里程碑" in browser(member("handler")).get("/fulfilment/").content.decode()


def test_what_the_page_of_a_contract_includes(row):
    rows = Contract.objects.select_related("challenge", "proposal")
    given = fulfilment_of(rows.get(pk=row.contract_id))
    assert [one.number for one, _done, _here in given["milestones"]] == [1, 2]
    assert given["ledger"].sums.planned == 800_000_000


@pytest.mark.parametrize("lines", [3, 30])
def test_the_queries_of_the_lists_do_not_grow(row, lines, django_assert_max_num_queries):
    contract = row.contract
    copies = [
        Milestone(
            contract=contract,
            number=number,
            name=f"里程碑{number}",
            deadline=row.deadline,
            due_at=row.deadline,
            soon_at=row.soon_at,
            created_at=AWARDED,
            updated_at=AWARDED,
        )
        for number in range(3, 3 + lines)
    ]
    Milestone.objects.bulk_create(copies)
    payment = contract.payments.filter(state="due", source="enterprise").get()
    for _n in range(lines):
        payments.confirm_paid(
            contract.payments.filter(state="due", source="enterprise").get(),
            by=lead(contract, "finance"),
            at=AT,
            paid_on=day_of(AT),
            amount=Decimal(1),
        )
    assert ledger_of(contract).sums.rest == 0 and payment.pk
    officer = organiser(contract, "contract_officer")
    client, program = browser(officer), client_of(officer)
    for address in ("/fulfilment/", f"/contracts/{contract.pk}/ledger/", f"/milestones/{row.pk}/"):
        client.get(address)
        with django_assert_max_num_queries(26):
            assert client.get(address).status_code == 200
    for address in ("/api/v1/milestones/?limit=50", "/api/v1/payments/?limit=100"):
        with django_assert_max_num_queries(12):
            assert program.get(address).status_code == 200
