"""What each desk costs: a fixed number of statements, however much lies on it."""

import pytest

from challenges.listing.models import Question
from challenges.listing.states import ChallengeState as S
from notifications import clock
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, BatchFactory, in_state
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
STATES = ((S.ACCEPTING, "draft"), (S.QUALIFICATION, "opened"), (S.EXPERT_REVIEW, "qualified"))


def people():
    """One of each kind of reader of a desk, all concerned with the same challenges."""
    kinds = ("organiser", "lead", "sme", "institute", "finance")
    return {kind: OrganisationFactory(kind=kind) for kind in kinds}


def fill(firms, number):
    """Challenges of one lead firm with an open question each, to which one firm applies in every way."""
    batch, at = BatchFactory(organiser=firms["organiser"]), clock.now()
    for n in range(number):
        state, proposal = STATES[n % len(STATES)]
        challenge = in_state(batch, state, lead=firms["lead"])
        complete_proposal(challenge, organisation=firms["sme"], state=proposal)
        complete_proposal(challenge, organisation=OrganisationFactory(kind="sme"), state="opened")
        asker = acting(firms["institute"], "handler")
        Question.objects.create(
            challenge=challenge,
            organisation=firms["institute"],
            asked_by=asker.user,
            pseudonym=1,
            text="问",
            created_at=at,
            updated_at=at,
            due_at=at + DAY,
        )


@pytest.mark.parametrize("number", [3, 30])
def test_no_desk_asks_more_for_more_rows(client, number, django_assert_num_queries):
    firms = people()
    fill(firms, number)
    asked = {
        ("sme", ("handler",)): 12,
        ("institute", ("handler",)): 11,
        ("lead", ("handler", "signer")): 11,
        ("finance", ("viewer",)): 9,
        ("organiser", ("batch_admin", "checker")): 16,
        ("organiser", ("supervisor",)): 15,
    }
    for (kind, roles), most in asked.items():
        viewer = acting(firms[kind], *roles)
        client.force_login(viewer.user)
        session = client.session
        session["acting_for"] = viewer.organisation_id
        session.save()
        client.get("/desk/")
        with django_assert_num_queries(most):
            assert client.get("/desk/").status_code == 200
