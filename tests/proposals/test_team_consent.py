"""The consent of the people of a team: asked from themselves, recorded once, withdrawn by the same link."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.db import DatabaseError, connection, transaction

from accounts.errors import Invalid
from accounts.origin import Origin
from challenges.core.gate import NotAllowed, Refused
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions import team, team_mail
from challenges.proposals.actions.proposal_draft import restore, save_section
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Section, TeamAnswer, TeamRequest, team_triggers
from challenges.proposals.queries.proposal import problems
from challenges.proposals.queries.proposal_snapshot import snapshot
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import acting
from tests.factories.challenges import NOW, set_rules
from tests.factories.proposals import complete_proposal
from tests.factories.texts import approved_text

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FROM = Origin("192.0.2.9", "Firefox")
ROWS = [
    {"name": "沈砚", "unit": "甲", "title": "", "task": "总体", "months": "6", "email": "Shen@Example.cn"},
    {"name": "贺川", "unit": "甲", "title": "", "task": "工艺", "months": "8", "email": "he@example.cn"},
]


def drafted(people=ROWS):
    """A draft that lacks nothing but the consent of these people, with a writer of its firm."""
    row = complete_proposal(consents=False)
    Section.objects.filter(proposal=row, key="team").update(data={"people": people})
    return row, acting(row.organisation, "handler")


def codes(row, at=NOW):
    return [(one.field, one.code) for one in problems(row, at)]


def said(row, kind, name="沈砚", at=NOW):
    asked = row.team_requests.filter(name=name).latest("pk")
    return team.answer(asked, kind, read=asked.sha256, origin=FROM, at=at, name=asked.name)


def test_nobody_is_handed_in_who_did_not_agree_themselves():
    row, by = drafted()
    assert codes(row) == [("team.people.0.email", "not_asked"), ("team.people.1.email", "not_asked")]
    team.ask(row, by=by, at=NOW)
    assert codes(row) == [("team.people.0.email", "no_answer"), ("team.people.1.email", "no_answer")]
    made = said(row, "agreed")
    said(row, "refused", "贺川")
    assert (made.sha256, made.at, made.address, made.device) == (made.request.text.sha256, NOW, "192.0.2.9", "Firefox")
    assert codes(row) == [("team.people.1.email", "refused")]
    with pytest.raises(Invalid):
        proposals.send_for_review(row, by=by, at=NOW)
    said(row, "agreed", "贺川", NOW + HOUR)
    assert codes(row) == []
    proposals.send_for_review(row, by=by, at=NOW)


@pytest.mark.parametrize("change", [{"task": "检测"}, {"months": "7"}, {"email": "new@example.cn"}, {"name": "沈研"}])
def test_a_changed_row_asks_again(change):
    row, by = drafted(ROWS[:1])
    team.ask(row, by=by, at=NOW)
    said(row, "agreed")
    save_section(row, "team", {"people": [ROWS[0] | change]}, 0, by=by, at=NOW)
    assert codes(row) == [("team.people.0.email", "not_asked")]
    team.ask(row, by=by, at=NOW)
    assert row.team_requests.count() == 2


def test_a_changed_text_asks_again():
    row, by = drafted(ROWS[:1])
    team.ask(row, by=by, at=NOW)
    said(row, "agreed")
    approved_text("team_consent", row.challenge.organiser, effective_from=NOW)
    assert codes(row, NOW) == [("team.people.0.email", "not_asked")]


def test_without_an_address_or_with_that_of_another_nobody_is_handed_in():
    row, by = drafted([ROWS[0] | {"email": ""}, ROWS[1], ROWS[1] | {"name": "江岸"}])
    assert [code for _field, code in codes(row)] == ["required", "shared_address", "shared_address"]
    bad, by = drafted([ROWS[0] | {"email": "shen"}])
    with pytest.raises(Invalid):
        team.ask(bad, by=by, at=NOW)
    assert not TeamRequest.objects.filter(proposal=bad).exists()


def test_a_call_may_do_without():
    row, _by = drafted([ROWS[0] | {"email": ""}])
    set_rules(row.challenge.batch, {"team_consent_required": 0})
    assert codes(row) == []


def test_whoever_does_not_answer_is_asked_again_after_the_pause_and_by_writers_alone():
    row, by = drafted()
    with pytest.raises(NotAllowed):
        team.ask(row, by=acting(row.organisation, "signer"), at=NOW)
    team.ask(row, by=by, at=NOW)
    said(row, "refused", "贺川")
    assert team_mail.mail_requests(at=NOW) == 1 and team_mail.mail_requests(at=NOW) == 0
    with pytest.raises(Refused) as caught:
        team.ask(row, by=by, at=NOW + 23 * HOUR)
    assert caught.value.code == "asked_lately"
    team.ask(row, by=by, at=NOW + DAY)
    assert team_mail.mail_requests(at=NOW + DAY) == 1
    assert [one.to for one in mail.outbox] == [["shen@example.cn"]] * 2
    letter = mail.outbox[0].body
    assert "/team-consent/" in letter and "沈砚" in letter and row.challenge.title in letter and "贺川" not in letter


def test_a_link_is_found_by_its_token_alone_and_ends_with_the_window():
    row, by = drafted(ROWS[:1])
    team.ask(row, by=by, at=NOW)
    asked = row.team_requests.get()
    token = team.token_of(asked)
    closed = row.challenge.closes_at + HOUR
    assert team.find(token, NOW) == asked and team.find(token, closed) is None
    assert [team.find(other, NOW) for other in ("", "x", token[:-1], token + "x")] == [None] * 4
    assert team.find(signing.dumps([asked.pk, "other"], salt=team.SALT), NOW) is None


def test_a_withdrawal_before_submission_keeps_it_from_being_handed_in():
    row = complete_proposal(state="internal_review")
    asked = row.team_requests.get()
    team.answer(asked, "withdrawn", read=asked.sha256, origin=FROM, at=NOW)
    with pytest.raises(Invalid) as caught:
        submit(row, by=acting(row.organisation, "signer"), at=NOW)
    assert [one.code for one in caught.value.problems] == ["withdrawn"]


@pytest.mark.parametrize(("state", "organiser_told"), [("submitted", False), ("opened", True)])
def test_a_withdrawal_afterwards_is_told_to_the_firm_and_once_it_is_open_to_the_organiser(state, organiser_told):
    row = complete_proposal(state=state)
    writer, checker = acting(row.organisation, "handler"), acting(row.challenge.organiser, "checker")
    asked, late = row.team_requests.get(), row.challenge.closes_at + DAY
    assert team.find(team.token_of(asked), late) == asked
    team.answer(asked, "withdrawn", read=asked.sha256, origin=FROM, at=late)
    relay.run(late)
    told = set(InboxItem.objects.filter(event__name="proposal.team_withdrawn").values_list("person_id", flat=True))
    assert writer.user_id in told and (checker.user_id in told) is organiser_told
    assert team.find(team.token_of(asked), late) is None
    facts = Event.objects.get(name="proposal.team_withdrawn").facts
    assert asked.name not in str(facts) and asked.email not in str(facts)


def test_what_may_not_be_said_changes_nothing():
    row = complete_proposal()
    asked = row.team_requests.get()
    for kind, read, fault in (
        ("agreed", asked.sha256, Refused),
        ("refused", asked.sha256, Refused),
        ("withdrawn", "0" * 64, Refused),
        ("", asked.sha256, Invalid),
    ):
        with pytest.raises(fault):
            team.answer(asked, kind, read=read, origin=FROM, at=NOW, name=asked.name)
    assert TeamAnswer.objects.count() == 1 and not Event.objects.filter(name__startswith="proposal.team").exists()


def test_addresses_are_not_handed_in_and_survive_a_restored_version():
    row, by = drafted()
    assert "example.cn" not in str(snapshot(row)["sections"]["team"])
    save_section(row, "team", {"people": ROWS[:1]}, 0, by=by, at=NOW)
    proposals_version = row.versions.create(number=9, snapshot=snapshot(row), reason="pause", at=NOW)
    restore(row, proposals_version.number, by=by, at=NOW)
    assert row.sections.get(key="team").data == {"people": [ROWS[0] | {"email": "shen@example.cn"}]}


def test_the_database_itself_keeps_what_was_asked_and_said():
    row = complete_proposal()
    asked = row.team_requests.get()
    team_triggers.remove(connection)
    team_triggers.install(connection)
    try:
        TeamRequest.objects.filter(pk=asked.pk).update(mailed_at=NOW + DAY)
        for change in (
            lambda: TeamRequest.objects.filter(pk=asked.pk).update(name="别人"),
            lambda: TeamAnswer.objects.filter(request=asked).update(kind="refused"),
            lambda: TeamAnswer.objects.filter(request=asked).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    finally:
        if connection.vendor == "sqlite":
            team_triggers.remove(connection)


def of_the_firm(row, email, name):
    """A handler of the proposal's firm with this address and name."""
    by = acting(row.organisation, "handler")
    by.user.email, by.user.name = email, name
    by.user.save()
    by.user.emailaddress_set.create(email=email, verified=True, primary=True)
    return by


