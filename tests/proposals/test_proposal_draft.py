"""Writing a draft: one per firm, saved as typed, several people at once, versions and their difference."""

from datetime import timedelta

import pytest

from accounts.queries.text import in_force
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.listing.models import Undertaking
from challenges.proposals.actions.proposal import create
from challenges.proposals.actions.proposal_draft import SectionTaken, keep_version, restore, save_section
from challenges.proposals.models import Proposal
from challenges.proposals.queries.proposal import problems, writing
from challenges.proposals.queries.proposal_diff import changes
from challenges.proposals.queries.proposal_snapshot import digest, snapshot
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, accepting_challenge, set_rules
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


@pytest.fixture
def writer(firm):
    return acting(firm, "handler")


@pytest.fixture
def draft(firm):
    return complete_proposal(organisation=firm)


def test_a_firm_begins_a_draft_that_knows_the_money_on_offer(writer, firm):
    challenge = accepting_challenge()
    proposal = create(challenge, by=writer, at=NOW)
    assert (proposal.state, proposal.organisation, proposal.edition) == ("draft", firm, 1)
    assert proposal.sections.get(key="budget").data == {"cells": {}, "sources": {"fiscal": "200.00", "lead": "600.00"}}
    assert proposal.sections.count() == 9
    member = proposal.members.get()
    assert (member.organisation, member.leader, member.share, member.state) == (firm, True, 100, "confirmed")
    assert [event.name for event in Event.objects.all()] == ["proposal.created"]


def test_drafting_may_begin_while_verification_is_pending():
    firm = OrganisationFactory(kind="sme", verification="pending")
    assert create(accepting_challenge(), by=acting(firm, "admin"), at=NOW).state == "draft"


def refused(error, code, challenge, by, at=NOW):
    count = Proposal.objects.count()
    with pytest.raises(error) as caught:
        create(challenge, by=by, at=at)
    assert (caught.value.code, Proposal.objects.count()) == (code, count)


def test_one_proposal_a_firm(writer):
    challenge = accepting_challenge()
    create(challenge, by=writer, at=NOW)
    refused(Refused, "exists", challenge, writer)


def test_one_second_late_is_late(writer):
    challenge = accepting_challenge()
    refused(Refused, "late", challenge, writer, challenge.closes_at + timedelta(seconds=1))
    assert create(challenge, by=writer, at=challenge.closes_at + timedelta(microseconds=999_999))


def test_not_before_it_opens_nor_after_it_is_withdrawn(writer):
    refused(Refused, "not_accepting", accepting_challenge(state="published", opens_at=NOW + DAY), writer)
    refused(Refused, "not_accepting", accepting_challenge(state="withdrawn"), writer)


def test_only_writers_of_smes_and_institutes_begin():
    challenge = accepting_challenge()
    for kind, role in (("lead", "handler"), ("organiser", "checker"), ("finance", "viewer"), ("sme", "signer")):
        refused(NotAllowed, "not_allowed", challenge, acting(OrganisationFactory(kind=kind), role))


def test_an_institute_leads_only_where_the_rules_allow_it():
    by = acting(OrganisationFactory(kind="institute"), "handler")
    refused(Refused, "leader_not_sme", accepting_challenge(), by)
    challenge = accepting_challenge()
    set_rules(challenge.batch, {"leader_must_be_sme": 0})
    assert create(challenge, by=by, at=NOW).state == "draft"


def test_a_restricted_challenge_asks_for_the_promise_of_secrecy(writer):
    challenge = accepting_challenge(confidentiality="restricted")
    refused(Refused, "undertaking_missing", challenge, writer)
    Undertaking.objects.create(challenge=challenge, organisation=writer.organisation, user=writer.user, at=NOW)
    assert create(challenge, by=writer, at=NOW)


def test_an_internal_challenge_asks_for_a_verified_firm():
    challenge = accepting_challenge(confidentiality="internal")
    refused(Refused, "unverified", challenge, acting(OrganisationFactory(verification="pending"), "handler"))


@pytest.mark.parametrize(
    "typed",
    [{}, {"route": "半句"}, ["不", "是", "映射"], "一段文字", 3, {"route": {"层": ["嵌", None, True]}}],
)
def test_a_section_is_saved_as_it_was_typed(draft, writer, typed):
    section = save_section(draft, "route", typed, 0, by=writer, at=NOW)
    assert (section.data, section.version, section.saved_by) == (typed, 1, writer.user)
    draft.refresh_from_db()
    assert (draft.draft_version, draft.updated_at) == (1, NOW)
    assert problems(draft, NOW)


def test_nothing_typed_is_an_empty_section(draft, writer):
    assert save_section(draft, "route", None, 0, by=writer, at=NOW).data == {}


@pytest.mark.parametrize(
    "data",
    [{"a\x00": "x"}, {"a": "半\ud800个"}, {"a": float("nan")}, {"a": {"b": object()}}],
    ids=("nul", "surrogate", "nan", "object"),
)
def test_what_no_database_can_keep_is_refused_and_nothing_is_written(draft, writer, data):
    before = list(draft.sections.values_list("key", "data", "version"))
    with pytest.raises(Invalid):
        save_section(draft, "route", data, 0, by=writer, at=NOW)
    assert list(draft.sections.values_list("key", "data", "version")) == before


