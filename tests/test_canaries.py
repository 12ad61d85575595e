"""Canaries: secrets are planted, everybody crawls all they can reach, and none is ever met by the wrong person."""

import json

import pytest

from notifications import relay
from notifications.clock import now
from tests.frontend.crawl import by_client, crawl
from tests.world import SECRETS, build

pytestmark = pytest.mark.django_db

# Who may meet which secret.
KNOW = {
    "sealed": {"applicant"},
    "draft": {"drafter"},
    "need": {"lead"},
    "restricted": {"lead", "officer"},
    "mark": {"expert"},
    "asker": set(),
    "expert": {"officer", "expert"},
    "notice": {"officer"},
}
# Who does meet which: a crawl that finds nothing would prove nothing.
MEET = {
    "applicant": {"sealed"},
    "drafter": {"draft"},
    "lead": {"need", "restricted"},
    "officer": {"expert", "notice"},
    "expert": {"mark"},
}
STARTS = ("/", "/?state=closed", "/desk/", "/inbox/", "/notices/", "/batches/")
LISTS = (
    "challenges",
    "proposals",
    "panels",
    "seats",
    "reviews",
    "notices",
    "objections",
    "inquiries",
    "batches",
    "me",
    "inbox",
)


def met(text: str) -> set[str]:
    """Return the secrets that stand in a text."""
    return {name for name, words in SECRETS.items() if words in text}


@pytest.fixture
def world():
    found = build()
    relay.dispatch(now())
    return found


@pytest.mark.parametrize(
    "name", ["visitor", "stranger", "applicant", "drafter", "lead", "officer", "expert", "other_expert", "operator"]
)
def test_nobody_meets_what_is_not_for_them_and_who_may_does(world, name):
    client = world.client(name)
    sightings = everywhere(client, world)
    assert {secret for _path, secret in sightings} >= MEET.get(name, set())
    for noun in LISTS:
        answer = client.get(f"/api/v1/{noun}/")
        sightings |= {(noun, secret) for secret in met(answer.content.decode())}
        if answer.status_code != 200:
            continue
        for row in json.loads(answer.content).get("items", []):
            detail = client.get(f"/api/v1/{noun}/{row['id']}/")
            sightings |= {(f"{noun}/{row['id']}", secret) for secret in met(detail.content.decode())}
    wrong = {(where, secret) for where, secret in sightings if name not in KNOW[secret]}
    assert wrong == set()


def everywhere(client, world) -> set:
    """Return (page, secret) for every secret met on the pages within reach, and behind every guessed address."""
    fetch = by_client(client)
    pages = dict(crawl(fetch, STARTS, most=200).values())
    for path in guesses(world):
        _status, html, landed = fetch(path)
        pages[landed] = html or ""
    return {(path, secret) for path, html in pages.items() for secret in met(html)}


def guesses(world) -> list[str]:
    """Return the addresses of everything, as somebody would guess them."""
    found = world.objects
    return [
        f"/challenges/{found['need'].pk}/",
        f"/challenges/{found['restricted'].pk}/",
        f"/challenges/{found['need'].pk}/work/",
        f"/challenges/{found['challenge'].pk}/work/",
        f"/proposals/{found['sealed'].pk}/",
        f"/proposals/{found['draft'].pk}/",
        f"/proposals/{found['sealed'].pk}/versions/",
        f"/panels/{found['panel'].pk}/",
        f"/reviews/{found['review'].pk}/",
        f"/notices/{found['notice'].pk}/",
    ]
