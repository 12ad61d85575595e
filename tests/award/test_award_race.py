"""Fifty awards at the same moment: one is made. On PostgreSQL, where writers do not stand in line by themselves."""

import datetime

from accounts.acting import CLOCK
from accounts.errors import Refused
from challenges.award.actions import award as awards
from challenges.award.models import Award, Objection
from challenges.bulletin.models import Notice
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.review import Review5, objected, stranger
from tests.races import MARKS, at_once

pytestmark = MARKS
HANDS = 50


def test_fifty_awards_make_one():
    walk = Review5().publicised()
    after = walk.challenge.publicity_ends_at + datetime.timedelta(seconds=1)

    def award():
        awards.award(Challenge.objects.get(pk=walk.challenge.pk), by=CLOCK, at=after)
        return "awarded"

    results = at_once(*[award] * HANDS)
    assert results.count("awarded") == 1
    assert all(isinstance(result, Refused) for result in results if result != "awarded"), results
    assert (Award.objects.count(), Notice.objects.filter(kind="result").count()) == (1, 1)
    assert Event.objects.filter(name="challenge.awarded").count() == 1


def test_an_objection_in_the_last_second_and_the_award_do_not_both_win():
    walk = Review5().publicised()
    last = walk.challenge.publicity_ends_at
    after = last + datetime.timedelta(seconds=1)
    objectors = [stranger() for _ in range(10)]

    def award():
        awards.award(Challenge.objects.get(pk=walk.challenge.pk), by=CLOCK, at=after)
        return "awarded"

    def objecting(objector):
        def file():
            challenge = Challenge.objects.get(pk=walk.challenge.pk)
            return objected(challenge, by=objector, at=last).number

        return file

    at_once(*[award] * 10, *map(objecting, objectors))
    state = Challenge.objects.get(pk=walk.challenge.pk).state
    numbers = list(Objection.objects.values_list("number", flat=True))
    assert (state == "awarded") == (Award.objects.count() == 1) == (not numbers)
    assert len(numbers) == len(set(numbers))
