"""Somebody acts while an act is taken back: one of the two happens, never both."""

from challenges.core.actions.take_back import take_back
from challenges.core.gate import LostUpdate, Refused
from challenges.listing.actions.challenge_check import ask_opinion, pass_check
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.accounts import ExpertFactory, UserFactory, acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory
from tests.races import MARKS, at_once

pytestmark = MARKS


def test_either_it_is_taken_back_or_somebody_has_acted_on_it():
    for _round in range(4):
        need = ChallengeFactory(state="formal_check", prepared_by=UserFactory(), due_at=NOW + 5 * DAY)
        checker, colleague = (acting(need.organiser, "checker") for _n in range(2))
        expert = ExpertFactory().user.pk
        pass_check(need, by=checker, at=NOW)

        def again(need=need):
            return Challenge.objects.get(pk=need.pk)

        results = at_once(
            lambda again=again, by=checker: take_back(again(), by=by, at=NOW),
            lambda again=again, by=colleague, expert=expert: ask_opinion(again(), by=by, at=NOW, experts=[expert]),
        )
        refused = [one for one in results if isinstance(one, Refused | LostUpdate)]
        assert len(refused) == 1, results
        taken = Event.objects.filter(name="challenge.taken_back", subject_id=need.pk).count()
        asked = again().opinions.count()
        assert (taken, asked) in ((1, 0), (0, 1))
        assert again().state == ("formal_check" if taken else "argumentation")
