"""Contracts over the API alone: read, written anew, accepted, signed, registered; refusals name what was sent."""

import pytest

from tests.contracts.test_contract_pages import fresh
from tests.core.test_api_journey import send, verbs
from tests.factories.contracts import drafted, lead, organiser, sme
from tests.factories.review import stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return fresh(drafted())


def test_both_sides_bring_a_contract_into_effect(contract):
    url = f"contracts/{contract.pk}/"
    ours, theirs = client_of(sme(contract, "handler", "signer")), client_of(lead(contract, "handler", "signer"))
    (row,) = ours.get("/api/v1/contracts/?state=drafting").json()["items"]
    assert (row["number"], row["enterprise"]) == (contract.number, "6000000.00")
    read = ours.get(f"/api/v1/{url}").json()
    assert verbs(read) == ["propose_text", "accept_text"] and read["content"]["money"]["capital"] == "捌佰万元整"
    wrong = {
        "read_version": 1,
        "indicators": [{"position": 1, "value": "120"}],
        "parts": [{"position": 1, "percent": "31"}],
        "ip": {"ip_transfer": "whatever"},
        "promises": [{"text": "甲", "due_month": 99, "consequence": "退"}],
        "sections": {"dispute": "长" * 2001},
    }
    refused = send(ours, "post", f"{url}text/", wrong)
    fields = {one["field"] for one in refused.json()["errors"]}
    assert refused.status_code == 422
    assert fields >= {"indicators.1.value", "parts.3", "ip.ip_transfer", "promises.0.due_month", "sections.dispute"}
    made = send(
        ours,
        "post",
        f"{url}text/",
        {"read_version": 1, "indicators": [{"position": 1, "value": "90"}], "sections": {"other": "甲"}},
    )
    assert (made.status_code, made.json()["version"], made.json()["state"]) == (200, 2, "negotiating")
    digest = made.json()["digest"]
    assert send(theirs, "post", f"{url}acceptance/", {"digest": "0" * 64}).status_code == 412
    accepted = send(theirs, "post", f"{url}acceptance/", {"digest": digest})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "signing")
    assert send(theirs, "post", f"{url}signature/", {"digest": digest}).status_code == 409
    assert send(ours, "post", f"{url}signature/", {"digest": digest}).json()["state"] == "signing"
    done = send(theirs, "post", f"{url}signature/", {"digest": digest}).json()
    assert done["state"] == "effective" and all(side["signed_at"] for side in done["sides"])
    noted = send(ours, "post", f"{url}registration/", {"number": "2026-42", "registered_on": "2026-07-20"})
    assert noted.json()["registration_number"] == "2026-42"


def test_the_organiser_reads_and_does_nothing(contract):
    client = client_of(organiser(contract))
    read = client.get(f"/api/v1/contracts/{contract.pk}/").json()
    assert read["can"] == [] and len(read["versions"]) == 1
    assert send(client, "post", f"contracts/{contract.pk}/acceptance/", {"digest": read["digest"]}).status_code == 403


def test_to_everybody_else_it_does_not_exist(contract):
    for viewer in (stranger(), stranger("lead"), stranger("organiser")):
        client = client_of(viewer)
        assert client.get("/api/v1/contracts/").json()["items"] == []
        assert client.get(f"/api/v1/contracts/{contract.pk}/").status_code == 404
        for path, body in (("text", {"read_version": 1}), ("signature", {"digest": "0" * 64})):
            assert send(client, "post", f"contracts/{contract.pk}/{path}/", body).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_a_list_asks_as_much_for_many(count, django_assert_max_num_queries):
    contracts = [drafted() for _n in range(count)]
    for contract in contracts[1:]:
        type(contract.challenge).objects.filter(pk=contract.challenge_id).update(
            organiser=contracts[0].challenge.organiser
        )
    client = client_of(organiser(contracts[0]))
    client.get("/api/v1/contracts/")
    with django_assert_max_num_queries(8):
        assert len(client.get("/api/v1/contracts/?limit=50").json()["items"]) == count
