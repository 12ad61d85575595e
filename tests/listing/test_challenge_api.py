"""Challenges over the API: what each reader sees, how lists page, how errors speak."""

import pytest
from django.test import Client

from accounts.acting import PUBLIC
from accounts.models import PersonalToken
from accounts.models.token import digest
from challenges.listing.access import challenge as access
from challenges.listing.models import Opinion
from tests.factories.accounts import acting, expert
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db


def client_of(viewer, *scopes) -> Client:
    """Return a client that sends a token of this person for the organisation they act for."""
    secret = PersonalToken.make_secret()
    PersonalToken.objects.create(
        user=viewer.user,
        organisation=viewer.organisation,
        name="测试",
        scopes=list(scopes or ("read", "write", "submit")),
        hash=digest(secret),
        hint=secret[-4:],
        created_at=NOW,
        expires_at=NOW + 3650 * DAY,
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_the_public_reads_published_challenges_only():
    published = accepting_challenge()
    ChallengeFactory(state="draft")
    body = Client().get("/api/v1/challenges/").json()
    assert [row["id"] for row in body["items"]] == [published.pk]
    assert body["next"] is None


def test_a_draft_does_not_exist_for_strangers():
    draft = ChallengeFactory(state="draft")
    missing = Client().get(f"/api/v1/challenges/{draft.pk + 1000}/")
    hidden = Client().get(f"/api/v1/challenges/{draft.pk}/")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert hidden["Content-Type"] == "application/problem+json"
    assert client_of(acting(draft.lead, "handler")).get(f"/api/v1/challenges/{draft.pk}/").status_code == 200


def test_the_cursor_walks_every_row_once():
    wanted = [accepting_challenge(updated_at=NOW + n * DAY).pk for n in (0, 0, 1, 2, 2)]
    url, seen = "/api/v1/challenges/?limit=2", []
    while url:
        body = Client().get(url).json()
        seen += [row["id"] for row in body["items"]]
        url = body["next"]
    assert seen == wanted


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cursor=forged", "bad_cursor"),
        ("colour=red", "unknown_filter"),
        ("limit=0", "bad_limit"),
        ("state=nowhere", "bad_filter"),
        ("min_total_wan=NaN", "bad_filter"),
    ],
)
def test_a_bad_query_is_named(query, code):
    answer = Client().get(f"/api/v1/challenges/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_restricted_amount_is_a_band_to_the_public_and_no_filter_finds_it():
    challenge = accepting_challenge(confidentiality="restricted")
    row = Client().get("/api/v1/challenges/").json()["items"][0]
    assert (row["total_wan"], row["total_band_wan"]) == (None, ["500.00", "1000.00"])
    assert Client().get("/api/v1/challenges/?min_total_wan=1").json()["items"] == []
    body = Client().get(f"/api/v1/challenges/{challenge.pk}/").json()
    assert "indicators" not in body
    assert "content" not in body
    own = client_of(acting(challenge.lead, "handler")).get(f"/api/v1/challenges/{challenge.pk}/").json()
    assert own["total_wan"] == "800.00"


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_many_rows(count, django_assert_num_queries):
    for _n in range(count):
        accepting_challenge()
    with django_assert_num_queries(1):
        assert len(Client().get("/api/v1/challenges/?limit=50").json()["items"]) == count


def test_a_token_that_ended_is_refused():
    viewer = acting(ChallengeFactory().lead, "handler")
    client = client_of(viewer)
    PersonalToken.objects.update(revoked_at=NOW)
    answer = client.get("/api/v1/challenges/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_unchanged_is_not_sent_again():
    challenge = accepting_challenge()
    url = f"/api/v1/challenges/{challenge.pk}/"
    tag = Client().get(url)["ETag"]
    assert Client().get(url, headers={"If-None-Match": tag}).status_code == 304


def test_a_query_that_is_kept_gives_every_reader_their_own_rows():
    public, draft = accepting_challenge(), ChallengeFactory(state="draft")
    lead, organiser = acting(draft.lead, "handler"), acting(draft.organiser, "checker")
    asked = expert()
    Opinion.objects.create(challenge=draft, expert=asked.user, asked_at=NOW)
    readers = (None, lead, organiser, asked, acting(public.lead, "handler"), expert())
    clients = [Client() if one is None else client_of(one) for one in readers]

    def read(client) -> list[int]:
        return [row["id"] for row in client.get("/api/v1/challenges/").json()["items"]]

    for _time in range(2):
        for one, client in zip(readers, clients, strict=True):
            mine = access.visible_to(one or PUBLIC).order_by("updated_at", "pk")
            assert read(client) == list(mine.values_list("pk", flat=True))
    assert set(read(clients[1])) == set(read(clients[3])) == {draft.pk, public.pk} != set(read(clients[0]))
    # What is asked for is never answered from a query that was kept without it.
    assert clients[1].get("/api/v1/challenges/?state=draft").json()["items"][0]["id"] == draft.pk
    later = accepting_challenge(updated_at=NOW + DAY)
    assert read(clients[0])[-1] == later.pk


def test_the_query_of_a_page_is_built_once(monkeypatch):
    for n in range(4):
        accepting_challenge(updated_at=NOW + n * DAY)
    first = Client().get("/api/v1/challenges/?limit=2").json()
    pages = ("/api/v1/challenges/?limit=2", first["next"])
    before = [Client().get(page).json()["items"] for page in pages]
    monkeypatch.setattr(access, "visible_to", None)
    assert [Client().get(page).json()["items"] for page in pages] == before
    assert len({row["id"] for items in before for row in items}) == 4
