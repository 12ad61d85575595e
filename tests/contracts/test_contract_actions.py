"""A contract from its draft to its effect, by its own actions; every refusal changes nothing and tells nobody."""

from decimal import Decimal

import pytest

from accounts.acting import CLOCK
from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from accounts.models import Organisation
from challenges.contracts.actions import lapsing, signing, talks
from challenges.contracts.models import Contract
from challenges.contracts.queries.changes import Wording
from challenges.core.deadlines import take_due_steps
from challenges.core.periods import day_of
from challenges.listing.models import Challenge
from challenges.proposals.models import Proposal
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, ProposalFactory, set_rules
from tests.factories.contracts import (
    AWARDED,
    drafted,
    lead,
    organiser,
    signed,
    sme,
    to_be_signed,
    version_of,
)

pytestmark = pytest.mark.django_db
AT = AWARDED + DAY
SECOND = DAY / 86400
TODAY = day_of(AT)


def stored(contract):
    return Contract.objects.get(pk=contract.pk)


def refuses(contract, error, act, code=""):
    """The act is refused, nothing has changed, nothing was recorded."""
    before, events = frozen(contract), Event.objects.count()
    with pytest.raises(error) as refused:
        act()
    if code:
        found = [refused.value.code] if hasattr(refused.value, "code") else [one.code for one in refused.value.problems]
        assert code in found, found
    assert (frozen(contract), Event.objects.count()) == (before, events)
    return refused.value


def frozen(contract):
    row = stored(contract)
    return (
        [getattr(row, field.attname) for field in row._meta.concrete_fields],
        list(row.versions.values_list("number", "sha256")),
        list(row.signatures.values_list("party", "voided_at")),
        list(row.indicators.values_list("value", "value_max", "value_choice")),
        list(row.parts.values_list("percent", "enterprise", "fiscal")),
        list(row.promises.values_list("text", "due_month")),
        row.challenge.state,
        row.proposal.state,
    )


def propose(contract, by=None, at=AT, **wording):
    return talks.propose_text(
        contract, Wording(**wording), by=by or sme(contract), at=at, read_version=version_of(contract).number
    )


def test_both_sides_talk_accept_and_sign_in_turn():
    contract = drafted()
    propose(contract, sections={"dispute": "协商不成的，提请仲裁。"}, note="加了争议解决")
    assert (contract.state, version_of(contract).number) == ("negotiating", 2)
    propose(contract, by=lead(contract), sections={"dispute": "协商不成的，由组织方调解。"})
    version = version_of(contract)
    assert version.content["sections"]["dispute"] == "协商不成的，由组织方调解。" and version.party.role == "lead"
    talks.accept_text(contract, by=sme(contract), at=AT, read=version.sha256)
    assert contract.state == "signing"
    first, second = sme(contract, "signer"), lead(contract, "signer")
    signing.sign(contract, by=first, at=AT, read=version.sha256)
    assert contract.state == "signing"
    signing.sign(contract, by=second, at=AT + SECOND, read=version.sha256)
    row = stored(contract)
    assert (row.state, row.proposal.state, row.challenge.state) == ("effective", "contracted", "in_progress")
    assert (row.effective_at, row.due_at, row.challenge.due_at) == (AT + SECOND, None, None)
    signatures = list(row.signatures.all())
    assert [(one.by, one.capacity, one.sha256) for one in signatures] == [
        (first.user, "signer", version.sha256),
        (second.user, "signer", version.sha256),
    ]


def test_the_draft_itself_may_be_accepted_by_both():
    contract = drafted()
    read = version_of(contract).sha256
    talks.accept_text(contract, by=lead(contract), at=AT, read=read)
    assert contract.state == "negotiating"
    refuses(contract, Refused, lambda: talks.accept_text(contract, by=lead(contract), at=AT, read=read), "accepted")
    talks.accept_text(contract, by=sme(contract), at=AT, read=read)
    assert contract.state == "signing" and contract.due_at < contract.sign_by


