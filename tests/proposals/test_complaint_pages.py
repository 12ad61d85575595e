"""A complaint on the page of the proposal and over the interface: who sees it, who acts, and what is said."""

import pytest

from challenges.proposals.models import Complaint
from notifications import clock
from tests.factories.accounts import acting
from tests.proposals.test_complaint import FACT, Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case(at=clock.now())


def page(client, by, case, language="zh-hans"):
    client.force_login(by.user)
    return client.get(f"/proposals/{case.proposal.pk}/", headers={"accept-language": language}).content.decode()


def act(client, by, case, verb, **fields):
    client.force_login(by.user)
    sent = {f"{verb}-{name}": value for name, value in fields.items()}
    return client.post(f"/acts/proposal/{case.proposal.pk}/{verb}/", sent)


def test_the_firm_complains_on_its_page_and_another_officer_decides_there(client, case):
    shown = page(client, case.signer, case)
    assert 'name="complain-disputed"' in shown and "存在严重失信记录" in shown
    assert "dismiss_complaint" not in page(client, case.third, case)
    empty = act(client, case.signer, case, "complain", text="")
    assert empty.status_code == 422 and Complaint.objects.count() == 0
    sent = act(client, case.handler, case, "complain", disputed=[case.region, "integrity"], text=FACT)
    assert sent.status_code == 302
    shown = page(client, case.signer, case)
    assert FACT in shown and "待处理" in shown and 'name="complain-disputed"' not in shown
    assert "dismiss_complaint" not in page(client, case.first, case)
    shown = page(client, case.third, case)
    assert FACT in shown and 'name="dismiss_complaint-decision"' in shown
    assert act(client, case.third, case, "dismiss_complaint", decision=" ").status_code == 422
    assert act(client, case.third, case, "dismiss_complaint", decision="记录仍在公示").status_code == 302
    shown = page(client, case.signer, case)
    assert "记录仍在公示" in shown and "申诉不成立" in shown and case.third.user.name not in shown
    assert case.third.user.name in page(client, case.second, case)


def test_what_a_stranger_may_not_see_does_not_exist(client, case):
    other = Case(at=clock.now())
    for by in (other.signer, acting(other.challenge.organiser, "checker")):
        assert act(client, by, case, "complain", disputed=[case.region], text=FACT).status_code == 404
        assert act(client, by, case, "uphold_complaint", decision="住所证明写明在本省").status_code == 404
    lead = acting(case.challenge.lead, "handler")
    case.complain(at=clock.now())
    assert FACT not in page(client, lead, case)


def test_over_the_interface(client, case):
    at = f"/api/v1/proposals/{case.proposal.pk}/"

    def post(by, path, body):
        client.force_login(by.user)
        return client.post(f"{at}{path}/", body, content_type="application/json")

    assert post(case.signer, "complaint", {"disputed": ["tier"], "text": FACT}).status_code == 422
    answer = post(case.signer, "complaint", {"disputed": [case.region], "text": FACT})
    assert answer.status_code == 200
    assert [(row["disputed"], row["outcome"]) for row in answer.json()["complaints"]] == [([case.region], "")]
    assert answer.json()["complaint_until"] is None
    assert post(case.second, "complaint-dismissal", {"decision": "住所证明写明在本省"}).status_code == 409
    answer = post(case.third, "complaint-upholding", {"decision": "住所在本省"})
    assert (answer.status_code, answer.json()["state"]) == (200, "opened")
    assert answer.json()["complaints"][0]["decision"] == "住所在本省"