def test_two_editors_at_once_lose_nothing(draft, writer, firm):
    other = acting(firm, "project_lead")
    save_section(draft, "route", {"route": "甲"}, 0, by=writer, at=NOW)
    with pytest.raises(SectionTaken) as caught:
        save_section(draft, "route", {"route": "乙"}, 0, by=other, at=NOW)
    assert (caught.value.section.data, caught.value.current) == ({"route": "甲"}, 1)
    assert caught.value.section.saved_by == writer.user
    draft.refresh_from_db()
    assert (draft.sections.get(key="route").data, draft.draft_version) == ({"route": "甲"}, 1)
    save_section(draft, "team", {"people": []}, 0, by=other, at=NOW)


def test_an_unknown_or_boundless_section_is_refused(draft, writer):
    for key, data in (("price", {}), ("route", {"route": "长" * 200_000})):
        with pytest.raises(Invalid):
            save_section(draft, key, data, 0, by=writer, at=NOW)
    assert draft.sections.filter(version=0).count() == 9


def test_only_a_draft_is_edited_and_only_by_its_writers(draft, writer):
    for by in (acting(draft.organisation, "finance"), acting(OrganisationFactory(), "handler")):
        with pytest.raises(NotAllowed):
            save_section(draft, "route", {}, 0, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            restore(draft, 1, by=by, at=NOW)
    Proposal.objects.filter(pk=draft.pk).update(state="internal_review")
    with pytest.raises(Refused) as caught:
        save_section(draft, "route", {}, 0, by=writer, at=NOW)
    assert "单位审核" in caught.value.message


def test_declarations_are_kept_with_person_time_and_wording(draft, writer):
    save_section(draft, "declarations", {"integrity": True, "truth": "yes"}, 0, by=writer, at=NOW)
    assert list(draft.declarations.values_list("kind", flat=True)) == ["integrity"]
    save_section(draft, "declarations", {"integrity": True, "truth": True}, 1, by=writer, at=NOW)
    row = draft.declarations.get(kind="truth")
    text = in_force("truth", draft.challenge.organiser_id, NOW)
    assert (row.by, row.at, row.text, row.sha256, row.capacity) == (writer.user, NOW, text, text.sha256, "handler")
    assert {problem.field for problem in problems(draft, NOW) if problem.field.startswith("declarations")} == {
        f"declarations.{kind}" for kind in ("no_control_relation", "publicity_consent", "data_consent", "secrecy")
    }


def test_a_version_is_kept_when_another_person_goes_on_or_after_a_pause(draft, writer, firm):
    other = acting(firm, "project_lead")
    save_section(draft, "route", {"route": "一"}, 0, by=writer, at=NOW)
    save_section(draft, "route", {"route": "二"}, 1, by=writer, at=NOW + MINUTE)
    assert draft.versions.count() == 0
    save_section(draft, "ip", {"freedom": "三"}, 0, by=other, at=NOW + 2 * MINUTE)
    kept = draft.versions.get()
    assert (kept.number, kept.by, kept.at, kept.section) == (1, writer.user, NOW + MINUTE, "route")
    assert kept.snapshot["sections"]["route"] == {"route": "二"}
    save_section(draft, "ip", {"freedom": "四"}, 1, by=other, at=NOW + 30 * MINUTE)
    assert [row.number for row in draft.versions.all()] == [2, 1]
    keep_version(draft, reason="review", by=other.user, at=NOW + 30 * MINUTE)
    save_section(draft, "ip", {"freedom": "四"}, 2, by=writer, at=NOW + 60 * MINUTE)
    assert draft.versions.count() == 3
    assert Event.objects.filter(name="proposal.edited").count() == 2
    lines = [(c.path, c.label, c.before, c.after) for c in changes(draft, kept.snapshot, snapshot(draft))]
    assert lines == [("ip.freedom", "自由实施声明", "未发现侵权风险", "四"), ("ip.background", "", "[]", "")]


def test_an_old_version_comes_back_as_a_new_one(draft, writer):
    save_section(draft, "route", {"route": "旧"}, 0, by=writer, at=NOW)
    save_section(draft, "route", {"route": "新"}, 1, by=writer, at=NOW + 30 * MINUTE)
    restore(draft, 1, by=writer, at=NOW + 31 * MINUTE)
    route = draft.sections.get(key="route")
    assert (route.data, route.version) == ({"route": "旧"}, 3)
    assert draft.versions.first().snapshot["sections"]["route"] == {"route": "新"}
    with pytest.raises(Invalid):
        restore(draft, 99, by=writer, at=NOW)


def test_who_is_writing_now_is_seen_from_the_last_saves(draft, writer):
    save_section(draft, "route", {}, 0, by=writer, at=NOW)
    assert [(row.key, row.saved_by) for row in writing(draft, NOW + MINUTE)] == [("route", writer.user)]
    assert writing(draft, NOW + MINUTE, but=writer.user) == []
    assert writing(draft, NOW + 3 * MINUTE) == []


def test_the_hash_follows_the_content_alone(draft, writer):
    before = digest(snapshot(draft))
    assert before == digest(snapshot(Proposal.objects.get(pk=draft.pk)))
    save_section(draft, "route", {"route": "别的"}, 0, by=writer, at=NOW)
    assert digest(snapshot(draft)) != before
