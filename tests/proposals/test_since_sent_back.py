"""What changed in a proposal since it was sent back to its writers, or was to be cured."""

import pytest

from challenges.core.queries.word_diff import pieces
from challenges.files.models import Attachment
from challenges.proposals.access.proposal import relations
from challenges.proposals.actions.proposal import send_back, send_for_review
from challenges.proposals.actions.proposal_check import request_supplement, supply
from challenges.proposals.models import Section
from challenges.proposals.queries.since_return import since_return
from tests.factories.accounts import UserFactory, acting
from tests.factories.challenges import DAY, NOW
from tests.factories.proposals import complete_proposal, consented
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def since(viewer, proposal):
    return since_return(viewer, proposal, relations(viewer, proposal))


def typed(proposal, key, change):
    section = Section.objects.get(proposal=proposal, key=key)
    change(section.data)
    section.save()


def test_the_signer_sees_what_changed_since_they_sent_it_back(client):
    proposal = complete_proposal()
    writer, signer = (acting(proposal.organisation, role) for role in ("handler", "signer"))
    assert since(signer, proposal) is None
    send_for_review(proposal, by=writer, at=NOW)
    assert since(signer, proposal) is None
    send_back(proposal, by=signer, at=NOW, reason="预算表与财务第 3 号文不符")
    assert since(writer, proposal).changes == []
    typed(proposal, "budget", lambda data: data["cells"]["equipment"].update(fiscal="90.00"))
    typed(proposal, "budget", lambda data: data["cells"]["operating"].update(fiscal="110.00"))
    typed(proposal, "schedule", lambda data: next(iter(data.values())).update(month="11"))
    typed(proposal, "team", lambda data: data["people"][0].update(months="10"))
    consented(proposal)
    indicator = proposal.challenge.indicators.first()
    typed(proposal, "commitments", lambda data: data[str(indicator.pk)].update(evidence="检测报告 3 号"))
    send_for_review(proposal, by=writer, at=NOW + DAY)
    found = since(signer, proposal)
    said = {(one.section, one.before, one.after) for one in found.changes}
    assert said == {
        ("budget", "100.00 万元", "90.00 万元"),
        ("budget", "100.00 万元", "110.00 万元"),
        ("schedule", "第 12 个月", "第 11 个月"),
        ("team", "12 个月", "10 个月"),
        ("commitments", "", "检测报告 3 号"),
    }
    assert found.at == NOW
    client.force_login(signer.user)
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "<del>100.00</del> 万元" in page and "<ins>90.00</ins> 万元" in page


def test_a_promise_is_told_with_its_unit():
    proposal = complete_proposal()
    writer, signer = (acting(proposal.organisation, role) for role in ("handler", "signer"))
    send_for_review(proposal, by=writer, at=NOW)
    send_back(proposal, by=signer, at=NOW, reason="与检测报告 3 号不符")
    indicator = proposal.challenge.indicators.first()
    typed(proposal, "commitments", lambda data: data[str(indicator.pk)].update(value="7"))
    (change,) = since(signer, proposal).changes
    assert change.after == f"7 {indicator.unit}".strip()


def test_the_officer_sees_what_was_cured_and_what_was_not(client):
    proposal = complete_proposal(state="opened")
    proposal.challenge.due_at = NOW + 5 * DAY
    proposal.challenge.save()
    checker, writer = acting(proposal.challenge.organiser, "checker"), acting(proposal.organisation, "handler")
    items = [{"item": "audit", "note": "第 2 页缺章"}, {"item": "signature", "note": "第 3 页缺签字"}]
    request_supplement(proposal, items=items, by=checker, at=NOW)
    supply(proposal, reply="已补", by=writer, at=NOW)
    assert since(checker, proposal).idle == ["audit", "signature"]
    Attachment.objects.create(
        proposal=proposal,
        kind="other",
        name="other.pdf",
        size=1,
        sha256="a" * 64,
        uploaded_by=UserFactory(),
        uploaded_at=NOW,
    )
    found = since(checker, proposal)
    assert (found.idle, [(one.before, one.after) for one in found.changes]) == (["audit"], [("", "other.pdf")])
    client.force_login(checker.user)
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "要求补正“审计报告”，没有补交新的文件" in page
    told = client_of(checker).get(f"/api/v1/proposals/{proposal.pk}/changes/").json()
    assert (told["idle"], [row["after"] for row in told["changes"]]) == (["audit"], ["other.pdf"])
    lead = acting(proposal.challenge.lead, "handler")
    told = client_of(lead).get(f"/api/v1/proposals/{proposal.pk}/changes/").json()
    assert told == {"since": None, "changes": [], "idle": []}
    assert since(lead, proposal) is None


def shown(before, after):
    return [(one.kind, one.text) for one in pieces(before, after)]


def test_words_are_compared_one_by_one_and_long_texts_by_lines():
    assert shown("样件 300 mm", "样件 500 mm") == [("same", "样件 "), ("gone", "300"), ("new", "500"), ("same", " mm")]
    assert shown("甲", "") == [("gone", "甲")]
    assert shown("真空熔炼", "完全另一句话") == [("gone", "真空熔炼"), ("new", "完全另一句话")]
    line = "一行文字。" * 20 + "\n"
    found = shown(line * 50, line * 49 + "换了\n")
    assert [kind for kind, _text in found] == ["same", "gone", "new"] and found[-1][1] == "换了\n"
