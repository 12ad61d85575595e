"""The record of a challenge says in words what was done, to which row, and by whose hand; in both languages."""

import re

import pytest
from django.utils.translation import gettext, override

from accounts.acting import CLOCK, Acting
from challenges.core.noun import NOUNS, names_of, tables
from challenges.listing.queries.timeline import ORGANISER, QUIET, timeline
from frontend.core.views.sandbox import word
from frontend.kit.events import event_name
from notifications.events import record
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.world import build

from .test_every_event import recorded

CHINESE = re.compile(r"[一-鿿]")
SHOWN = sorted(name for name in recorded() if name.startswith(ORGANISER) and name not in QUIET)
# What its own facts name: a motion says the act it is about, and the challenge is the page itself.
NAMED_ELSEWHERE = {"challenge", "motion"}
TIMED = sorted((table.noun, step.verb) for table in tables() for step in table.steps if step.due)


@pytest.mark.parametrize("name", SHOWN)
def test_every_entry_has_a_name_in_both_languages(name):
    with override("zh-hans"):
        assert CHINESE.search(event_name(name)) and "." not in event_name(name)
    with override("en"):
        assert not CHINESE.search(event_name(name)) and "." not in event_name(name)


@pytest.mark.parametrize("noun", sorted({name.partition(".")[0] for name in SHOWN} & set(NOUNS) - NAMED_ELSEWHERE))
def test_every_entry_says_which_row_it_is_about(noun):
    assert NOUNS[noun].called


@pytest.mark.django_db
def test_what_rows_are_called_stands_in_their_columns():
    for noun in NOUNS.values():
        assert list(noun.model.objects.values_list("pk", *noun.called)) is not None


@pytest.mark.parametrize(("noun", "verb"), TIMED)
def test_what_the_clock_will_do_is_said_in_words(noun, verb):
    with override("zh-hans"):
        assert word(noun, verb) != gettext("到时办理的一步") and "." not in word(noun, verb)


@pytest.mark.django_db
def test_a_record_names_rows_only_to_whom_may_see_them_and_tells_the_clock_from_a_hidden_hand():
    world = build()
    challenge, officer = world.objects["challenge"], world.people["officer"]
    seat = names_of("question", officer, world.objects["challenge"].questions.values_list("pk", flat=True))
    assert seat and all(seat.values())
    assert names_of("proposal", Acting(), [world.objects["draft"].pk]) == {}
    assert names_of("nothing", officer, [1]) == names_of("motion", officer, [1]) == {}
    entries = timeline(challenge, {"organiser"}, officer)
    for event in Event.objects.of_chain(challenge.chain).filter(actor=None):
        mine = [one for one in entries if one.name == event.name and not one.who]
        assert {one.hand for one in mine} <= {"clock", "system"}
    asked = [one for one in timeline(challenge, {"lead"}, officer) if one.name == "challenge.question_asked"]
    assert all(one.hand == "hidden" and one.who == "" for one in asked)
    assert timeline(challenge, set(), officer) == []


@pytest.mark.django_db
def test_what_followed_from_a_persons_act_is_not_the_clocks_and_ones_own_answers_have_their_names():
    challenge = accepting_challenge()
    officer, lead = acting(challenge.organiser, "batch_admin"), acting(challenge.lead, "handler")
    timed = sorted({step.event for table in tables() for step in table.steps if step.due and table.noun == "challenge"})
    at = challenge.updated_at
    record("challenge.corrected", subject=challenge, by=officer, at=at)
    record(timed[0], subject=challenge, by=CLOCK, at=at)
    record(timed[0], subject=challenge, by=CLOCK, at=at + DAY)
    record("question.answered", subject=challenge, by=lead, at=at + DAY)
    newest = timeline(challenge, {"lead"}, lead)
    assert [(one.hand, one.who, one.behind) for one in newest] == [
        ("person", lead.user.name, ""),
        ("clock", "", ""),
        ("system", "", officer.user.name),
        ("person", officer.user.name, ""),
    ]
