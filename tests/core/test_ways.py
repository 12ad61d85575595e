"""Whatever the interface says may be done can be done at the address it names, with the body it names."""

import re

import pytest

from challenges.core.api.ways import ROOT, WAYS
from challenges.core.noun import NOUNS, TIMED
from tests.core.test_api_document import operations
from tests.core.test_api_journey import send
from tests.factories.accounts import acting
from tests.factories.challenges import ChallengeFactory
from tests.listing.test_challenge_api import client_of

# What follows from an act on something else; that act has the address.
FOLLOWS = {
    ("challenge", "announce"): "the posting of the notice",
    ("challenge", "stay"): "the registration of an objection",
    ("challenge", "resume"): "the decision on an objection",
    ("notice", "supersede"): "the posting of a correction",
    ("panel", "allot"): "the application of an allotment",
    ("seat", "bridge"): "the application of an allotment",
    ("seat", "invite"): "the invitations of the panel",
}


def taken_by_people() -> set:
    """Return every verb of every noun that some person may take."""
    return {
        (noun.name, step.verb)
        for noun in NOUNS.values()
        for step in noun.table.steps
        if noun.may.get(step.verb, frozenset()) - {"clock"}
    }


def test_every_act_of_a_person_has_an_address_or_follows_from_one_that_has():
    operations_of = {path for _method, path, _operation in operations()}
    assert operations_of and TIMED
    assert taken_by_people() - WAYS.keys() == FOLLOWS.keys()


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_each_way_is_one_of_the_document(noun):
    described = {(method, re.sub(r"{\w+}", "{}", path)): operation for method, path, operation in operations()}
    for (owner, verb), way in WAYS.items():
        if owner != noun:
            continue
        path = re.sub(r"{\w+}", "{}", f"{ROOT}{way.path.replace('{{', '{').replace('}}', '}')}")
        operation = described[way.method.lower(), path]
        content = operation.get("requestBody", {}).get("content", {})
        told = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1] if content else None
        assert told == way.body, (owner, verb)


@pytest.mark.django_db
def test_an_act_is_taken_where_can_says():
    need = ChallengeFactory(state="draft", title="旧")
    client = client_of(acting(need.lead, "handler"))
    seen = client.get(f"{ROOT}challenges/{need.pk}/")
    edit = next(act for act in seen.json()["can"] if act["verb"] == "edit")
    assert edit == {"verb": "edit", "method": "PATCH", "href": f"{ROOT}challenges/{need.pk}/", "body": "ChallengeDraft"}
    done = send(
        client, edit["method"].lower(), edit["href"].removeprefix(ROOT), {"title": "新"}, **{"If-Match": seen["ETag"]}
    )
    assert (done.status_code, done.json()["title"]) == (200, "新")
