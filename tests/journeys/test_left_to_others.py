"""Beside the place of an act stands why it is not this person's: their own matter, their own work, run by them before.

The rows are those of `test_forbidden.py`, where the act itself is refused; here its page is opened before anybody acts.
"""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext

from accounts.acting import acting_as
from accounts.models import User
from challenges.core.access.motion import ANSWERS
from challenges.core.actions import motion as motions
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.noun import NOUNS
from challenges.core.queries.withheld import withheld
from frontend.core.views.motion import place
from frontend.kit import pages
from notifications import clock
from tests.core.test_account_acts import ARRANGED
from tests.factories import forbidden as world
from tests.factories.accounts import ExpertFactory, acting
from tests.journeys import forbidden_matters, forbidden_pairs
from tests.journeys.forbidden_matters import FORBIDDEN
from tests.journeys.test_forbidden import enter

pytestmark = pytest.mark.django_db
TYPED = (
    "with oneself",
    "of oneself: panel",
    "ask_opinion",
    "lending",
    "giving",
    "taking",
    "order of approval",
    "whom it gives",
)


@pytest.fixture(autouse=True)
def pages_are_known():
    """Which page shows a noun is known once the addresses are read, as the first request does."""
    reverse("desk")


def reading(client, who, address, language):
    """Return a page as somebody reads it in a language, on one line."""
    User.objects.filter(pk=who.user_id).update(language=language)
    enter(client, who)
    client.cookies["language"] = language
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def said_of(who, row, language):
    """Return the reasons why this person leaves acts on a row to others, as they stand in a page."""
    viewer = acting_as(User.objects.get(pk=who.user_id), who.organisation_id, at=clock.now())
    with translation.override(language):
        return [escape(" ".join(one.why.split())) for one in withheld(viewer, row)]


# What of the table is known before anybody types: the others are found out by what a form says.
BEFORE = [name for name in FORBIDDEN if not any(part in name for part in TYPED)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", BEFORE)
def test_the_page_says_beside_the_place_why_somebody_may_not(client, name, language):
    who, address, _form, said, row = FORBIDDEN[name]()
    row.refresh_from_db()
    shown = pages.subject(row)
    assert any(said in why for why in said_of(who, shown, "zh-hans"))
    page = reading(client, who, pages.address(who, row), language)
    assert all(why in page for why in said_of(who, shown, language))
    assert f'action="{address}"' not in page


# Where an act of two begins, if not on the page of its row.
PLACES = {
    "panel.set_aside": "/panels/{row.pk}/conflicts/",
    "organisation.invite": "/organisation/",
    "organisation.grant_delegation": "/organisation/",
    "organisation.verify": "/verification/",
    "organisation.reword_notice": "/organisation/notices/",
}


def prepared(act, row, whose, by):
    """Let an act wait for its second person, whatever it would do."""
    now = timezone.now()
    return Motion.objects.create(
        act=act,
        subject_id=row.pk,
        subject_version=getattr(row, "version", 0),
        timeline=row.chain,
        organisation_id=whose,
        prepared_by=by.user,
        due_at=now + world.DAY,
        created_at=now,
        updated_at=now,
    )


def of_noun(name):
    """Return a row on which an act of two is prepared, and who prepared it."""
    noun, _dot, verb = name.partition(".")
    walk = world.composed() if noun == "panel" else world.publicised()
    by = walk.admin
    if verb == "choose_anew":
        by = acting(walk.challenge.lead, "signer", "tech_lead")
    if verb == "extend":
        walk.challenge.state = "accepting"
        walk.challenge.save()
    row = walk.challenge if noun == "challenge" else forbidden_matters.row_of(walk, noun)
    return row, by


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(ACTS))
def test_whoever_prepared_an_act_of_two_reads_beside_its_place_that_another_confirms_it(client, name, language):
    act = ACTS[name]
    row, by = ARRANGED[name]()[0:3:2] if act.subject else of_noun(name)
    ExpertFactory()
    prepared(name, row, act.whose(row, by), by)
    page = reading(client, by, PLACES.get(name, "").format(row=row) or place(by, row), language)
    with translation.override(language):
        words = gettext("你已提请“%(act)s”，须由另一位有权限的同事复核；提请人自己不能复核。") % {"act": act.label}
    assert escape(words) in page


def test_whoever_a_motion_is_about_reads_on_it_that_another_answers_it(client):
    (me, row, given), approver, _member = forbidden_pairs.preparing("organisation.grant_delegation")
    given["grantee"] = approver.user
    motion = motions.prepare(ACTS["organisation.grant_delegation"], row, by=me, at=clock.now(), **given)
    page = reading(client, approver, f"/motions/{motion.pk}/", "zh-hans")
    assert "这件事与您本人有关，请由其他同事办理。" in page and f"/acts/motion/{motion.pk}/confirm/" not in page


def test_every_step_that_takes_two_pairs_of_eyes_is_in_the_table():
    tried = {name.partition(" ")[0] for name in FORBIDDEN} | {f"motion.{verb}" for verb in ANSWERS}
    steps = [(noun.name, step) for noun in NOUNS.values() for step in noun.table.steps]
    assert {f"{noun}.{step.verb}" for noun, step in steps if step.four_eyes} - tried == set()
    assert {f"{noun}.{step.verb}" for noun, step in steps if step.two} - set(ACTS) == set()
