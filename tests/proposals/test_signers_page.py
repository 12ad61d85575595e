"""What a signer reads before they sign: all that the firm hands in, to the last declaration and who made it."""

import pytest

from challenges.proposals.models import Proposal
from challenges.proposals.queries.proposal_sections import DECLARATIONS
from tests.factories.accounts import acting
from tests.factories.challenges import NOW
from tests.factories.proposals import complete_proposal

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]


@pytest.fixture
def sent():
    made = complete_proposal()
    Proposal.objects.filter(pk=made.pk).update(state="internal_review")
    return made


def phone_of(proposal):
    return proposal.sections.get(key="basics").data["contact_phone"]


def test_the_signer_reads_leader_contacts_and_declarations(sent, client):
    client.force_login(acting(sent.organisation, "signer").user)
    page = client.get(f"/proposals/{sent.pk}/").content.decode()
    for words in ("陆怀瑾", "周以衡", phone_of(sent), *map(str, DECLARATIONS.values()), sent.prepared_by.name):
        assert words in page, words
    sent.declarations.filter(kind=next(iter(DECLARATIONS))).delete()
    assert "没有作出" in client.get(f"/proposals/{sent.pk}/").content.decode()


def test_the_lead_firm_reads_no_telephone_of_the_applicant(sent, client):
    Proposal.objects.filter(pk=sent.pk).update(
        state="qualified", submitted_at=NOW, receipt_number="R-1", receipt_hash="0" * 64
    )
    client.force_login(acting(sent.challenge.lead, "signer").user)
    page = client.get(f"/proposals/{sent.pk}/").content.decode()
    assert "真空熔炼" in page and phone_of(sent) not in page
