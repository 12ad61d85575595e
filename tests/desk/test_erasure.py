"""An account is deleted: refused while it is needed, and afterwards nothing of the person but what the law keeps."""

import datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from accounts.actions import membership as membership_actions
from accounts.actions import person as person_actions
from accounts.models import ExpertProfile, Organisation
from challenges.desk.actions import erasure
from challenges.desk.actions import personal_request as asking
from challenges.desk.models import PersonalRequest, PersonalRule
from challenges.desk.queries.personal_register import HOLDINGS, Then
from challenges.management import invariants
from challenges.proposals.models import Section
from notifications import chain, immutability, relay
from notifications.clock import now
from notifications.erasing import GONE
from notifications.models import Event, Immutable, InboxItem
from tests.factories.accounts import (
    ExpertFactory,
    InvitationFactory,
    MembershipFactory,
    OperatorFactory,
    OrganisationFactory,
    UserFactory,
    acting,
)
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, known

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NAME, PHONE = "欧阳清越", "13800000001"


def somebody(**fields):
    """Return somebody with a name, a telephone and a proved mailbox who has done this and that in a firm."""
    user = known(UserFactory(email="qingyue@example.cn", **fields), NAME)
    firm = OrganisationFactory(kind="sme", contact_name=NAME, contact_phone=PHONE)
    by = acting(firm, "admin", "handler", user=user)
    MembershipFactory(organisation=firm, roles=["admin"])
    return user, firm, by


def lived():
    """Return the same after a while: a profile, a draft, invitations, notices, a session."""
    user, firm, by = somebody()
    Client().force_login(user)
    person_actions.change_profile(user, by=by, name=NAME, phone=PHONE)
    membership_actions.invite(firm, by=by, at=now(), email="new@example.cn", roles=["handler"])
    InvitationFactory(email=user.email)
    ExpertFactory(user=user, summary=f"{NAME}，联系 {PHONE}")
    draft = complete_proposal(organisation=firm, project_leader=NAME)
    section = Section.objects.filter(proposal=draft).first()
    Section.objects.filter(pk=section.pk).update(data={"team": [{"name": NAME, "phone": PHONE, "mail": user.email}]})
    relay.run(now())
    return user, firm, by


