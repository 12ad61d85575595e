"""Objections over the interface: what is refused has its field and code, and only the desk reads the registration."""

import pytest

from challenges.award.models import Objection
from tests.core.test_api_journey import send
from tests.factories.accounts import UserFactory, acting
from tests.factories.review import OBJECTION, Review5, objected, stranger
from tests.factories.texts import read_now
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch):
    found = Review5().publicised()
    monkeypatch.setattr("challenges.award.api.objection.now", lambda: found.at)
    return found


def test_filler_is_refused_by_field_and_nobody_unknown_files(walk):
    url = f"challenges/{walk.challenge.pk}/objections/"
    by, said = client_of(stranger()), OBJECTION | read_now("objection", walk.challenge.organiser_id)
    refused = send(by, "post", url, said | {"text": "x", "source": "12", "matter": "other"})
    assert (refused.status_code, Objection.objects.count()) == (422, 0)
    assert {one["field"]: one["code"] for one in refused.json()["errors"]} == {
        "text": "no_substance",
        "source": "no_source",
        "matter_text": "required",
    }
    assert send(by, "post", url, said | {"name": "王某"}).status_code == 422
    unknown = send(client_of(acting(stranger().organisation, "handler", user=UserFactory(name="x"))), "post", url, said)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "unknown_person")


def test_the_desk_reads_the_firm_and_the_note_and_the_objector_no_note(walk):
    by = stranger()
    row = objected(walk.challenge, at=walk.at, by=by)
    url = f"objections/{row.pk}/registration/"
    note = "已向检测机构发函核对报告编号"
    assert send(client_of(walk.notice_officer), "post", url, {"note": note}).status_code == 200
    desk, theirs = (client_of(who).get(f"/api/v1/objections/{row.pk}/").json() for who in (walk.admin, by))
    firm = {"id": by.organisation_id, "name": by.organisation.name, "verified": True}
    assert (desk["organisation"], desk["register_note"], desk["name"]) == (firm, note, by.user.name)
    assert "register_note" not in theirs and theirs["matter"] == "truth"
    assert "dismiss" in {act["verb"] for act in desk["can"]}
    first = client_of(walk.notice_officer).get(f"/api/v1/objections/{row.pk}/").json()
    assert "dismiss" not in {act["verb"] for act in first["can"]}
