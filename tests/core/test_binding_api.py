"""Nobody binds themselves over the interface without naming the text they read, in the version in force."""

import ast
from inspect import signature
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import Agreement
from accounts.rules.text_parts import TextKind
from challenges.award.api import award_bodies
from challenges.core.api import bodies
from challenges.core.api.resource import Transition
from challenges.core.api.typed import Body
from challenges.domains import DOMAINS
from challenges.proposals.api.proposal_verbs import PROPOSAL
from challenges.proposals.queries.declaration import TEXTS
from challenges.review.api.review_verbs import SEAT
from notifications.clock import now
from tests.core.test_api_journey import send
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.review import OBJECTION, Review5, stranger
from tests.factories.texts import approved_text, read_before_signing, read_now
from tests.files.test_file_owners import signed_in
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parents[2]
# What writes that somebody agreed, and which functions call it: the acts below, and those that no program reaches.
WRITERS = {"agree", "note", "entry", "sign_declarations"}
KNOWN = {
    "accounts/actions/agreement.py": {"agree", "note"},
    "accounts/actions/account_texts.py": {"settle"},
    "challenges/listing/actions/challenge_reader.py": {"undertake"},
    "challenges/proposals/actions/proposal_submit.py": {"submit", "sign_declarations"},
    "challenges/review/actions/seat.py": {"accept"},
    "challenges/award/actions/objecting.py": {"file"},
}
# Where each of them is taken over the interface, by its body. The last two have no verb of a row.
BODIES = {"submit": bodies.ReadTexts, "accept": bodies.ReadText, "undertake": bodies.ReadText}
BODIES["file"] = award_bodies.Objection


def callers():
    """Every function of the house that writes an agreement, by file."""
    found = {}
    for root in ("accounts", "challenges", "frontend"):
        for path in (HOUSE / root).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
                called = {getattr(node.func, "id", "") for node in ast.walk(function) if isinstance(node, ast.Call)}
                if called & WRITERS:
                    found.setdefault(str(path.relative_to(HOUSE)), set()).add(function.name)
    return {path: names for path, names in found.items() if "/actions/" in path}


def test_every_act_that_writes_an_agreement_is_known_here():
    assert callers() == KNOWN


def transitions():
    """Every verb of the interface."""
    import importlib

    for domain in DOMAINS:
        for path in (HOUSE / "challenges" / domain / "api").glob("*_verbs.py"):
            module = importlib.import_module(f"challenges.{domain}.api.{path.stem}")
            for rows in vars(module).values():
                if isinstance(rows, tuple) and rows and isinstance(rows[0], Transition):
                    yield from rows


def names_what_was_read(body: type[Body]) -> bool:
    """Whether a body cannot do without the version that was read."""
    return any(field.source == "read" and field.required for field in body().fields.values())


def test_every_verb_that_agrees_to_a_text_asks_which_was_read():
    asking = [step for step in transitions() if "read" in signature(step.action).parameters]
    assert {step.verb for step in asking} >= {"submit", "accept"} and all(names_what_was_read(s.body) for s in asking)
    assert all(names_what_was_read(body) for body in BODIES.values())
    assert {step.body for step in (*PROPOSAL, *SEAT) if step.verb in BODIES} == {bodies.ReadTexts, bodies.ReadText}


def open_challenge(**given):
    at = now()
    return accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY, **given)


def submission(monkeypatch):
    challenge, firm = open_challenge(), OrganisationFactory(kind="sme")
    proposal = complete_proposal(challenge, organisation=firm, state="internal_review")
    return challenge, acting(firm, "signer"), f"proposals/{proposal.pk}/submission/", read_before_signing(proposal), {}


def undertaking(monkeypatch):
    challenge = open_challenge(confidentiality="restricted")
    by = acting(OrganisationFactory(kind="sme"), "signer")
    return challenge, by, f"challenges/{challenge.pk}/undertaking/", read_now("secrecy", challenge.organiser_id), {}


def seat(monkeypatch):
    walk = Review5(proposals=1, at=now()).invited()
    one = walk.experts[1]
    url = f"seats/{walk.seat_of(one).pk}/acceptance/"
    return walk.challenge, one, url, read_now("expert", walk.challenge.organiser_id), {}


def objection(monkeypatch):
    walk = Review5().publicised()
    monkeypatch.setattr("challenges.award.api.objection.now", lambda: walk.at)
    url = f"challenges/{walk.challenge.pk}/objections/"
    return walk.challenge, stranger(), url, read_now("objection", walk.challenge.organiser_id), OBJECTION


@pytest.mark.parametrize("arrange", [submission, undertaking, seat, objection])
def test_nobody_is_bound_by_a_text_they_do_not_name_or_by_another_version(arrange, monkeypatch):
    _challenge, by, url, read, more = arrange(monkeypatch)
    client = client_of(by)
    [(name, right)] = read.items()
    other = ["0" * 64] if isinstance(right, list) else "0" * 64
    empty = [] if isinstance(right, list) else ""
    for body, answer in (({}, (422, None)), ({name: empty}, (422, None)), ({name: other}, (409, "text_changed"))):
        refused = send(client, "post", url, {**more, **body})
        assert refused.status_code == answer[0], refused.json()
        if answer[1]:
            assert refused.json()["code"] == answer[1]
        else:
            assert name in [one["field"] for one in refused.json()["errors"]]
        assert not Agreement.objects.filter(person=by.user).exists()
    taken = send(client, "post", url, {**more, **read})
    assert taken.status_code < 300, taken.json()
    hashes = set(right) if isinstance(right, list) else {right}
    assert set(Agreement.objects.filter(person=by.user).values_list("sha256", flat=True)) == hashes


def test_one_text_of_several_that_was_not_read_is_enough():
    challenge, firm = open_challenge(), OrganisationFactory(kind="sme")
    proposal = complete_proposal(challenge, organisation=firm, state="internal_review")
    read = read_before_signing(proposal)
    assert len(read["texts"]) == len(TEXTS)
    answer = send(
        client_of(acting(firm, "signer")), "post", f"proposals/{proposal.pk}/submission/", {"texts": read["texts"][1:]}
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "texts")


def test_a_page_left_open_while_the_text_changed_is_refused_and_drawn_with_the_new_one():
    walk = Review5(proposals=1, at=now()).invited()
    one = walk.experts[1]
    old = read_now("expert", walk.challenge.organiser_id)["sha256"]
    new = approved_text(TextKind.EXPERT, walk.challenge.organiser, effective_from=now(), mark="（新）")
    client, seat_row = signed_in(one), walk.seat_of(one)
    address = reverse("act", args=["seat", seat_row.pk, "accept"])
    refused = client.post(address, {"accept-read": old})
    page = refused.content.decode()
    assert refused.status_code == 422 and "文本已有新版本" in page and not Agreement.objects.exists()
    assert f'value="{new.sha256}"' in page and f'value="{old}"' not in page
    assert client.post(address, {"accept-read": new.sha256}).status_code == 302
    assert Agreement.objects.get().sha256 == new.sha256