@pytest.mark.parametrize(
    ("wording", "field", "code", "named"),
    [
        ({"indicators": {1: {"value": "101"}}}, "indicators.1.value", "weaker", "氧含量"),
        ({"indicators": {1: {"value": "0.02", "unit": "%"}}}, "indicators.1.value", "weaker", "100 ppm"),
        ({"indicators": {2: {"value": "0.89"}}}, "indicators.2.value", "weaker", "球形度"),
        ({"indicators": {1: {"value": "90 kg"}}}, "indicators.1.value", "unit", "kg"),
        ({"indicators": {1: {"value": ""}}}, "indicators.1.value", "required", "氧含量"),
        ({"indicators": {9: {"value": "1"}}}, "indicators.9", "unknown", "指标"),
        ({"parts": {1: "31"}}, "parts.3", "sum", "80,000.00"),
        ({"parts": {1: "29.99"}}, "parts.3", "sum", "800.00"),
        ({"parts": {1: "很多"}}, "parts.1", "", ""),
        ({"ip": {"ip_clause": "JOINT"}}, "ip.ip_clause", "frozen", "归发榜方"),
        ({"ip": {"ip_improvements": ""}}, "ip.ip_improvements", "frozen", "后续改进"),
        ({"ip": {"ip_transfer": "whatever"}}, "ip.ip_transfer", "option", ""),
        ({"ip": {"nothing": "1"}}, "ip.nothing", "unknown", ""),
        ({"promises": [{"text": "", "due_month": "3", "consequence": "退款"}]}, "promises.0.text", "required", ""),
        ({"promises": [{"text": "甲", "due_month": "99", "consequence": "退"}]}, "promises.0.due_month", "", ""),
        (
            {"promises": [{"text": "甲", "due_month": "3", "consequence": "退", "milestone": "9"}]},
            "promises.0.milestone",
            "unknown",
            "9",
        ),
        ({"sections": {"dispute": "长" * 2001}}, "sections.dispute", "too_long", "2001"),
        ({"sections": {"price": "x"}}, "sections.price", "unknown", ""),
    ],
)
def test_what_is_weaker_or_unreadable_is_refused_beside_its_field(wording, field, code, named):
    contract = drafted()
    wrong = refuses(contract, Invalid, lambda: propose(contract, **wording), code)
    found = {one.field: str(one.message) for one in wrong.problems}
    assert field in found and named in found[field], found


def test_what_is_stronger_and_what_was_left_open_is_agreed():
    contract = drafted()
    propose(
        contract,
        indicators={1: {"value": "0.0085", "unit": "%"}},
        parts={1: "20", 2: "50"},
        ip={"ip_transfer": "consent", "ip_secrecy_years": "5", "ip_clause": "OWNER_LEAD"},
        promises=[
            {
                "text": "连续 10 批不高于 85 ppm",
                "indicator": "1",
                "milestone": "1",
                "due_month": "6",
                "consequence": "退款",
            }
        ],
    )
    row = stored(contract)
    assert row.indicators.get(position=1).value == Decimal(85)
    amounts = [part.amount for part in row.parts.all()]
    assert amounts == [Decimal(1_600_000), Decimal(4_000_000), Decimal(2_400_000)] and sum(amounts) == row.total
    assert row.ip["ip_transfer"] == "consent" and row.ip["ip_secrecy_years"] == 5
    assert [(one.text, one.milestone) for one in row.promises.all()] == [("连续 10 批不高于 85 ppm", 1)]
    # What was committed stays the floor: the first value cannot be undercut, the second can be given up again.
    propose(contract, indicators={1: {"value": "100"}})
    assert row.indicators.get(position=1).value == Decimal(100)


def test_a_text_that_changes_nothing_is_no_version():
    contract = drafted()
    refuses(contract, Refused, lambda: propose(contract), "unchanged")


def test_who_wrote_from_an_older_version_loses_nothing_of_the_other():
    contract = drafted()
    propose(contract, by=lead(contract), sections={"other": "甲"})
    refuses(
        contract,
        LostUpdate,
        lambda: talks.propose_text(
            contract, Wording(sections={"other": "乙"}), by=sme(contract), at=AT, read_version=1
        ),
    )
    old = contract.versions.get(number=1).sha256
    refuses(contract, LostUpdate, lambda: talks.accept_text(contract, by=sme(contract), at=AT, read=old))


def test_nobody_signs_out_of_turn_twice_or_another_text():
    contract = to_be_signed()
    read = version_of(contract).sha256
    by_lead, by_sme = lead(contract, "signer"), sme(contract, "signer")

    def sign(by, at=AT, read=read):
        return signing.sign(contract, by=by, at=at, read=read)

    refuses(contract, Refused, lambda: sign(by_lead), "not_your_turn")
    refuses(contract, LostUpdate, lambda: sign(by_sme, read="0" * 64))
    refuses(contract, NotAllowed, lambda: sign(sme(contract, "handler")))
    refuses(contract, NotAllowed, lambda: sign(organiser(contract, "batch_admin")))
    sign(by_sme)
    refuses(contract, Refused, lambda: sign(by_sme), "signed")


def test_nobody_signs_before_the_publicity_has_ended():
    contract = to_be_signed()
    read = version_of(contract).sha256
    Challenge.objects.filter(pk=contract.challenge_id).update(publicity_ends_at=AT)
    by = sme(contract, "signer")
    refuses(contract, Refused, lambda: signing.sign(contract, by=by, at=AT, read=read), "publicity_runs")
    signing.sign(contract, by=by, at=AT + SECOND, read=read)


@pytest.mark.parametrize("frozen", [{"signing_frozen": True}, {"verification": "pending"}])
def test_nobody_signs_for_a_firm_that_may_not(frozen):
    contract = to_be_signed()
    by = sme(contract, "signer")
    Organisation.objects.filter(pk=contract.proposal.organisation_id).update(**frozen)
    refuses(contract, Refused, lambda: signing.sign(contract, by=by, at=AT, read=version_of(contract).sha256))


