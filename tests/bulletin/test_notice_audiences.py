"""Who is told of a review and of its decision: everybody concerned, in their language, and nobody an expert's name."""

import datetime

import pytest
from django.utils import translation

from accounts.acting import CLOCK
from challenges.award.actions import award as awards
from challenges.award.actions import objection as objections
from challenges.award.notices.challenge_award import publicised_and_lead
from challenges.bulletin.actions import notice as notices
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.actions import seat as seats
from challenges.review.models import Review
from notifications import registry, relay, wording
from notifications.models import Event, InboxItem
from tests.factories.review import Review5, member_of, objected, stranger

pytestmark = pytest.mark.django_db


def told(walk):
    """Dispatch everything and return who was told of what: {event name: {user id}}."""
    relay.dispatch(walk.at)
    assert not Event.objects.filter(dispatched_at=None).exists()
    found = {}
    for item in InboxItem.objects.select_related("event"):
        found.setdefault(item.event.name, set()).add(item.person_id)
        for language in ("zh-hans", "en"):
            words = wording.put(item.event.name, item.facts, language=language, reason=item.reason)
            assert words.subject and words.body
            with translation.override(language):
                text = words.subject + words.body
            if language == "en" and not item.event.name.startswith("proposal."):
                for value in sorted(map(str, item.facts.values()), key=len, reverse=True):
                    text = text.replace(value, "")
                assert not [char for char in text if "一" <= char <= "鿿"], (item.event.name, text)
    return found


def test_everybody_concerned_is_told_and_no_expert_is_named():
    walk = Review5(reserves=1)
    for n, one in enumerate([*walk.experts, *walk.reserves]):
        one.user.name = f"专家甲乙{n}"
        one.user.save()
    firms = [member_of(proposal) for proposal in walk.proposals]
    walk.publicised()
    outsider = stranger()
    objection = objected(walk.challenge, by=outsider, at=walk.at)
    objections.register(objection, by=walk.notice_officer, at=walk.at)
    objections.dismiss(objection, by=walk.admin, at=walk.at, decision="查无实据")
    after = walk.challenge.publicity_ends_at + datetime.timedelta(seconds=1)
    walk.challenge.refresh_from_db()
    awards.award(walk.challenge, by=CLOCK, at=after)
    notices.end(walk.notice, by=CLOCK, at=after)
    found = told(walk)

    experts = {one.user_id for one in walk.experts}
    firm, other = (one.user_id for one in firms)
    officers = {walk.officer.user_id, walk.admin.user_id}
    objection_desk = {walk.notice_officer.user_id, walk.admin.user_id, walk.supervisor.user_id}
    signer = walk.signer.user_id
    assert found["seat.invited"] == experts
    assert found["seat.accepted"] == officers
    assert found["panel.scoring_begun"] == experts
    assert found["panel.locked"] == {*officers, walk.supervisor.user_id}
    assert found["challenge.review_begun"] == {firm, other, signer}
    assert found["challenge.proposed"] == {signer}
    # Told late, an approval that was given meanwhile is asked of nobody.
    assert "decision.opened" not in found and "decision.approved" not in found
    assert found["decision.completed"] == {walk.notice_officer.user_id, walk.admin.user_id, signer}
    assert found["challenge.feedback_given"] == {firm, other}
    assert found["notice.prepared"] == {walk.admin.user_id}
    assert found["challenge.publicity_begun"] == {firm, other, signer}
    assert found["objection.filed"] == {outsider.user_id, *objection_desk}
    assert found["challenge.stayed"] == {firm, signer}
    assert found["objection.registered"] == {outsider.user_id}
    assert found["objection.dismissed"] == {outsider.user_id, *(objection_desk - {walk.admin.user_id})}
    assert found["challenge.resumed"] == {firm, signer}
    assert found["challenge.awarded"] == {firm, other, signer}

    names = {one.user.name for one in walk.experts}
    for item in InboxItem.objects.filter(person_id__in=[firm, other, signer]):
        assert not [name for name in names if name in str(item.facts)]


def test_without_a_posted_publicity_no_firm_counts_as_named_by_it():
    walk = Review5()
    for proposal in walk.proposals:
        member_of(proposal)
    event = Event(name="challenge.stayed", noun="challenge", subject_id=walk.challenge.pk, at=walk.at)
    assert {one.user_id for one in publicised_and_lead(event)} == {walk.signer.user_id}


def test_the_expert_and_the_officers_are_told_of_seats_and_returns():
    walk = Review5(reserves=1).invited()
    expired, declined, replaced, *_rest = walk.experts
    seats.decline(walk.seat_of(declined), by=declined, at=walk.at, reason="dates")
    seats.expire(walk.seat_of(expired), by=CLOCK, at=walk.at + datetime.timedelta(hours=49))
    seats.replace(walk.seat_of(replaced), by=walk.officer, at=walk.at, reason="调整")
    found = told(walk)
    officers = {walk.officer.user_id, walk.admin.user_id}
    assert found["seat.declined"] == officers
    assert found["seat.expired"] == {*officers, expired.user_id}
    assert found["seat.replaced"] == {replaced.user_id}


def test_a_reopening_is_told_to_the_supervisor():
    walk = Review5().locked()
    panels.reopen(walk.panel, by=walk.officer, at=walk.at, reason="计分有误")
    review = Review.objects.first()
    panels_due = {"due": walk.at.isoformat(), "days": 1, "overdue": True}
    relay.dispatch(walk.at)
    InboxItem.objects.all().delete()
    walk_event(walk.panel, "panel.scoring_due", panels_due, walk.at)
    found = told(walk)
    assert found["panel.scoring_due"] == {
        *(one.user_id for one in walk.experts),
        walk.officer.user_id,
        walk.admin.user_id,
    }
    reviews.submit(review, by=walk.experts[0], at=walk.at)
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="请补充评语")
    assert told(walk)["review.returned"] == {walk.experts[0].user_id}
    assert Event.objects.filter(name="panel.reopened").get().facts["round"] == 2


def walk_event(subject, name, facts, at):
    from notifications.events import record

    record(name, subject=subject, by=CLOCK, at=at, facts=facts)


def test_every_event_of_these_tables_has_a_notice_or_is_silent():
    from challenges.core.noun import NOUNS

    mine = [NOUNS[noun].table for noun in ("panel", "seat", "review", "decision", "notice", "objection")]
    events = {step.event for table in mine for step in table.steps} | {a.event for table in mine for a in table.alarms}
    assert {name for name in events if not registry.is_declared(name)} == set()
