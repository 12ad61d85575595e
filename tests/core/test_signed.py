"""What binds an organisation is signed: refused while its representative waits to be verified, or it is unverified."""

import pytest
from django.urls import reverse

from accounts.acting import acting_as
from accounts.actions import organisation
from accounts.models import Agreement
from challenges.core.gate import Refused, moving
from challenges.core.noun import NOUNS
from challenges.desk.queries.signing import unsigned
from challenges.proposals.models import Member
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import AT, DAY, DelegationFactory, OperatorFactory, OrganisationFactory, acting
from tests.factories.challenges import NOW, accepting_challenge
from tests.factories.contracts import to_be_signed
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
# What a signer may do as well that binds nobody outside the firm, and why.
NO_SIGNATURE = {
    "challenge.send_back": "the text goes back inside the firm",
    "proposal.send_back": "the text goes back inside the firm",
    "proposal.resume_draft": "a draft is taken up again inside the firm",
    "proposal.supply": "what an officer asked for is supplied by writers too, inside its days",
    "proposal.complain": "the days of a complaint run on; handlers file it too",
    "member.decline": "nobody is bound by it",
    "contract.propose_text": "a text binds when it is signed",
    "contract.accept_text": "a text binds when it is signed",
    "contract.reopen_text": "it goes back to the talks, and nothing is signed",
    "contract.register_contract": "what an office registered is noted, and nothing is signed",
}
BY_SIGNERS = [
    (noun.name, verb)
    for noun in NOUNS.values()
    for verb, who in noun.may.items()
    if any(name.endswith(".signer") for name in who)
]
SIGNED = [(noun, verb) for noun, verb in BY_SIGNERS if f"{noun}.{verb}" not in NO_SIGNATURE]


def test_every_act_of_a_signer_is_signed_or_binds_nobody():
    signed = {(noun.name, step.verb) for noun in NOUNS.values() for step in noun.table.steps if step.signed}
    assert signed == set(SIGNED) and len(SIGNED) >= 9
    assert {f"{noun}.{verb}" for noun, verb in BY_SIGNERS} >= NO_SIGNATURE.keys()


def row_for(noun, verb, firm):
    """A row of this organisation in a state from which the verb is taken."""
    state = min(NOUNS[noun].table.step(verb).sources)
    if noun == "challenge":
        row = accepting_challenge(lead=firm)
        type(row).objects.filter(pk=row.pk).update(state=state)
        return type(row).objects.get(pk=row.pk)
    if noun == "proposal":
        return complete_proposal(organisation=firm, state=state)
    if noun == "contract":
        return to_be_signed(lead=firm)
    return Member.objects.create(
        proposal=complete_proposal(), organisation=firm, state=state, created_at=NOW, updated_at=NOW
    )


def kind_of(noun):
    return "lead" if noun in ("challenge", "contract") else "sme"


@pytest.mark.parametrize(("noun", "verb"), SIGNED)
@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("signing_frozen", True, "signing_frozen"), ("verification", "pending", "unverified")],
)
def test_no_signed_act_is_taken_while_the_organisation_may_not_sign(noun, verb, column, value, code):
    firm = OrganisationFactory(kind=kind_of(noun))
    by, row = acting(firm, "signer"), row_for(noun, verb, firm)
    # Changed behind the back of whoever acts: what counts is how it stands now.
    type(firm).objects.filter(pk=firm.pk).update(**{column: value})
    with pytest.raises(Refused) as caught, moving(row, verb, by=by, at=NOW):
        raise AssertionError("the body ran")
    assert caught.value.code == code


@pytest.mark.parametrize(("noun", "verb"), SIGNED)
def test_no_signed_act_is_taken_by_whose_authorisation_has_ended_since(noun, verb):
    firm = OrganisationFactory(kind=kind_of(noun))
    handler, row = acting(firm, "handler"), row_for(noun, verb, firm)
    lent = DelegationFactory(organisation=firm, grantee=handler.user, starts_at=NOW - DAY, ends_at=NOW - DAY / 8)
    by = acting_as(handler.user, firm.pk, at=lent.ends_at)
    before = Event.objects.count()
    assert by.has("signer")
    with pytest.raises(Refused) as caught, moving(row, verb, by=by, at=NOW):
        raise AssertionError("the body ran")
    assert caught.value.code == "not_signer" and "签字权" in str(caught.value)
    assert Event.objects.count() == before and not Agreement.objects.exists()


@pytest.fixture
def frozen():
    """A firm whose proposal waits for its signer, and whose representative has changed."""
    firm = OrganisationFactory(legal_representative="旧代表")
    proposal = complete_proposal(organisation=firm, state="internal_review")
    asked = Member.objects.create(
        proposal=complete_proposal(), organisation=firm, state="invited", created_at=NOW, updated_at=NOW
    )
    manager = acting(firm, "admin")
    firm = organisation.change_representative(firm, by=manager, at=AT, name="新代表")
    return firm, manager, proposal, asked


def test_beside_the_button_stands_why_nothing_is_signed(client, frozen):
    firm, _manager, proposal, _asked = frozen
    client.force_login(acting(firm, "signer").user)
    page = client.get(f"/proposals/{proposal.pk}/")
    why = {offer.name: offer.why for offer in page.context["acts"]}
    assert "签署已暂停" in why["submit"] and why["send_back"] == "" and why["submit"] in page.content.decode()


def test_the_page_says_since_when_and_what_waits_until_it_is_verified_again(client, frozen):
    firm, manager, proposal, asked = frozen
    assert [row.what for row in unsigned(firm, manager)] == ["sign", "join"]
    assert unsigned(firm, acting(OrganisationFactory(), "signer")) == []
    assert [row.what for row in unsigned(firm)] == ["sign", "join"]
    client.force_login(manager.user)
    shown = client.get(reverse("organisation_settings")).content.decode()
    for said in ("新代表", manager.user.name, f"/proposals/{proposal.pk}/", f"/proposals/{asked.proposal_id}/"):
        assert said in shown
    signer = acting(firm, "signer")
    by = acting_as(OperatorFactory(), at=AT).seconding(OperatorFactory())
    organisation.verify(firm, by=by, at=AT)
    assert Event.objects.get(name="organisation.verified").facts["waiting"] == 2
    relay.dispatch(AT)
    told = set(InboxItem.objects.filter(event__name="organisation.verified").values_list("person", flat=True))
    assert told == {manager.user_id, signer.user_id}
    assert 'id="waiting"' not in client.get(reverse("organisation_settings")).content.decode()


@pytest.mark.parametrize(
    ("state", "what"), [("internal_review", ["approve"]), ("pending_publish", ["funds"]), ("draft", [])]
)
def test_the_needs_of_a_lead_firm_wait_too(state, what):
    firm = OrganisationFactory(kind="lead")
    row = accepting_challenge(lead=firm)
    type(row).objects.filter(pk=row.pk).update(state=state)
    assert [one.what for one in unsigned(firm)] == what
