"""Tokens on their pages, tokens of an organisation, and what a narrow token may not do."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.acting import acting_by
from accounts.actions import token as tokens
from accounts.actions.checking import Invalid
from accounts.errors import NotAllowed, Refused
from accounts.models import Membership, PersonalToken
from challenges.core.api.areas import TokenArea, routes
from challenges.listing.models import Challenge
from notifications.clock import now
from notifications.models import Event
from tests.factories.accounts import MembershipFactory, OrganisationFactory, acting
from tests.factories.challenges import BatchFactory

pytestmark = pytest.mark.django_db
DAYS = datetime.timedelta(days=30)


def issued(viewer, *, scopes=("read", "write"), roles=("handler",), **more):
    """Return a token of the organisation, and a client that sends it."""
    given = {"name": "需求对接", "scopes": list(scopes), "roles": list(roles), "expires_at": now() + DAYS, **more}
    row, secret = tokens.issue(by=viewer, at=now(), **given)
    return row, client_with(secret)


def client_with(secret) -> Client:
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def admin():
    return acting(OrganisationFactory(kind="lead"), "admin")


def test_it_acts_for_the_organisation_and_is_recorded_under_its_own_name(admin):
    _row, client = issued(admin)
    me = client.get("/api/v1/me/").json()
    assert (me["organisation"]["id"], me["roles"], me["name"]) == (admin.organisation_id, ["handler"], "需求对接")
    at = now()
    batch = BatchFactory(collect_from=at - DAYS, collect_until=at + DAYS)
    made = client.post(
        "/api/v1/challenges/", {"batch_id": batch.pk, "title": "密封件磨损"}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    event = Event.objects.filter(name="challenge.created").get()
    assert (event.organisation_id, event.actor.name) == (admin.organisation_id, "需求对接")
    assert Challenge.objects.get().lead_id == admin.organisation_id


def test_it_outlasts_who_issued_it_and_any_administrator_ends_it(admin):
    row, client = issued(admin)
    Membership.objects.filter(user=admin.user).update(ended_at=now())
    admin.user.set_password("Somebody-else-now-2026")
    admin.user.save()
    assert client.get("/api/v1/me/").status_code == 200
    other = acting(admin.organisation, "admin")
    handler = acting(admin.organisation, "handler")
    foreign = acting(OrganisationFactory(kind="lead"), "admin")
    for viewer in (handler, foreign):
        with pytest.raises(NotAllowed):
            tokens.revoke(row, by=viewer, at=now())
    tokens.revoke(row, by=other, at=now())
    assert client.get("/api/v1/me/").status_code == 401
    assert list(Event.objects.filter(name__startswith="token.").values_list("name", flat=True).order_by("id")) == [
        "token.issued",
        "token.ended",
    ]


def test_it_ends_with_the_standing_of_the_organisation(admin):
    _row, client = issued(admin)
    admin.organisation.verification = "pending"
    admin.organisation.save()
    assert client.get("/api/v1/me/").json()["code"] == "token_void"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"scopes": ["read", "submit"]}, "scopes"),
        ({"roles": ["signer"]}, "roles"),
        ({"roles": ["admin"]}, "roles"),
        ({"roles": []}, "roles"),
        ({"name": " "}, "name"),
    ],
)
def test_no_program_signs_or_manages(admin, given, field):
    with pytest.raises(Invalid) as refused:
        issued(admin, **given)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not PersonalToken.objects.exists()


def test_only_administrators_of_a_verified_organisation_issue_one(admin):
    others = (acting(admin.organisation, "handler", "signer"), acting(OrganisationFactory(kind="organiser"), "checker"))
    for viewer in others:
        with pytest.raises(NotAllowed):
            issued(viewer)
    with pytest.raises(Refused):
        issued(acting(OrganisationFactory(kind="sme", verification="pending"), "admin"))
    row, client = issued(admin)
    again = client.post(
        "/api/v1/tokens/", {"name": "x", "scopes": ["read"], "roles": ["handler"]}, content_type="application/json"
    )
    assert again.status_code == 403
    assert acting_by(row, at=now()).roles == {"handler"}


def test_a_program_is_nobody_who_is_told_or_signs_in(admin, client):
    row, _client = issued(admin)
    assert not row.user.has_usable_password()
    assert row.user.is_program
    assert not row.user.memberships.exists()


@pytest.mark.parametrize(
    ("scopes", "areas", "method", "path", "status"),
    [
        (["read"], [], "get", "challenges/", 200),
        (["read"], ["review"], "get", "challenges/", 403),
        (["read"], ["review"], "get", "panels/", 200),
        (["read"], ["review"], "get", "me/", 200),
        (["read"], ["review"], "get", "regions/", 200),
        (["read", "write"], ["listing"], "post", "inbox/reading/", 403),
        (["read", "write"], ["core"], "post", "inbox/reading/", 200),
        (["read"], [], "post", "challenges/", 403),
        (["read", "write"], ["proposals"], "post", "challenges/", 403),
    ],
)
def test_a_narrow_token_is_told_what_it_lacks(scopes, areas, method, path, status):
    viewer = acting(OrganisationFactory(kind="lead"), "handler")
    _row, secret = tokens.create(by=viewer, at=now(), name="窄", scopes=scopes, areas=areas, expires_at=now() + DAYS)
    answer = getattr(client_with(secret), method)(f"/api/v1/{path}", content_type="application/json")
    assert answer.status_code == status, answer.content
    if status == 403:
        assert answer.json()["code"] == "insufficient_scope"
        assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]


def test_the_page_makes_shows_once_and_ends(client):
    viewer = acting(OrganisationFactory(kind="sme"), "handler")
    client.force_login(viewer.user)
    url = reverse("tokens")
    made = client.post(url, {"name": "报表", "level": "read", "areas": ["listing"], "days": "30"})
    (secret,) = re.findall(r"jb_[\w-]{43}", made.content.decode())
    assert "no-store" in made["Cache-Control"]
    row = PersonalToken.objects.get()
    assert (row.scopes, row.areas, (row.expires_at - row.created_at).days) == (["read"], ["listing"], 30)
    assert client_with(secret).get("/api/v1/challenges/").status_code == 200
    shown = client.get(url).content.decode()
    assert secret not in shown
    assert "报表" in shown
    refused = client.post(url, {"name": "", "level": "all", "days": "9999"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"name", "level", "days"}
    client.post(reverse("token_end", args=[row.pk]))
    assert client_with(secret).get("/api/v1/challenges/").status_code == 401


def test_the_page_of_the_organisation_is_for_its_administrators(client):
    firm = OrganisationFactory(kind="sme")
    url = reverse("organisation_tokens")
    client.force_login(acting(firm, "handler").user)
    assert client.get(url).status_code == 404
    client.force_login(acting(firm, "admin").user)
    made = client.post(url, {"name": "系统", "level": "write", "roles": ["handler"], "days": "90"})
    assert made.status_code == 200, made.context["form"].errors
    row = PersonalToken.objects.get()
    assert (row.of_organisation, row.roles, row.scopes) == (True, ["handler"], ["read", "write"])
    other = Client()
    other.force_login(MembershipFactory(organisation=firm, roles=["admin"]).user)
    assert "系统" in other.get(url).content.decode()
    other.post(reverse("token_end", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at
    stranger = Client()
    stranger.force_login(acting(OrganisationFactory(kind="sme"), "admin").user)
    assert stranger.post(reverse("token_end", args=[row.pk])).status_code == 404


def test_every_domain_with_addresses_has_its_area():
    """A domain without one could not be chosen for a token that is to reach no other."""
    assert set(routes().values()) == set(TokenArea)
