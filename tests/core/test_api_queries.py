"""What is asked in a query: each parameter once, times with their zone, words in both languages."""

import pytest
from django.test import Client

from accounts.models import Organisation
from notifications import clock
from tests.core.test_api_document import operations
from tests.core.test_api_journey import send
from tests.documented import document
from tests.factories.accounts import OrganisationFactory, acting, expert
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.review import Review5, objected
from tests.listing.test_challenge_api import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]


def asked():
    """Yield (address, parameter) of every parameter of a query, those of one thing with an id that nobody has."""
    for _method, path, operation in operations():
        for one in operation.get("parameters", []):
            if one["in"] == "query":
                yield path.replace("{id}", "987654321").replace("{key}", "route"), one["name"]


def test_a_parameter_that_stands_twice_is_refused_wherever_it_is_read():
    client = Client()
    client.force_login(expert().user)
    passed_over = []
    for address, name in asked():
        answer = client.get(f"{address}?{name}=1&{name}=2")
        said = (answer.status_code, answer.json()["code"], answer.json().get("errors", [{}])[0].get("field"))
        if said != (400, "repeated_filter", name):
            passed_over.append((address, name, said))
    assert passed_over == []


def test_a_time_without_its_zone_is_refused_wherever_it_is_read():
    moments = [(address, name) for address, name in asked() if name.endswith(("_after", "_before"))]
    assert len(moments) > 4
    client = Client()
    client.force_login(expert().user)
    for address, name in moments:
        for naive in ("2026-12-01T09:00:00", "2026-12-01"):
            answer = client.get(address, {name: naive})
            if answer.status_code == 404:
                continue
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name), (address, naive)
        assert client.get(address, {name: "2026-12-01T09:00:00+08:00"}).status_code in (200, 404)


def test_every_list_in_the_order_of_changes_is_read_from_a_moment_on():
    """Mirrors read on from the last change they know."""
    rows = document()["components"]["schemas"]
    client = Client()
    client.force_login(expert().user)
    tried = []
    for method, path, operation in operations():
        shape = str(operation["responses"].get("200", {}).get("content", {}))
        pages = [name for name in rows if name.endswith("Page") and f"/{name}'" in shape]
        if method != "get" or not pages or "updated_at" not in rows[pages[0].removesuffix("Page")]["properties"]:
            continue
        assert "updated_after" in {one["name"] for one in operation["parameters"]}, path
        answer = client.get(path.replace("{id}", "987654321"), {"updated_after": "2126-01-01T00:00:00Z"})
        assert answer.status_code == 404 or answer.json()["items"] == [], path
        tried.append(path)
    assert len(tried) > 12


def test_an_answer_is_a_change_of_its_challenge():
    at = clock.now()
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 9 * DAY, first_closes_at=at + 9 * DAY)
    asked_by = client_of(acting(OrganisationFactory(kind="sme"), "handler"))
    made = send(asked_by, "post", f"challenges/{challenge.pk}/questions/", {"text": "何时开标？"})
    before = clock.now().isoformat()
    assert Client().get("/api/v1/challenges/", {"updated_after": before}).json()["items"] == []
    officer = client_of(acting(challenge.organiser, "batch_admin", "checker"))
    answering = client_of(acting(challenge.lead, "handler"))
    path = f"questions/{made.json()['id']}/answer/"
    told = [send(one, "post", path, {"text": "下月。"}) for one in (answering, officer)]
    assert 200 in {one.status_code for one in told}, [one.content.decode() for one in told]
    (row,) = Client().get("/api/v1/challenges/", {"updated_after": before}).json()["items"]
    assert row["id"] == challenge.pk


def found(client, address: str, words: str) -> int:
    """Return how many rows a search finds."""
    return len(client.get(f"/api/v1/{address}", {"q": words}).json()["items"])


LISTS = ("ledger/challenges/", "ledger/proposals/", "ledger/objections/")


def test_words_are_found_in_both_languages():
    """Every list that is searched by words finds what is called so in Chinese and in English."""
    searched = {address.removeprefix("/api/v1/") for address, name in asked() if name == "q"}
    accepting_challenge(title="叶片冷却", title_en="Blade Cooling")
    firm = OrganisationFactory(name="海棠动力", name_en="Begonia Power", verification="verified")
    walk = Review5().scoring()
    one = walk.proposals[0]
    Organisation.objects.filter(pk=one.organisation_id).update(name="澄江轴承", name_en="Clear River Bearings")
    type(walk.challenge).objects.filter(pk=walk.challenge.pk).update(title_en="Reviewed Blade")
    officer = client_of(walk.officer)
    board = f"batches/{walk.challenge.batch_id}/reviews/"
    disputed = Review5().publicised()
    objected(disputed.challenge, at=disputed.at)
    type(walk.challenge).objects.filter(pk=disputed.challenge.pk).update(title="紧固件", title_en="Objected Bolt")
    for address, client, words in (
        ("challenges/", Client(), ("叶片", "blade cool")),
        ("organisations/", client_of(acting(firm, "handler")), ("海棠", "begonia")),
        (board, officer, ("澄江", "clear river")),
        (LISTS[0], officer, (walk.challenge.title, "reviewed blade")),
        (LISTS[1], officer, ("澄江", "clear river")),
        (LISTS[2], client_of(disputed.officer), ("紧固件", "objected bolt")),
    ):
        for said in words:
            assert found(client, address, said) > 0, (address, said)
            assert found(client, address, f"{said}zz") == 0
    # Experts have one name and its pinyin; whoever looks them up by them is tried where the pool is.
    assert searched == {*LISTS, "challenges/", "organisations/", "batches/987654321/reviews/", "experts/"}
