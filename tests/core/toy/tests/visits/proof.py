"""Everything the house gives a noun, tried on visits. Run by `tests/core/test_toy_noun.py` in a copy of the house."""

from pathlib import Path

import pytest
from challenges.visits.actions import agree
from challenges.visits.models import Visit
from django.core.management import call_command
from django.db import connection

import challenges
from accounts.acting import CLOCK
from challenges.core import deadlines, reminders
from challenges.core.gate import NotAllowed, Refused
from challenges.core.noun import NOUNS
from challenges.core.policy import may
from challenges.management.commands import lifecycle
from frontend.kit.events import event_name
from notifications.clock import now
from notifications.dispatching import dispatch
from notifications.models import Event, InboxItem
from notifications.wording import put
from tests.core.test_api_journey import send, verbs
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, BatchFactory
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db

AT = now()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The toy has no migration: its table is made after those of the house."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Visit)


@pytest.fixture
def visit():
    return Visit.objects.create(
        batch=BatchFactory(), firm=OrganisationFactory(), due_at=AT + 2 * DAY, created_at=AT, updated_at=AT
    )


@pytest.fixture
def officer(visit):
    return acting(visit.batch.organiser, "batch_admin")


@pytest.fixture
def handler(visit):
    return acting(visit.firm, "handler")


def test_this_is_the_copy():
    assert Path(challenges.__file__).parents[1] == Path.cwd()


def test_django_and_the_register_know_it():
    assert (Visit._meta.label, NOUNS["visit"].model) == ("challenges.Visit", Visit)
    call_command("check")


def test_the_table_is_drawn():
    assert "visit.answer_due" in lifecycle.page()


def test_the_policy_answers_and_the_gate_keeps_it(visit, officer, handler):
    assert may(officer, "agree", visit) and may(CLOCK, "lapse", visit) and not may(handler, "agree", visit)
    with pytest.raises(NotAllowed):
        agree(visit, by=handler, at=AT, place="厂区")
    agree(visit, by=officer, at=AT, place="厂区")
    with pytest.raises(Refused):
        agree(visit, by=officer, at=AT, place="厂区")
    assert Event.objects.get().name == "visit.agreed"


def test_the_page_offers_the_act_and_takes_it(client, visit, officer, handler):
    address, act = f"/visits/{visit.pk}/", f"/acts/visit/{visit.pk}/agree/"
    client.force_login(handler.user)
    assert act not in client.get(address).content.decode()
    client.force_login(officer.user)
    page = client.get(address).content.decode()
    assert act in page and "st-wait" in page and event_name("visit.agreed") == "约定走访"
    refused = client.post(act, {"version": visit.version, "agree-place": " "})
    assert refused.status_code == 422 and "<details" in refused.content.decode()
    done = client.post(act, {"version": visit.version, "agree-place": "厂区"})
    assert (done.status_code, done["Location"]) == (302, address)
    assert "st-ok" in client.get(address).content.decode()
    client.force_login(acting(OrganisationFactory(), "handler").user)
    assert client.get(address).status_code == client.post(act).status_code == 404


def test_the_interface_has_the_same_act(visit, officer, handler):
    address = f"/api/v1/visits/{visit.pk}/"
    assert client_of(handler).get(address).json() == {"id": visit.pk, "state": "asked", "place": "", "can": []}
    client = client_of(officer)
    assert verbs(client.get(address).json()) == ["agree"]
    done = send(client, "post", f"visits/{visit.pk}/agreement/", {"place": "厂区"})
    assert (done.status_code, done.json()["state"]) == (200, "agreed")
    assert "/api/v1/visits/{id}/agreement/" in client.get("/api/v1/schema/?format=json").json()["paths"]


def test_people_are_told(visit, officer, handler):
    agree(visit, by=officer, at=AT, place="厂区")
    dispatch(at=AT)
    item = InboxItem.objects.get()
    assert (item.person, item.url) == (handler.user, f"/visits/{visit.pk}/")
    assert put("visit.agreed", {"place": "厂区"}).subject == "走访已约定：厂区"


def test_the_clock_takes_its_step_and_reminds_before(visit, officer):
    reminders.give_reminders(AT + DAY)
    deadlines.take_due_steps(AT + DAY)
    visit.refresh_from_db()
    assert visit.state == "asked"
    deadlines.take_due_steps(AT + 3 * DAY)
    visit.refresh_from_db()
    assert visit.state == "lapsed"
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == ["visit.answer_due", "visit.lapsed"]
