"""A whole call with five challenges, by pages alone: copied from the last one, its rules set, needs checked in bulk
and one returned, published by one notice, one corrected, closed, qualified in bulk with one cure, reviewed, decided by
three, one publicity for all, one objection dismissed, five awards."""

import pytest

from challenges.award.models import Award
from challenges.listing.models import Challenge
from tests.frontend import chromium

from .call_begun import TITLES, apply, check, copy_call, correct, publish_together, write
from .call_decided import decide, object_and_dismiss, publicise, qualify, review
from .steps import advance_until
from .walker import Walker

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
# Who applies for which challenge, by its place in the list.
APPLICANTS = (("S01", "S02"), ("S01",), ("S02",), ("S03",), ("S03",))


def test_a_call_from_its_copy_to_five_awards(town, live_server):
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        batch = copy_call(walker, town)
        for title in TITLES:
            write(walker, town, batch, title)
        challenges = list(Challenge.objects.order_by("pk"))
        check(walker, town, batch, challenges)
        publish_together(walker, town, batch, challenges)
        correct(walker, town, challenges[0])
        advance_until(walker, challenges[0], "accepting")
        for challenge, firms in zip(challenges, APPLICANTS, strict=True):
            for firm in firms:
                apply(walker, town, challenge, firm)
        advance_until(walker, challenges[0], "qualification")
        qualify(walker, town, batch, challenges)
        review(walker, town, challenges)
        decide(walker, town, challenges)
        publicise(walker, town, batch, challenges)
        object_and_dismiss(walker, town, challenges[1])
        for challenge in challenges:
            advance_until(walker, challenge, "awarded")
        assert Award.objects.count() == 5
        assert walker.faults == []