def test_too_small_a_share_of_the_small_firms_is_named_and_not_signed():
    contract = drafted(members=[("institute", "45")])
    read = version_of(contract).sha256
    wrong = refuses(
        contract, Invalid, lambda: talks.accept_text(contract, by=sme(contract), at=AT, read=read), "sme_share"
    )
    assert "55%" in str(wrong) and "60%" in str(wrong)
    set_rules(contract.challenge.batch, {"sme_share": 50})
    talks.accept_text(contract, by=lead(contract), at=AT, read=read)
    talks.accept_text(contract, by=sme(contract), at=AT, read=read)
    assert contract.state == "signing"
    # The rules of that day are asked again with the signature.
    set_rules(contract.challenge.batch, {"sme_share": 60})
    by = sme(contract, "signer")
    refuses(contract, Invalid, lambda: signing.sign(contract, by=by, at=AT, read=read), "sme_share")


def test_a_side_that_has_not_signed_takes_the_text_back_to_the_talks():
    contract = to_be_signed()
    version = version_of(contract)
    signing.sign(contract, by=sme(contract, "signer"), at=AT, read=version.sha256)
    why = "付款手续漏了发票条款"
    refuses(contract, Refused, lambda: talks.reopen_text(contract, by=sme(contract), at=AT, reason=why), "signed")
    refuses(contract, Invalid, lambda: talks.reopen_text(contract, by=lead(contract), at=AT, reason=" "))
    talks.reopen_text(contract, by=lead(contract), at=AT, reason=why)
    assert contract.state == "negotiating" and not version.acceptances.exists()
    assert contract.signatures.get().voided_at == AT


def test_a_signing_that_takes_too_long_goes_back_to_the_talks():
    contract = to_be_signed()
    signing.sign(contract, by=sme(contract, "signer"), at=AT, read=version_of(contract).sha256)
    due = contract.due_at
    assert due < contract.sign_by
    take_due_steps(due)
    assert stored(contract).state == "signing"
    take_due_steps(due + SECOND)
    row = stored(contract)
    assert row.state == "negotiating" and row.signatures.get().voided_at and row.due_at <= row.sign_by


def test_what_was_not_signed_in_time_lapses_and_without_a_reserve_the_challenge_too():
    contract = to_be_signed()
    refuses(contract, Refused, lambda: lapsing.lapse(contract, by=CLOCK, at=contract.sign_by), "not_due")
    late = contract.sign_by + SECOND
    by = sme(contract, "signer")
    refuses(
        contract,
        Refused,
        lambda: signing.sign(contract, by=by, at=late, read=version_of(contract).sha256),
        "signing_late",
    )
    refuses(contract, Refused, lambda: talks.reopen_text(contract, by=by, at=late, reason="金额写错了要改"))
    lapsing.lapse(contract, by=CLOCK, at=late)
    row = stored(contract)
    assert (row.state, row.proposal.state, row.challenge.state) == ("lapsed", "passed_over", "lapsed")
    assert not row.challenge.awards.exists()


def test_a_race_begins_with_the_first_and_an_empty_slot_stays_empty():
    contract = to_be_signed(slots=2)
    other = Contract.objects.exclude(pk=contract.pk).get()
    reserve = ProposalFactory(challenge=contract.challenge, state="reserve", receipt_number="R-9")
    signed(contract)
    assert (stored(contract).challenge.state, stored(other).state) == ("in_progress", "drafting")
    assert Proposal.objects.get(pk=reserve.pk).state == "reserve"
    lapsing.lapse(other, by=CLOCK, at=other.sign_by + SECOND)
    assert stored(other).challenge.state == "in_progress"
    assert Proposal.objects.get(pk=reserve.pk).state == "not_selected"


def test_reserves_are_let_go_when_all_have_signed():
    contract = to_be_signed()
    reserve = ProposalFactory(challenge=contract.challenge, state="reserve", receipt_number="R-9")
    signed(contract)
    assert Proposal.objects.get(pk=reserve.pk).state == "not_selected"


def test_the_registration_is_added_later_without_a_signature():
    contract = signed()

    def register(number="2026-1100-0042", on=TODAY, by=None):
        by = by or sme(contract)
        return signing.register_contract(contract, by=by, at=AT, number=number, registered_on=on)

    refuses(contract, Invalid, lambda: register(number="　"), "required")
    refuses(contract, Invalid, lambda: register(on=day_of(AT + 2 * DAY)), "future")
    refuses(contract, NotAllowed, lambda: register(by=organiser(contract)))
    register()
    assert (stored(contract).registration_number, stored(contract).state) == ("2026-1100-0042", "effective")


def test_strangers_and_members_do_nothing_with_it():
    contract = drafted(members=[("sme", "30")])
    member = acting(contract.parties.get(role="member").organisation, "handler", "signer")
    for by in (member, acting(ProposalFactory(challenge=contract.challenge).organisation, "handler")):
        refuses(contract, NotAllowed, lambda by=by: propose(contract, by=by, sections={"other": "甲"}))
