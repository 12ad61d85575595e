"""Handing in: everything there, four eyes, one deadline, a receipt; withdrawing and handing in again."""

from datetime import timedelta

import pytest

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.listing.models import Challenge
from challenges.proposals.actions.proposal import (
    confirm_edition,
    follow_edition,
    resume_draft,
    send_back,
    send_for_review,
    withdraw,
)
from challenges.proposals.actions.proposal_draft import save_section
from challenges.proposals.actions.proposal_submit import receipt_of, submit
from challenges.proposals.models import Proposal
from challenges.proposals.queries.proposal_snapshot import digest, snapshot
from challenges.proposals.queries.receipt import count_of
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, accepting_challenge
from tests.factories.proposals import complete_proposal, consented

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


@pytest.fixture
def signer(firm):
    return acting(firm, "signer")


@pytest.fixture
def ready(firm):
    return complete_proposal(organisation=firm, state="internal_review")


def counted(challenge, receipt):
    """What the platform alone reads from a receipt: the place in the row."""
    return count_of(challenge.receipt_secret, receipt.number)


def untouched(proposal, state="internal_review"):
    proposal.refresh_from_db()
    challenge = Challenge.objects.get(pk=proposal.challenge_id)
    assert (proposal.state, proposal.version, challenge.receipt_seq) == (state, 1, 0)
    assert (proposal.receipt_number, proposal.versions.count(), Event.objects.count()) == (None, 0, 0)


def refused(proposal, error, *, by, at=NOW, code=None):
    with pytest.raises(error) as caught:
        submit(proposal, by=by, at=at)
    untouched(proposal)
    if code:
        assert caught.value.code == code
    return caught.value


def test_the_firm_holds_a_receipt(ready, signer):
    assert receipt_of(ready) is None
    receipt = submit(ready, by=signer, at=lambda: NOW)
    ready.refresh_from_db()
    assert receipt == receipt_of(Proposal.objects.get(pk=ready.pk))
    assert receipt.number == ready.receipt_number and counted(ready.challenge, receipt) == 1
    assert (receipt.at, ready.state, ready.submitted_by) == (NOW, "submitted", signer.user)
    kept = ready.versions.get()
    assert (kept.reason, receipt.sha256) == ("submit", digest(kept.snapshot))
    event = Event.objects.get(name="proposal.submitted")
    assert (event.name, event.facts["receipt"], event.facts["sha256"]) == (
        "proposal.submitted",
        receipt.number,
        receipt.sha256,
    )


def test_the_deadline_second_still_counts_and_the_next_does_not(ready, signer):
    closes = ready.challenge.closes_at
    assert "截止" in refused(ready, Refused, by=signer, at=closes + SECOND, code="late").message
    assert submit(ready, by=signer, at=closes + timedelta(microseconds=999_999))


def test_whoever_waits_in_line_past_the_deadline_is_late(ready, signer):
    closes = ready.challenge.closes_at
    moments = iter([closes, closes, closes + SECOND])
    refused(ready, Refused, by=signer, at=lambda: next(moments), code="late")


def test_a_stale_tick_keeps_nothing_open(ready, signer):
    """The challenge still stands in `accepting`: the row's deadline decides, not the tick."""
    assert Challenge.objects.get(pk=ready.challenge_id).state == "accepting"
    refused(ready, Refused, by=signer, at=ready.challenge.closes_at + DAY, code="late")


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_a_challenge_that_takes_nothing_refuses(ready, signer, state):
    Challenge.objects.filter(pk=ready.challenge_id).update(state=state)
    refused(ready, Refused, by=signer, code="not_accepting")


def test_submitted_once(ready, signer):
    submit(ready, by=signer, at=NOW)
    with pytest.raises(Refused) as caught:
        submit(ready, by=signer, at=NOW)
    assert caught.value.code == "wrong_state"
    assert (
        Challenge.objects.get(pk=ready.challenge_id).receipt_seq,
        Event.objects.filter(name="proposal.submitted").count(),
    ) == (1, 1)


