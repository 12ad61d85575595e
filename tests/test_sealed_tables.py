"""While a proposal is sealed, its words lie in its own rows and nowhere else: every table, log and file is read."""

import json
import logging

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.actions import token as tokens
from challenges.proposals.models import Proposal
from notifications import relay
from notifications.clock import now
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal, consented
from tests.factories.texts import read_before_signing

pytestmark = pytest.mark.django_db
CANARY = "CANARY-GEHEIME-REZEPTUR-4711"
# The proposal's own rows: here its words belong.
OWN = {
    "challenges_teamrequest",
    "challenges_section",
    "challenges_proposalversion",
    "challenges_member",
    "challenges_proposal",
}


@pytest.fixture
def house():
    """A challenge that accepts proposals, and a firm with a writer and a signer who use the interface for programs."""
    at = now()
    challenge = accepting_challenge(
        opens_at=at - 30 * DAY, closes_at=at + 10 * DAY, first_closes_at=at + 10 * DAY, published_at=at - 30 * DAY
    )
    firm = OrganisationFactory(kind="sme")
    proposal = complete_proposal(challenge, organisation=firm)
    return proposal, program(acting(firm, "handler")), program(acting(firm, "signer"))


def program(person):
    _row, secret = tokens.create(
        by=person, at=now(), name="对接", scopes=["read", "write", "submit"], expires_at=now() + DAY
    )
    return Client(headers={"authorization": f"Bearer {secret}"})


def send(client, method, path, body=None, key=""):
    headers = {"idempotency-key": key} if key else {}
    return getattr(client, method)(path, json.dumps(body or {}), content_type="application/json", headers=headers)


def tables_with(word) -> set[str]:
    """Return the tables in which a word stands, read past the models, as whoever copies the database would."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(word in str(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    return found


def test_the_words_of_a_sealed_proposal_lie_nowhere_else(house, caplog, settings, tmp_path):
    caplog.set_level(logging.DEBUG)
    settings.MEDIA_ROOT = tmp_path
    proposal, writer, signer = house
    base = f"/api/v1/proposals/{proposal.pk}"
    for key in ("route", "team", "ip"):
        stored = proposal.sections.get(key=key)
        data = {"route": {"route": CANARY, "risk": CANARY}, "ip": {"freedom": CANARY}}.get(key, {})
        if key == "team":
            data = {"people": [{**stored.data["people"][0], "task": CANARY}]}
        body = {"data": {**stored.data, **data}, "version": stored.version}
        answer = send(writer, "put", f"{base}/sections/{key}/", body, key=f"save-{key}")
        assert answer.status_code == 200, answer.content
    consented(proposal)
    # A refused and a broken request leave nothing either.
    assert (
        send(writer, "put", f"{base}/sections/route/", {"data": CANARY, "version": 9}, key="broken").status_code > 399
    )
    assert send(writer, "put", f"{base}/sections/route/", {"data": {"route": CANARY}, "version": 0}).status_code == 412
    assert send(writer, "post", f"{base}/internal-review/", key="send").status_code == 200
    first = send(signer, "post", f"{base}/submission/", read_before_signing(proposal), key="submit")
    assert first.status_code == 200 and CANARY in signer.get(f"{base}/").content.decode()
    again = send(signer, "post", f"{base}/submission/", read_before_signing(proposal), key="submit")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert Proposal.objects.get(pk=proposal.pk).state == "submitted"
    relay.dispatch(now())
    relay.deliver(now())
    assert tables_with(CANARY) <= OWN and "challenges_section" in tables_with(CANARY)
    assert CANARY not in caplog.text
    assert CANARY not in str(getattr(cache, "_cache", ""))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_the_key_and_the_request_are_kept_as_nobody_can_guess_them(house):
    import hashlib

    proposal, writer, _signer = house
    proposal.sections.filter(key="ip").update(data={"freedom": CANARY, "background": []})
    path = f"/api/v1/proposals/{proposal.pk}/internal-review/"
    answer = send(writer, "post", path, key="wiedererkannt")
    assert answer.status_code == 200 and CANARY in answer.content.decode()
    row = apps.get_model("challenges", "IdempotencyKey").objects.get()
    assert row.request_hash != hashlib.sha256(f"POST {path}\n{{}}".encode()).hexdigest()
    assert "wiedererkannt" not in f"{row.key}{row.body}" and CANARY not in row.body


def test_a_key_is_its_callers_own_and_of_one_request(house):
    proposal, writer, signer = house
    base = f"/api/v1/proposals/{proposal.pk}"
    assert send(writer, "post", f"{base}/internal-review/", key="k").status_code == 200
    other = send(writer, "post", f"{base}/internal-return/", {"reason": "第三节缺数据"}, key="k")
    assert other.status_code in (403, 404, 422)
    assert send(signer, "post", f"{base}/internal-return/", {"reason": "第三节缺数据"}, key="s").status_code == 200
    again = send(signer, "post", f"{base}/internal-return/", {"reason": "第四节缺数据"}, key="s")
    assert (again.status_code, again.json()["code"]) == (422, "key_reused")
    assert send(writer, "post", f"{base}/internal-review/", key="k2").status_code == 200
    assert send(signer, "post", f"{base}/submission/", read_before_signing(proposal), key="k").status_code == 200
