"""For every act that binds: its text stands in full on its page, and version and hash are kept, with a copy to read."""

import pytest
from django.urls import reverse

from accounts.models import Agreement
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.queries.declaration import TEXTS
from challenges.proposals.queries.proposal_snapshot import snapshot
from challenges.review.actions import seat as seats
from notifications import relay, wording
from notifications.clock import now
from notifications.models import Delivery, InboxItem
from tests.award.test_objection_pages import OBJECTION
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, stranger
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
# Where each text is agreed to, by the test that holds it.
AGREED = {
    TextKind.SECRECY: "tests/listing/test_undertaking.py",
    TextKind.TERMS: "tests/accounts/test_texts.py",
    TextKind.PRIVACY: "tests/accounts/test_texts.py",
    TextKind.TEAM: "tests/proposals/test_team_pages.py",
    TextKind.PUBLISH: "tests/proposals/test_separate_consents.py",
    TextKind.LEAD_DATA: "tests/proposals/test_separate_consents.py",
    TextKind.OBJECTION: "here",
    TextKind.EXPERT: "here",
    **dict.fromkeys(TEXTS.values(), "here"),
}


def test_every_text_is_agreed_to_somewhere():
    assert set(AGREED) == set(TextKind)


def stands_whole(text, page):
    """Whether every word of a text and its hash stand on a page."""
    lines = [line for heading, words in text.body("zh-hans") for line in (heading, *words.split("\n"))]
    return text.sha256 in page and all(line in page for line in lines)


def kept(text, by, capacity):
    """Whether the agreement to this very version stands, its person reads it again, and has a copy of it by mail."""
    row = Agreement.objects.get(text=text, person=by.user)
    copy = signed_in(by).get(reverse("agreement", args=[row.pk])).content.decode()
    whole = (row.sha256, row.capacity) == (text.sha256, capacity) and stands_whole(text, copy)
    return whole and mailed(row)


def mailed(row):
    """Whether one mail tells the person of it: title, version, hash, time and the way back, in both languages."""
    relay.dispatch(row.at)
    items = InboxItem.objects.with_facts().filter(person=row.person_id, event__name="text.agreed")
    found = []
    for item in items:
        bodies = {code: wording.put("text.agreed", item.facts, language=code) for code in ("zh-hans", "en")}
        if not all(row.sha256 in one.body for one in bodies.values()):
            continue
        assert Delivery.objects.filter(person=row.person_id, event=item.event).exists()
        for code, one in bodies.items():
            assert row.text.title(code) in one.subject + one.body and str(row.text.number) in one.body
            assert row.about_name in one.body and "2026" in one.body
        assert item.url in (reverse("agreement", args=[row.pk]), reverse("agreements"))
        found.append(item)
    return len(found) == 1


def test_every_declaration_is_read_in_full_and_signed_in_its_version():
    at, firm = now(), OrganisationFactory(kind="sme")
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY)
    proposal = complete_proposal(challenge, organisation=firm, state="internal_review")
    signer = acting(firm, "signer")
    page = signed_in(signer).get(reverse("proposal", args=[proposal.pk])).content.decode()
    texts = {kind: in_force(text, challenge.organiser_id, at) for kind, text in TEXTS.items()}
    assert all(stands_whole(text, page) for text in texts.values())
    told = {row["kind"]: row for row in snapshot(proposal)["declarations"]}
    assert {kind: row["sha256"] for kind, row in told.items()} == {kind: text.sha256 for kind, text in texts.items()}
    assert {(row["by"], row["capacity"]) for row in told.values()} == {(proposal.prepared_by.name, "handler")}
    submit(proposal, by=signer, at=now)
    assert all(kept(text, signer, "signer") for text in texts.values())


def test_the_expert_reads_their_promise_before_they_accept():
    walk = Review5(proposals=1).invited()
    one = walk.experts[1]
    text = in_force(TextKind.EXPERT, walk.challenge.organiser_id, walk.at)
    page = signed_in(one).get(reverse("panel", args=[walk.panel.pk])).content.decode()
    assert stands_whole(text, page)
    seats.accept(walk.seat_of(one), by=one, at=walk.at)
    assert kept(text, one, "person")


def test_the_instructions_are_read_before_an_objection_is_filed(monkeypatch):
    walk, by = Review5().publicised(), stranger()
    monkeypatch.setattr("frontend.award.views.objection.now", lambda: walk.at)
    text = in_force(TextKind.OBJECTION, walk.challenge.organiser_id, walk.at)
    address = reverse("objection_file", args=[walk.challenge.pk])
    assert stands_whole(text, signed_in(by).get(address).content.decode())
    assert signed_in(by).post(address, {**OBJECTION, "read": text.sha256, "phone": "13800000001"}).status_code == 302
    assert Agreement.objects.get(text=text).person == by.user and kept(text, by, "handler")