def test_preparer_and_signer_are_two_people(ready, firm):
    both = acting(firm, "signer", "handler", user=ready.prepared_by)
    refused(ready, Refused, by=both, code="four_eyes")


def test_a_frozen_firm_signs_nothing(ready, firm):
    firm.signing_frozen = True
    firm.save()
    refused(ready, Refused, by=acting(firm, "signer"), code="signing_frozen")


def test_only_the_leaders_signer_submits(ready, firm):
    for by in (acting(firm, "handler"), acting(firm, "admin"), acting(OrganisationFactory(), "signer")):
        refused(ready, NotAllowed, by=by)


def test_what_is_missing_is_named_beside_its_field(ready, signer):
    ready.sections.filter(key="route").update(data={"route": "有"})
    error = refused(ready, Invalid, by=signer)
    assert list(error.by_field()) == ["route.innovation", "route.feasibility", "route.risk"]


def test_a_draft_that_changed_while_it_was_hashed_is_refused(ready, signer):
    def moved():
        Proposal.objects.filter(pk=ready.pk).update(draft_version=7)
        return NOW

    with pytest.raises(Refused) as caught:
        submit(ready, by=signer, at=moved)
    assert caught.value.code == "changed_meanwhile"
    untouched(ready)


def test_a_leader_stands_in_no_more_projects_of_a_firm_than_the_rules_allow(ready, signer, firm):
    email = ready.sections.get(key="basics").data["leader_email"]
    for state in ("submitted", "qualified", "withdrawn", "disqualified"):
        complete_proposal(state=state, project_leader=email, organisation=firm)
    ready.sections.filter(key="basics").update(
        data={**ready.sections.get(key="basics").data, "leader_email": f" {email.upper()}"}
    )
    error = refused(ready, Invalid, by=signer)
    assert [(problem.field, problem.code) for problem in error.problems] == [("basics.leader_email", "leader_limit")]
    Proposal.objects.filter(state="qualified").update(state="not_selected")
    assert submit(ready, by=signer, at=NOW)


def test_what_other_firms_type_locks_nobody_out_and_tells_nothing(ready, signer):
    """A competitor may name the firm's leader as often as they like, in whatever spelling and on whatever challenge."""
    email = ready.sections.get(key="basics").data["leader_email"]
    for state in ("submitted", "submitted", "qualified"):
        complete_proposal(state=state, project_leader=email)
    for _n in range(2):
        rival = complete_proposal(state="internal_review")
        rival.sections.filter(key="basics").update(
            data={**rival.sections.get(key="basics").data, "leader_email": email}
        )
        submit(rival, by=acting(rival.organisation, "signer"), at=NOW)
    assert submit(ready, by=signer, at=NOW)


@pytest.mark.parametrize("state", ["withdrawn", "lapsed"])
def test_a_challenge_that_came_to_nothing_binds_no_leader(state, ready, signer, firm):
    email = ready.sections.get(key="basics").data["leader_email"]
    for _n in range(2):
        gone = complete_proposal(state="submitted", project_leader=email, organisation=firm)
        Challenge.objects.filter(pk=gone.challenge_id).update(state=state)
    assert submit(ready, by=signer, at=NOW)


def test_receipts_are_numbered_without_a_gap():
    challenge = accepting_challenge()
    numbers = []
    for _n in range(3):
        proposal = complete_proposal(challenge, state="internal_review")
        with pytest.raises(NotAllowed):
            submit(proposal, by=acting(OrganisationFactory(), "signer"), at=NOW)
        receipt = submit(proposal, by=acting(proposal.organisation, "signer"), at=NOW)
        numbers.append(counted(challenge, receipt))
    assert numbers == [1, 2, 3]


