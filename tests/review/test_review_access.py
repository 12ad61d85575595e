"""Who sees panels, seats, reviews, results, notices and objections: literally this, and nobody else."""

import datetime

import pytest

from accounts.acting import CLOCK, PUBLIC
from challenges.award.access import objection as objection_access
from challenges.award.actions import publicity
from challenges.bulletin import access as notice_access
from challenges.bulletin.actions import notice as notices
from challenges.review.access import review as review_access
from challenges.review.actions import seat as seats
from challenges.review.models import Result, Review
from tests.factories.accounts import OrganisationFactory, acting, operator
from tests.factories.review import Review5, expert, member_of, objected, stranger

pytestmark = pytest.mark.django_db


def people(walk):
    """Return everybody who might look, by name."""
    organiser = walk.challenge.organiser
    return {
        "public": PUBLIC,
        "stranger": stranger(),
        "operator": operator(),
        "lead": walk.signer,
        "applicant": member_of(walk.proposals[0]),
        "other_applicant": member_of(walk.proposals[1]),
        "expert": walk.experts[1],
        "outside_expert": expert(),
        "checker": acting(organiser, "checker"),
        "review_officer": walk.officer,
        "notice_officer": walk.notice_officer,
        "batch_admin": walk.admin,
        "supervisor": walk.supervisor,
        "other_organiser": acting(OrganisationFactory(kind="organiser"), "review_officer", "batch_admin"),
        "clock": CLOCK,
    }


WATCHERS = {"review_officer", "notice_officer", "batch_admin", "supervisor"}


def seers(walk, visible, **where):
    """Return the names of those for whom the row exists, with how many of it they see."""
    return {name: count for name, viewer in people(walk).items() if (count := visible(viewer).filter(**where).count())}


def everybody(names, count):
    return dict.fromkeys(names, count)


def test_a_panel_being_composed_is_the_officers_alone():
    walk = Review5(reserves=1).composed()
    assert seers(walk, review_access.panels_visible_to) == everybody({*WATCHERS, "clock"}, 1)
    assert seers(walk, review_access.seats_visible_to) == everybody({*WATCHERS, "clock"}, 6)


def test_an_invited_expert_sees_their_panel_and_their_own_seat():
    walk = Review5(reserves=1).invited()
    assert seers(walk, review_access.panels_visible_to) == everybody({*WATCHERS, "clock", "expert"}, 1)
    assert seers(walk, review_access.seats_visible_to) == {**everybody({*WATCHERS, "clock"}, 6), "expert": 1}
    one = walk.experts[1]
    seats.replace(walk.seat_of(one), by=walk.officer, at=walk.at)
    assert "expert" not in seers(walk, review_access.panels_visible_to)
    assert "expert" not in seers(walk, review_access.seats_visible_to)


def test_reviews_are_their_writers_and_the_officers_and_marks_only_after_the_lock():
    walk = Review5().scoring()
    assert seers(walk, review_access.visible_to) == {**everybody({*WATCHERS, "clock"}, 10), "expert": 2}
    review = walk.review_of(walk.experts[1], walk.proposals[0])
    assert review_access.scores_open(walk.experts[1], review)
    assert not review_access.scores_open(walk.officer, review)
    assert not review_access.scores_open(walk.experts[2], review)
    Review.objects.filter(pk=review.pk).update(state="recused")
    assert seers(walk, review_access.visible_to, pk=review.pk) == everybody({*WATCHERS, "clock"}, 1)
    walk = Review5().locked()
    assert review_access.scores_open(walk.officer, walk.review_of(walk.experts[1], walk.proposals[0]))


def test_results_open_step_by_step():
    locked = Review5().locked()
    mine = {"panel": locked.panel}
    assert seers(locked, review_access.results_visible_to, **mine) == everybody({*WATCHERS, "clock"}, 2)
    proposed = Review5().proposed()
    mine = {"panel": proposed.panel}
    assert seers(proposed, review_access.results_visible_to, **mine) == everybody({*WATCHERS, "clock", "lead"}, 2)
    posted = Review5().publicised()
    mine = {"panel": posted.panel}
    inside = everybody({*WATCHERS, "clock", "lead"}, 2)
    before = posted.challenge.feedback_at - datetime.timedelta(seconds=1)
    assert seers(posted, review_access.results_visible_to, **mine) == inside
    assert seers(posted, lambda viewer: review_access.results_visible_to(viewer, before), **mine) == inside
    assert seers(posted, lambda viewer: review_access.results_visible_to(viewer, posted.at), **mine) == {
        **everybody({*WATCHERS, "clock", "lead"}, 2),
        "applicant": 1,
        "other_applicant": 1,
    }
    assert Result.objects.count() == 6


def test_a_draft_is_its_issuers_and_a_posted_notice_everybodys():
    walk = Review5().decided()
    draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    issuers = {*WATCHERS, "checker", "clock"}
    assert seers(walk, notice_access.visible_to, pk=draft.pk) == everybody(issuers, 1)
    notices.post(draft, by=walk.admin, at=walk.at)
    assert seers(walk, notice_access.visible_to, pk=draft.pk) == everybody(people(walk), 1)


def test_an_objection_is_the_objectors_and_the_organisers():
    walk = Review5().publicised()
    objector = stranger()
    objected(walk.challenge, by=objector, at=walk.at)
    visible = objection_access.visible_to
    assert seers(walk, visible) == everybody({*WATCHERS, "checker", "clock"}, 1)
    assert visible(objector).count() == 1
