"""Every cell of (state × verb × person) of a contract, and where each side finds it."""

import pytest

from accounts.acting import CLOCK, PUBLIC
from challenges.contracts.models import Contract
from challenges.desk.queries.desk import lead_tasks
from challenges.desk.queries.desk_firm import tracked
from tests.assignment.test_draw_pages import enter, text
from tests.contracts.test_contract_pages import fresh
from tests.factories.accounts import acting
from tests.factories.contracts import AWARDED, drafted, lead, organiser, sme, to_be_signed
from tests.factories.review import stranger
from tests.matrix import wrong_cells

pytestmark = pytest.mark.django_db
OPEN = "drafting negotiating"
SIDES = "lead_handler lead_signer tech_lead leader_handler leader_signer project_lead"
EXPECTED = {
    "propose_text": (OPEN, SIDES),
    "accept_text": (OPEN, SIDES),
    "sign": ("signing", "lead_signer leader_signer"),
    "reopen_text": ("signing", SIDES),
    "signing_over": ("signing", "clock"),
    "lapse": (f"{OPEN} signing", "clock"),
    "register_contract": ("effective", SIDES),
    "recount": (f"{OPEN} signing", "clock"),
}


def test_every_cell_is_as_written():
    contract = drafted(members=[("sme", "30")])
    Contract.objects.filter(pk=contract.pk).update(due_at=AWARDED, sign_by=AWARDED)
    people = {
        "public": PUBLIC,
        "clock": CLOCK,
        "stranger": stranger(),
        "lead_handler": lead(contract),
        "lead_signer": lead(contract, "signer"),
        "tech_lead": lead(contract, "tech_lead"),
        "finance": lead(contract, "finance"),
        "leader_handler": sme(contract),
        "leader_signer": sme(contract, "signer"),
        "project_lead": sme(contract, "project_lead"),
        "member": acting(contract.parties.get(role="member").organisation, "handler", "signer", "admin"),
        "batch_admin": organiser(contract),
        "supervisor": organiser(contract, "supervisor"),
    }

    def stand_in(state):
        effective = AWARDED if state == "effective" else None
        Contract.objects.filter(pk=contract.pk).update(state=state, effective_at=effective)
        return Contract.objects.select_related("challenge", "proposal__challenge").get(pk=contract.pk)

    late = AWARDED + (contract.created_at - contract.created_at.replace(day=1))
    assert wrong_cells("contract", EXPECTED, people, stand_in, late) == []


def test_each_side_finds_its_contract_on_its_desk(client):
    contract = fresh(drafted())
    assert [(one.what, one.mine) for one in lead_tasks(lead(contract)) if one.noun == "contract"] == [
        ("contract_text", True)
    ]
    (one,) = tracked(sme(contract))
    assert (one.task, one.turn, one.contract, one.due) == ("contract_text", "us", contract.pk, contract.due_at)
    signing = fresh(to_be_signed())
    assert [one for one in lead_tasks(lead(signing, "signer")) if one.noun == "contract"] == []
    (one,) = tracked(sme(signing, "signer"))
    assert (one.task, one.turn) == ("contract_sign", "us")
    for by in (sme(contract), lead(contract)):
        enter(client, by)
        assert f"/contracts/{contract.pk}/" in text(client.get("/desk/"))
        assert f"/contracts/{contract.pk}/" in text(client.get(f"/proposals/{contract.proposal_id}/"))
    for by in (lead(contract), organiser(contract)):
        enter(client, by)
        assert f"/contracts/{contract.pk}/" in text(client.get(f"/challenges/{contract.challenge_id}/work/"))
