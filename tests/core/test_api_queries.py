"""What is asked in a query: each parameter once, times with their zone, words in both languages."""

import pytest
from django.test import Client

from accounts.models import Organisation
from tests.core.test_api_document import operations
from tests.factories.accounts import OrganisationFactory, acting, expert
from tests.factories.challenges import accepting_challenge
from tests.factories.review import Review5
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
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name), (address, naive)
        assert client.get(address, {name: "2026-12-01T09:00:00+08:00"}).status_code == 200


def found(client, address: str, words: str) -> int:
    """Return how many rows a search finds."""
    return len(client.get(f"/api/v1/{address}", {"q": words}).json()["items"])


def test_words_are_found_in_both_languages():
    """Every list that is searched by words finds what is called so in Chinese and in English."""
    searched = {address.removeprefix("/api/v1/") for address, name in asked() if name == "q"}
    accepting_challenge(title="叶片冷却", title_en="Blade Cooling")
    firm = OrganisationFactory(name="海棠动力", name_en="Begonia Power", verification="verified")
    walk = Review5().scoring()
    one = walk.proposals[0]
    Organisation.objects.filter(pk=one.organisation_id).update(name="澄江轴承", name_en="Clear River Bearings")
    officer = client_of(walk.officer)
    board = f"batches/{walk.challenge.batch_id}/reviews/"
    for address, client, words in (
        ("challenges/", Client(), ("叶片", "blade cool")),
        ("organisations/", client_of(acting(firm, "handler")), ("海棠", "begonia")),
        (board, officer, ("澄江", "clear river")),
    ):
        for said in words:
            assert found(client, address, said) > 0, (address, said)
            assert found(client, address, f"{said}zz") == 0
    # Experts have one name and its pinyin; whoever looks them up by them is tried where the pool is.
    assert searched == {"challenges/", "organisations/", "batches/987654321/reviews/", "experts/"}