def test_sent_for_review_only_when_complete_and_then_fixed(firm, signer):
    draft = complete_proposal(organisation=firm)
    writer = acting(firm, "handler")
    save_section(draft, "team", {"people": []}, 0, by=writer, at=NOW)
    with pytest.raises(Invalid) as caught:
        send_for_review(draft, by=writer, at=NOW)
    assert [problem.field for problem in caught.value.problems] == ["team.people"]
    people = [{"name": "甲", "unit": "乙", "task": "丙", "months": "6", "email": "a@example.cn"}]
    save_section(draft, "team", {"people": people}, 1, by=writer, at=NOW)
    consented(draft)
    send_for_review(draft, by=writer, at=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.prepared_by, draft.versions.get().reason) == ("internal_review", writer.user, "review")
    with pytest.raises(Refused):
        save_section(draft, "team", {}, 2, by=writer, at=NOW)
    with pytest.raises(Invalid):
        send_back(draft, by=signer, at=NOW, reason="  ")
    send_back(draft, by=signer, at=NOW, reason="预算再核")
    assert draft.state == "draft"
    assert Event.objects.get(name="proposal.sent_back").facts["note"] == "预算再核"


def test_withdrawn_before_the_deadline_without_a_trace_and_handed_in_again(ready, signer, firm):
    first = submit(ready, by=signer, at=NOW)
    withdraw(ready, by=signer, at=NOW, reason="想再改改")
    assert (ready.state, ready.withdrawal_reason) == ("withdrawn", "")
    resume_draft(ready, by=signer, at=NOW)
    send_for_review(ready, by=acting(firm, "handler"), at=NOW)
    second = submit(ready, by=signer, at=NOW)
    challenge = ready.challenge
    assert (counted(challenge, first), counted(challenge, second), ready.state) == (1, 2, "submitted")


def test_withdrawn_after_the_deadline_only_with_a_reason(ready, signer):
    submit(ready, by=signer, at=NOW)
    late = ready.challenge.closes_at + DAY
    with pytest.raises(Invalid):
        withdraw(ready, by=signer, at=late)
    withdraw(ready, by=signer, at=late, reason="主要设备损毁")
    assert (ready.state, ready.withdrawal_reason) == ("withdrawn", "主要设备损毁")
    with pytest.raises(Refused) as caught:
        resume_draft(ready, by=signer, at=late)
    assert caught.value.code == "late"


def test_a_correction_is_confirmed_before_the_deadline(ready, signer):
    submit(ready, by=signer, at=NOW)
    with pytest.raises(Refused) as caught:
        confirm_edition(ready, by=signer, at=NOW)
    assert caught.value.code == "edition_current"
    Challenge.objects.filter(pk=ready.challenge_id).update(edition=2, material_edition=2)
    with pytest.raises(Refused):
        confirm_edition(ready, by=signer, at=ready.challenge.closes_at + SECOND)
    confirm_edition(ready, by=signer, at=NOW)
    assert (ready.edition, ready.state) == (2, "submitted")


def test_a_draft_on_an_old_edition_is_told_so_and_goes_on(firm):
    draft = complete_proposal(organisation=firm)
    writer = acting(firm, "handler")
    Challenge.objects.filter(pk=draft.challenge_id).update(edition=2, material_edition=2)
    with pytest.raises(Invalid) as caught:
        send_for_review(draft, by=writer, at=NOW)
    assert [problem.field for problem in caught.value.problems] == ["basics.edition"]
    follow_edition(draft, by=writer, at=NOW)
    assert send_for_review(draft, by=writer, at=NOW).state == "internal_review"


def test_the_snapshot_holds_what_was_handed_in(ready):
    kept = snapshot(ready)
    assert (kept["organisation"], kept["edition"], set(kept["sections"])) == (
        ready.organisation.uscc,
        1,
        {"basics", "consortium", "route", "commitments", "schedule", "budget", "ip", "team", "declarations"},
    )
    assert [row["share"] for row in kept["members"]] == ["100.00"]
    assert len(kept["declarations"]) == 6
