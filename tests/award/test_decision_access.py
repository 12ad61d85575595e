"""Who reads a decision, who is asked for an approval, and who is told how it ended."""

import pytest

from accounts.acting import CLOCK, PUBLIC
from challenges.award.access.decision import visible_to
from challenges.award.actions import decision as decisions
from challenges.award.queries.decision import progress
from challenges.core.gate import NotAllowed
from notifications import registry, relay
from notifications.models import InboxItem
from tests.award.test_decision_actions import refused
from tests.factories.accounts import acting
from tests.factories.review import Review5, member_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Review5().chosen()


def test_only_the_organisers_people_read_the_record(walk):
    other = acting(Review5().challenge.organiser, "batch_admin", "review_officer", "supervisor")
    people = {
        "officer": walk.officer,
        "admin": walk.admin,
        "supervisor": walk.supervisor,
        "notice": walk.notice_officer,
        "lead": walk.signer,
        "applicant": member_of(walk.proposals[0]),
        "expert": walk.experts[0],
        "stranger": stranger(),
        "other": other,
        "public": PUBLIC,
        "clock": CLOCK,
    }
    seen = {name for name, viewer in people.items() if visible_to(viewer).filter(challenge=walk.challenge).exists()}
    assert seen == {"officer", "admin", "supervisor", "notice"}
    for name in ("lead", "applicant", "expert", "stranger", "other"):
        decision = walk.decision
        refused(
            "not_allowed",
            decisions.approve,
            decision,
            error=NotAllowed,
            by=people[name],
            at=walk.at,
            read=decision.digest,
        )
        refused("not_allowed", decisions.put_forward, walk.challenge, error=NotAllowed, by=people[name], at=walk.at)
    refused("already_open", decisions.put_forward, walk.challenge, by=walk.officer, at=walk.at)
    far = progress(walk.signer, walk.challenge)
    assert (far.decision.state, far.taken, far.steps, far.pk) == ("pending", 0, 2, None)
    assert progress(walk.officer, walk.challenge).pk == walk.decision.pk


def test_the_approver_whose_turn_it_is_is_told_and_nobody_else(walk):
    relay.dispatch(walk.at)
    asked = InboxItem.objects.filter(event__name="decision.opened")
    assert {item.person_id for item in asked} == {walk.officer.user_id}
    walk.approved(walk.officer)
    relay.dispatch(walk.at)
    asked = InboxItem.objects.filter(event__name="decision.approved")
    assert {item.person_id for item in asked} == {walk.approver.user_id}
    walk.approved(walk.approver)
    relay.dispatch(walk.at)
    done = InboxItem.objects.filter(event__name="decision.completed")
    assert {item.person_id for item in done} == {walk.signer.user_id, walk.notice_officer.user_id, walk.admin.user_id}
    for verb in ("opened", "approved", "sent_back", "completed", "voided"):
        assert registry.is_declared(f"decision.{verb}")
