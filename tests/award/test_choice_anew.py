"""Another winner: prepared by one of the lead firm, confirmed by another, and one of them signs for it."""

import json

import pytest
from django.db import transaction

from accounts.errors import Invalid, Refused
from challenges.award.actions import choice as choices
from challenges.award.models import Choice
from challenges.core.actions import motion as motions
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.queries.motion import shown
from tests.factories.accounts import acting
from tests.factories.review import Review5
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
ANEW = ACTS["challenge.choose_anew"]


@pytest.fixture
def walk():
    return Review5().chosen()


def other(walk):
    return [choices.Pick(walk.proposals[1].pk, "产线衔接更好")]


def prepared(walk, by):
    return motions.prepare(ANEW, walk.challenge, by=by, at=walk.at, picks=other(walk))


def code_of(call):
    with pytest.raises(Refused) as caught, transaction.atomic():
        call()
    return caught.value.code


def test_a_clerk_prepares_and_the_signer_confirms(walk):
    clerk = acting(walk.challenge.lead, "tech_lead")
    before = walk.decision
    motion = prepared(walk, clerk)
    assert Choice.objects.get().proposal == walk.proposals[0]
    first, second = (proposal.organisation.name for proposal in walk.proposals)
    assert [text for _label, text in shown(motion).lines][:2] == [first, f"{second}：产线衔接更好"]
    motions.confirm(motion, by=walk.signer, at=walk.at)
    assert Choice.objects.get().proposal == walk.proposals[1]
    before.refresh_from_db()
    assert (before.state, walk.decision.number) == ("void", 2)


def test_two_clerks_change_nothing_and_the_clerk_may_confirm_the_signer(walk):
    one, two = (acting(walk.challenge.lead, "tech_lead") for _ in range(2))
    motion = prepared(walk, one)
    assert code_of(lambda: motions.confirm(motion, by=two, at=walk.at)) == "no_signer"
    assert Choice.objects.get().proposal == walk.proposals[0]
    motions.refuse(motion, by=walk.signer, at=walk.at, reason="原择定更妥")
    motions.confirm(prepared(walk, walk.signer), by=two, at=walk.at)
    assert Choice.objects.get().proposal == walk.proposals[1]


def test_what_cannot_be_chosen_is_said_to_who_prepares(walk):
    picks = [choices.Pick(walk.proposals[1].pk)]
    with pytest.raises(Invalid) as caught:
        motions.prepare(ANEW, walk.challenge, by=walk.signer, at=walk.at, picks=picks)
    assert [problem.field for problem in caught.value.problems] == ["picks.0.reason"]
    walk = Review5().proposed()
    assert code_of(lambda: prepared(walk, walk.signer)) == "not_chosen"


def test_over_the_interface(walk):
    clerk = acting(walk.challenge.lead, "tech_lead")
    first, second = client_of(clerk, "submit"), client_of(walk.signer, "submit")
    address = f"/api/v1/challenges/{walk.challenge.pk}/other-choice/"
    body = json.dumps({"picks": [{"proposal": walk.proposals[1].pk, "reason": "产线衔接更好"}]})
    answer = first.post(address, body, content_type="application/json")
    assert answer.status_code == 202
    assert second.post(f"{answer['Location']}confirmation/", content_type="application/json").status_code == 200
    assert Choice.objects.get().proposal == walk.proposals[1]


def test_on_the_pages(walk, client):
    clerk = acting(walk.challenge.lead, "tech_lead")
    client.force_login(clerk.user)
    work = f"/challenges/{walk.challenge.pk}/work/"
    page = client.get(work).content.decode()
    assert f"/acts/challenge/{walk.challenge.pk}/choose_anew/" in page
    assert f"/acts/challenge/{walk.challenge.pk}/choose/" not in page
    row = walk.challenge
    row.refresh_from_db()
    typed = {"choose_anew-slot_1": walk.proposals[1].pk, "choose_anew-why_1": "产线衔接更好", "version": row.version}
    assert client.post(f"/acts/challenge/{row.pk}/choose_anew/", typed).status_code == 302
    motion = Motion.objects.get()
    client.force_login(walk.signer.user)
    assert "产线衔接更好" in client.get(f"/motions/{motion.pk}/").content.decode()
    client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version})
    assert Choice.objects.get().proposal == walk.proposals[1]


def test_the_signer_finds_it_on_their_desk(walk, client):
    motion = prepared(walk, acting(walk.challenge.lead, "tech_lead"))
    client.force_login(walk.signer.user)
    assert f"/motions/{motion.pk}/" in client.get("/desk/").content.decode()
