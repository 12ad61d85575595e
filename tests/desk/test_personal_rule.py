"""The numbers for personal data: two operators change them, from a day on, within bounds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.core.actions import motion as motions
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.desk.actions.personal_rule import BOUNDS, change
from challenges.desk.models import PersonalRule
from notifications.clock import day_of, now
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, acting, operator

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BASIS = "平台个人信息管理规定第七条"


def rule(key="grace_days"):
    return PersonalRule.in_force(day_of(now()))[key]


def given(value=10, day=None, basis=BASIS):
    return {"value": value, "basis": basis, "effective_from": (day or day_of(now())).isoformat()}


def test_every_number_has_bounds_in_which_it_stands():
    assert set(BOUNDS) == set(PersonalRule.Key)
    for key, row in PersonalRule.in_force(day_of(now())).items():
        least, most = BOUNDS[PersonalRule.Key(key)]
        assert least <= row.value <= most


@pytest.mark.parametrize("key", PersonalRule.Key.values)
def test_numbers_out_of_bounds_past_days_and_empty_sources_are_refused(key):
    first, row = operator(), rule(key)
    least, most = BOUNDS[PersonalRule.Key(key)]
    wrong = [
        (given(least - 1), "value"),
        (given(most + 1), "value"),
        (given(least, day_of(now()) - DAY), "effective_from"),
        (given(least, basis=" "), "basis"),
    ]
    for typed, field in wrong:
        with pytest.raises(Invalid) as caught:
            motions.prepare(ACTS["personal_rule.change"], row, by=first, at=now(), **typed)
        assert [problem.field for problem in caught.value.problems] == [field]
    assert not Motion.objects.exists() and not Event.objects.filter(name="personal_rule.changed").exists()


def test_nobody_else_changes_one_and_no_operator_alone():
    row, approver = rule(), acting(OrganisationFactory(kind="organiser"), "approver")
    with pytest.raises(NotAllowed):
        motions.prepare(ACTS["personal_rule.change"], row, by=approver, at=now(), **given())
    with pytest.raises(Refused):
        change(row, by=operator(), at=now(), **given())
    assert rule().value == row.value


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_operator_prepares_on_the_page_and_another_confirms(client, language):
    first, second = operator(), operator()

    def seat(one):
        one.user.language = language
        one.user.save()
        client.force_login(one.user)

    address, day = reverse("personal_rule", args=["grace_days"]), day_of(now()) + 3 * DAY
    seat(first)
    assert address in client.get(reverse("processing")).content.decode()
    before = rule().value
    for wrong in (
        {"value": "many"},
        {"value": "99"},
        {"basis": ""},
        {"effective_from": "2020-01-01"},
        {"value": "1.5"},
    ):
        answer = client.post(address, given(day=day) | wrong)
        assert (answer.status_code in (409, 422) and BASIS in answer.content.decode()) or "basis" in wrong
    assert client.post(address, given(day=day)).status_code == 302
    motion = Motion.objects.get()
    assert rule().value == before and f"/motions/{motion.pk}/" in client.get(address).content.decode()
    seat(second)
    page = client.get(f"/motions/{motion.pk}/").content.decode()
    assert BASIS in page and address in page
    assert client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version}).status_code == 302
    assert rule().value == before and PersonalRule.in_force(day)["grace_days"].value == 10
    event = Event.objects.get(name="personal_rule.changed")
    assert (event.actor_id, event.facts["prepared_by"]) == (second.user_id, str(first.user))


def test_the_page_is_for_operators_and_asks_as_often_for_many_rows(client):
    address = reverse("personal_rule", args=["keep_record"])
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(operator().user)
    assert client.get(reverse("personal_rule", args=["nothing"])).status_code == 404
    spent = []
    for more in (3, 27):
        held = PersonalRule.objects.filter(key="keep_record").count()
        for n in range(held, held + more):
            PersonalRule.objects.create(
                key="keep_record", value=15, basis=BASIS, effective_from=day_of(now()) + n * DAY
            )
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        spent.append(len(caught))
    assert spent[0] == spent[1]
