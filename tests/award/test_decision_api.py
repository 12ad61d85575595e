"""Decisions, the moment of the feedback and the panel's vote over the API alone."""

import datetime

import pytest

from challenges.listing.models import Challenge
from challenges.review.models import Panel
from notifications import clock
from tests.core.test_api_journey import send, verbs
from tests.factories.challenges import set_rules
from tests.factories.review import Review5, member_of, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def test_a_choice_is_approved_on_the_version_that_was_read():
    walk = Review5().chosen()
    officer = client_of(walk.officer, "submit")
    row = officer.get(f"/api/v1/decisions/?challenge_id={walk.challenge.pk}").json()["items"][0]
    url = f"decisions/{row['id']}/"
    shown = officer.get(f"/api/v1/{url}").json()
    assert (shown["digest"], verbs(shown)) == (row["digest"], ["approve", "send_back"])
    stale = send(officer, "post", f"{url}approval/", {"digest": "0" * 64})
    assert (stale.status_code, stale.json()["current"]) == (412, row["digest"])
    assert send(officer, "post", f"{url}approval/", {"digest": row["digest"], "opinion": "同意"}).status_code == 200
    approver, admin = client_of(walk.approver, "submit"), client_of(walk.admin, "submit")
    done = send(approver, "post", f"{url}approval/", {"digest": row["digest"]}).json()
    assert (done["state"], [step["opinion"] for step in done["approvals"]]) == ("complete", ["同意", ""])
    again = send(admin, "post", f"challenges/{walk.challenge.pk}/decisions/")
    assert (again.status_code, again.json()["code"]) == (409, "already_open")
    for viewer in (walk.signer, member_of(walk.proposals[0]), walk.experts[0], stranger("organiser")):
        client = client_of(viewer)
        assert client.get(f"/api/v1/{url}").status_code == 404
        assert client.get("/api/v1/decisions/").json()["items"] == []


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_for_many(rows, django_assert_num_queries):
    walk = Review5().chosen()
    first = walk.decision
    for number in range(2, rows + 1):
        walk.challenge.decisions.create(
            panel=first.panel, number=number, state="void", created_at=walk.at, updated_at=walk.at
        )
    client = client_of(walk.officer)
    client.get("/api/v1/decisions/")
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/decisions/?limit=50").json()["items"]) == rows


def test_the_feedback_is_read_from_its_moment_and_moved_before_it():
    walk = Review5().publicised()
    moment = clock.now() + datetime.timedelta(days=2)
    Challenge.objects.filter(pk=walk.challenge.pk).update(feedback_at=moment, feedback_due_at=moment)
    firm = client_of(member_of(walk.proposals[1]))
    url = f"proposals/{walk.proposals[1].pk}/"
    assert firm.get(f"/api/v1/{url}feedback/").status_code == 404
    assert firm.get(f"/api/v1/{url}").json()["result"] is None
    later = {"feedback_at": (moment + datetime.timedelta(days=1)).isoformat()}
    moved = send(client_of(walk.notice_officer), "post", f"challenges/{walk.challenge.pk}/feedback-date/", later)
    assert moved.status_code == 200
    Challenge.objects.filter(pk=walk.challenge.pk).update(feedback_at=walk.at)
    shown = firm.get(f"/api/v1/{url}feedback/").json()
    assert (shown["outcome"], shown["rank"], shown["score"], shown["spread"]) == ("reserve", 2, "70.00", None)
    assert firm.get(f"/api/v1/{url}").json()["result"] == {"score": "70.00", "rank": 2, "passed": True}
    set_rules(walk.challenge.batch, {"feedback_rank": 0})
    assert firm.get(f"/api/v1/{url}feedback/").json()["rank"] is None
    assert firm.get(f"/api/v1/{url}").json()["result"]["rank"] is None
    assert client_of(walk.signer).get(f"/api/v1/{url}").json()["result"]["rank"] == 2


def test_the_leader_records_the_vote():
    walk = Review5().marked((75, 75))
    a, b = (proposal.pk for proposal in walk.proposals)
    leader = client_of(walk.experts[0], "submit")
    url = f"panels/{walk.panel.pk}/"
    assert send(leader, "post", f"{url}lock/").json()["code"] == "vote_needed"
    votes = {"votes": [{"proposal_id": a, "votes": 2}, {"proposal_id": b, "votes": 3}]}
    assert send(leader, "post", f"{url}vote/", votes).status_code == 200
    assert send(leader, "post", f"{url}lock/").status_code == 200
    assert Panel.objects.get().results.get(rank=1).proposal_id == b
