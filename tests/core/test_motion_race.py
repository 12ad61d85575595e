"""Two officers at the same moment: one motion is made, and what is confirmed happens once."""

from challenges.core.actions import motion as motions
from challenges.core.gate import Refused
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, accepting_challenge
from tests.races import MARKS, at_once

pytestmark = MARKS
HANDS = 8
EXTEND = ACTS["challenge.extend"]


def extension(by, challenge):
    row = Challenge.objects.get(pk=challenge.pk)
    return motions.prepare(EXTEND, row, by=by, at=NOW, closes_at=row.closes_at + 5 * DAY, reason="设备停机")


def told(results, kind):
    assert all(isinstance(one, (kind, Refused)) for one in results), results
    return sum(isinstance(one, kind) for one in results), {one.code for one in results if isinstance(one, Refused)}


def test_the_same_act_is_prepared_once():
    challenge = accepting_challenge()
    officers = [acting(challenge.organiser, "batch_admin") for _ in range(HANDS)]
    results = at_once(*[lambda by=by: extension(by, challenge) for by in officers])
    assert told(results, Motion) == (1, {"motion_open"})
    assert Event.objects.filter(name="motion.prepared").count() == 1


def test_it_is_confirmed_once():
    challenge = accepting_challenge()
    motion = extension(acting(challenge.organiser, "batch_admin"), challenge)
    officers = [acting(challenge.organiser, "approver") for _ in range(HANDS)]

    def confirming(by):
        return lambda: motions.confirm(Motion.objects.get(pk=motion.pk), by=by, at=NOW)

    results = at_once(*map(confirming, officers))
    assert told(results, Motion) == (1, {"wrong_state"})
    challenge.refresh_from_db()
    assert challenge.extensions == 1
    assert Event.objects.filter(name="challenge.extended").count() == 1
