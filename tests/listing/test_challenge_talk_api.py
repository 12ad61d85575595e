"""Remarks, opinions, one batch, one number: what the pages show of a need, over the API and for the same people."""

import pytest
from django.test import Client

from accounts.acting import Acting
from challenges.listing.models import Opinion, Remark
from tests.factories.accounts import ExpertFactory, OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def items(viewer, challenge, name):
    answer = client_of(viewer).get(f"/api/v1/challenges/{challenge.pk}/{name}/")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_opinions_and_remarks_are_for_those_inside():
    challenge = accepting_challenge()
    officer, lead = acting(challenge.organiser, "checker"), acting(challenge.lead, "handler")
    first, second = (Acting(user=ExpertFactory().user, is_expert=True) for _ in range(2))
    for number, expert in enumerate((first, second)):
        Opinion.objects.create(
            challenge=challenge, expert=expert.user, asked_at=NOW, given_at=NOW, necessity=True, comment=f"意见{number}"
        )
    Remark.objects.create(challenge=challenge, round=1, field="title", reason="写明型号", by=officer.user, at=NOW)
    assert [row["expert"]["name"] for row in items(officer, challenge, "opinions")] == [
        first.user.name,
        second.user.name,
    ]
    assert [(row["number"], row["expert"]) for row in items(lead, challenge, "opinions")] == [(1, None), (2, None)]
    assert [(row["number"], row["comment"]) for row in items(second, challenge, "opinions")] == [(2, "意见1")]
    for viewer in (officer, lead):
        assert [row["reason"] for row in items(viewer, challenge, "remarks")] == ["写明型号"]
    for viewer in (
        acting(OrganisationFactory(kind="sme"), "signer"),
        acting(OrganisationFactory(kind="organiser"), "checker"),
    ):
        assert items(viewer, challenge, "opinions") == items(viewer, challenge, "remarks") == []
    assert items(first, challenge, "remarks") == []


def test_one_batch_and_one_number():
    shown = accepting_challenge(number="JB-2026-017", title_en="Seal wear of pumps")
    accepting_challenge(number="JB-2026-018")
    hidden = ChallengeFactory(state="draft", number=None)
    hidden.batch.collect_from, hidden.batch.collect_until = NOW - 900 * DAY, NOW - 800 * DAY
    hidden.batch.save()
    visitor = Client()
    for query in ("number=JB-2026-017", "q=seal wear"):
        assert [row["id"] for row in visitor.get(f"/api/v1/challenges/?{query}").json()["items"]] == [shown.pk], query
    assert visitor.get(f"/api/v1/batches/{shown.batch_id}/").json()["code"] == shown.batch.code
    missing = visitor.get("/api/v1/batches/987654/")
    assert visitor.get(f"/api/v1/batches/{hidden.batch_id}/").content == missing.content
    assert missing.status_code == 404
    own = client_of(acting(hidden.organiser, "batch_admin"))
    assert own.get(f"/api/v1/batches/{hidden.batch_id}/").status_code == 200


def test_a_member_is_read_by_its_own_people():
    proposal = complete_proposal(accepting_challenge())
    member = proposal.members.first()
    own = client_of(acting(proposal.organisation, "handler")).get(f"/api/v1/members/{member.pk}/")
    assert own.json()["organisation"]["id"] == member.organisation_id
    for viewer in (acting(OrganisationFactory(kind="sme"), "signer"), acting(proposal.challenge.organiser, "checker")):
        assert client_of(viewer).get(f"/api/v1/members/{member.pk}/").status_code == 404
