"""The result is data: nothing before its publicity is posted, then who and for which slot, and inside the rank too."""

import datetime

import pytest
from django.test import Client

from accounts.acting import CLOCK
from challenges.award.actions.award import award
from challenges.bulletin.models import Notice
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, member_of, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def read(walk, viewer=None) -> dict:
    client = client_of(viewer) if viewer else Client()
    return client.get(f"/api/v1/challenges/{walk.challenge.pk}/").json()


def test_before_the_publicity_nobody_reads_a_result():
    walk = Review5().decided()
    for viewer in (None, stranger(), walk.officer, walk.signer, member_of(walk.proposals[0]), walk.experts[0]):
        assert read(walk, viewer)["results"] == []


def test_a_posted_publicity_names_the_firm_and_the_inside_reads_rank_and_number():
    walk = Review5().publicised()
    winner = walk.proposals[0]
    (row,) = read(walk)["results"]
    assert row["organisation"] == {"id": winner.organisation_id, "name": winner.organisation.name}
    assert (row["slot"], row["awarded_at"]) == (1, None)
    assert (row["proposal_id"], row["receipt_number"], row["rank"]) == (None, None, None)
    winner.refresh_from_db()
    for viewer in (walk.officer, walk.signer):
        (row,) = read(walk, viewer)["results"]
        assert (row["proposal_id"], row["receipt_number"], row["rank"]) == (winner.pk, winner.receipt_number, 1)
    (row,) = read(walk, member_of(winner))["results"]
    assert (row["proposal_id"], row["rank"]) == (winner.pk, None)
    (row,) = read(walk, member_of(walk.proposals[1]))["results"]
    assert (row["proposal_id"], row["receipt_number"]) == (None, None)


def test_an_award_has_its_moment_and_a_result_taken_back_is_gone():
    walk = Review5().publicised()
    end = Notice.objects.get(pk=walk.notice.pk).publicity_ends_at + datetime.timedelta(seconds=1)
    award(walk.challenge, by=CLOCK, at=end)
    (row,) = read(walk)["results"]
    assert (row["slot"], row["notice_id"]) == (1, walk.notice.pk)
    assert row["awarded_at"]
    assert row["sign_by"] > row["awarded_at"]
    walk.challenge.state = "proposed"
    walk.challenge.save()
    assert read(walk, walk.officer)["results"] == []


def test_how_many_lie_sealed_is_for_lead_firm_and_organiser():
    walk = Review5(proposals=0)
    complete_proposal(walk.challenge, state="submitted")
    complete_proposal(walk.challenge, state="draft")
    for viewer in (walk.officer, walk.signer):
        assert read(walk, viewer)["sealed"] == 1
    for viewer in (None, stranger(), stranger("organiser")):
        assert "sealed" not in read(walk, viewer)