def hits(*words):
    """Return (table, column) of every place in the database where one of these words stands."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        fields = [field for field in model._meta.concrete_fields if isinstance(field, (*TEXTS, models.JSONField))]
        for row in model._base_manager.all().iterator():
            for field in fields:
                if any(word in str(getattr(row, field.attname)) for word in words):
                    found.add((model._meta.label, field.name))
    return found


TEXTS = (models.CharField, models.TextField)


def erased(user, by, at=None):
    """Ask for a deletion and let its days pass; returns the request."""
    at = at or now()
    row = asking.ask_erasure(by=by, at=at)
    erasure.erase_due(at=at + 30 * DAY)
    row.refresh_from_db()
    return row


def test_of_somebody_whom_no_law_keeps_nothing_is_left():
    user, _firm, by = lived()
    assert len(hits(NAME, PHONE, user.email)) > 8
    row = erased(user, by)
    relay.run(now() + 30 * DAY)
    assert row.outcome == "done" and row.kept == [] and row.name_until is None
    assert hits(NAME, PHONE, "qingyue@example.cn") == set()
    user.refresh_from_db()
    assert (user.name, user.phone, user.is_active) == (GONE, "", False) and not user.has_usable_password()


def test_every_chain_holds_afterwards_and_shows_that_facts_were_erased():
    user, firm, by = lived()
    row = erased(user, by)
    told = Event.objects.get(name="personal.erased", subject_id=row.pk)
    assert told.facts["events"]
    for pk, digest in told.facts["events"]:
        event = Event.objects.get(pk=pk)
        assert event.salt == "" and chain.facts_digest("", event.facts) == digest
    for name in Event.objects.values_list("chain", flat=True).distinct():
        assert chain.breaks(name) == []
    assert firm.memberships.active().count() == 1


def test_the_record_is_not_altered_by_the_way_that_erases():
    _user, firm, by = somebody()
    membership_actions.invite(firm, by=by, at=now(), email="new@example.cn", roles=["handler"])
    event = Event.objects.get(name="invitation.sent")
    with pytest.raises(Immutable):
        Event.objects.filter(pk=event.pk).update(facts={})
    if connection.vendor == "sqlite":
        immutability.install(connection)
    for change in ("facts = '{}'", "salt = 'x'", "facts = '{}', salt = 'x'", "salt = '', facts_digest = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE notifications_event SET {change} WHERE id = %s", [event.pk])
    assert list(invariants.erased_facts_are_recorded()) == []
    QuerySet(Event).filter(pk=event.pk).update(facts={"email": "forged@example.cn"}, salt="")
    assert [row.pk for row, _why in invariants.erased_facts_are_recorded()] == [event.pk]


def test_what_the_law_keeps_is_named_with_its_rule_and_loses_the_name_when_its_time_is_over():
    scene = Review5().publicised()
    seat = scene.challenge.panels.get().seats.filter(state="accepted").first()
    user = known(seat.expert, NAME)
    by = acting(OrganisationFactory(), "handler", user=user)
    MembershipFactory(organisation=by.organisation, roles=["admin"])
    scene.challenge.panels.update(state="reported")
    row = erased(user, by)
    assert row.outcome == "done" and {one["activity"] for one in row.kept} == {"consent", "review"}
    places = hits(NAME, PHONE, "qingyue@example.cn") - {("accounts.User", "name")}
    assert all(HOLDINGS[label].then is Then.LAW for label, _column in places), places
    user.refresh_from_db()
    assert user.name == NAME and not user.phone and user.email.endswith("erased.invalid")
    years = PersonalRule.objects.get(key="keep_record").value
    erasure.erase_due(at=now() + (years + 1) * 366 * DAY)
    user.refresh_from_db()
    assert user.name == GONE


def refused(by):
    """Return why a deletion is refused, having found that nothing was asked."""
    with pytest.raises(asking.Refused) as found:
        asking.ask_erasure(by=by, at=now())
    assert not PersonalRequest.objects.exists()
    return str(found.value)


def test_it_is_refused_while_the_person_is_needed():
    user, firm, by = somebody()
    firm.memberships.exclude(user=user).update(ended_at=now())
    assert "管理员" in refused(by)
    MembershipFactory(organisation=firm, roles=["admin"])
    running = complete_proposal(organisation=firm, state="selected", project_leader=NAME)
    assert running.challenge.title in refused(by)


def test_a_seat_on_a_running_panel_keeps_an_expert():
    scene = Review5().scoring()
    seat = scene.challenge.panels.get().seats.filter(state="accepted").first()
    by = acting(OrganisationFactory(), "handler", user=seat.expert)
    MembershipFactory(organisation=by.organisation, roles=["admin"])
    assert scene.challenge.title in refused(by)


def test_an_operator_is_relieved_first():
    user = OperatorFactory()
    by = acting(OrganisationFactory(), "handler", user=user)
    MembershipFactory(organisation=by.organisation, roles=["admin"])
    assert "运营" in refused(by)


def test_what_came_up_in_between_is_told_and_nothing_is_erased():
    user, firm, by = somebody()
    asking.ask_erasure(by=by, at=now())
    firm.memberships.exclude(user=user).update(ended_at=now())
    erasure.erase_due(at=now() + 30 * DAY)
    row = PersonalRequest.objects.get()
    assert row.outcome == "refused" and "管理员" in row.answer
    user.refresh_from_db()
    assert user.name == NAME and user.is_active
    assert Event.objects.filter(name="personal.erasure_refused").exists()


def test_it_is_withdrawn_on_the_page_as_easily_as_it_was_asked(client):
    user, _firm, _by = somebody()
    client.force_login(user)
    assert reverse("own_data_erasure") in client.get(reverse("own_data")).content.decode()
    client.post(reverse("own_data_erasure"))
    row = PersonalRequest.objects.get()
    page = client.get(reverse("own_data")).content.decode()
    assert reverse("own_data_withdrawal", args=[row.pk]) in page and reverse("own_data_erasure") not in page
    client.post(reverse("own_data_withdrawal", args=[row.pk]))
    erasure.erase_due(at=now() + 30 * DAY)
    user.refresh_from_db()
    assert user.name == NAME and PersonalRequest.objects.get().outcome == "withdrawn"


def test_nobody_withdraws_or_answers_for_others(client):
    _user, _firm, by = somebody()
    row = asking.ask_correction(by=by, at=now(), text="姓名应为欧阳青越，身份证为准")
    client.force_login(UserFactory())
    assert client.post(reverse("own_data_withdrawal", args=[row.pk])).status_code == 404
    assert client.post(reverse("processing_answer", args=[row.pk])).status_code == 404


@pytest.mark.parametrize(("result", "outcome"), [("corrected", "answered"), ("refused", "refused")])
def test_a_correction_is_asked_and_answered_and_both_are_told(client, result, outcome):
    user, _firm, _by = somebody()
    operator = OperatorFactory()
    client.force_login(user)
    client.post(reverse("own_data_correction"), {"text": "公告里的姓名应为欧阳青越，见身份证"})
    row = PersonalRequest.objects.get()
    client.force_login(operator)
    assert "欧阳青越" in client.get(reverse("processing")).content.decode()
    client.post(reverse("processing_answer", args=[row.pk]), {"result": result, "reason": "已核对身份证，见更正公告"})
    row.refresh_from_db()
    assert row.outcome == outcome
    relay.run(now())
    people = set(InboxItem.objects.filter(event__name__startswith="personal.").values_list("person", flat=True))
    assert people == {user.pk, operator.pk}


def test_a_correction_without_words_says_so_and_keeps_what_was_typed(client):
    user, _firm, _by = somebody()
    client.force_login(user)
    page = client.post(reverse("own_data_correction"), {"text": " "}, follow=True)
    assert "请写明哪一处信息不对" in page.content.decode() and not PersonalRequest.objects.exists()
    assert ExpertProfile.objects.count() == 0 and Organisation.objects.count() == 1