def test_the_address_of_a_colleague_asks_nobody_else_and_is_refused_beside_the_field():
    row, by = drafted()
    of_the_firm(row, "shen@example.cn", "赵经办")
    with pytest.raises(Invalid) as caught:
        team.ask(row, by=by, at=NOW)
    assert [(one.field, one.code) for one in caught.value.problems] == [("team.people.0.email", "others_address")]
    assert not TeamRequest.objects.exists()
    assert codes(row) == [("team.people.0.email", "others_address"), ("team.people.1.email", "not_asked")]


def test_ones_own_address_is_ones_own():
    row, by = drafted()
    of_the_firm(row, "shen@example.cn", "沈砚")
    team.ask(row, by=by, at=NOW)
    assert row.team_requests.count() == 2


def test_an_address_through_which_another_agreed_for_the_same_firm_is_refused():
    earlier = complete_proposal()
    asked = earlier.team_requests.get()
    row = complete_proposal(organisation=earlier.organisation, consents=False)
    Section.objects.filter(proposal=row, key="team").update(data={"people": [ROWS[0] | {"email": asked.email}]})
    assert codes(row) == [("team.people.0.email", "others_address")]


@pytest.mark.parametrize(("name", "code"), [("", "required"), (" ", "required"), ("贺川", "another_name")])
def test_whoever_agrees_gives_the_name_that_is_listed(name, code):
    row, by = drafted(ROWS[:1])
    team.ask(row, by=by, at=NOW)
    asked = row.team_requests.get()
    with pytest.raises(Invalid) as caught:
        team.answer(asked, "agreed", read=asked.sha256, origin=FROM, at=NOW, name=name)
    assert [(one.field, one.code) for one in caught.value.problems] == [("name", code)]
    assert not TeamAnswer.objects.exists()


@pytest.mark.parametrize("kind", ["agreed", "refused"])
def test_a_handler_who_is_signed_in_answers_for_nobody_else(kind):
    row, by = drafted(ROWS[:1])
    team.ask(row, by=by, at=NOW)
    asked = row.team_requests.get()
    given = {"read": asked.sha256, "origin": FROM, "at": NOW, "name": asked.name}
    for one in (by, acting(row.organisation, "signer")):
        with pytest.raises(Refused) as caught:
            team.answer(asked, kind, by=one, **given)
        assert caught.value.code == "not_yours"
    assert not TeamAnswer.objects.exists()
    team.answer(asked, kind, by=of_the_firm(row, asked.email, asked.name), **given)
    assert TeamAnswer.objects.count() == 1
