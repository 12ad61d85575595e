"""People's own accounts."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Value

from accounts.acting import PUBLIC, Acting
from accounts.actions import person
from accounts.models import User
from tests.accounts.refusals import invalid, not_allowed
from tests.factories.accounts import AT, UserFactory

pytestmark = pytest.mark.django_db


def test_somebody_is_admitted_with_a_proved_mailbox():
    user = person.admit(email="Boss@Example.cn", name="运营", at=AT, password="dongxi-2026", is_operator=True)
    assert (user.email, user.is_staff, user.check_password("dongxi-2026"), user.registered_at) == (
        "boss@example.cn",
        True,
        True,
        AT,
    )
    assert EmailAddress.objects.get(user=user).verified
    assert User.objects.get_by_natural_key("BOSS@example.cn") == user


def test_a_mailbox_is_one_account():
    UserFactory(email="one@example.cn")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ONE@example.cn")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="One＠Example.cn\u200b")])
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(email="one@example.cn").update(email=Value("ONE@example.cn"))
    assert User.objects.get(email=" One＠example。cn ").email == "one@example.cn"


def test_language_and_look_are_chosen():
    user = UserFactory()
    person.prefer(user, by=Acting(user), language="en")
    person.prefer(user, by=Acting(user), theme="dark")
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "dark")
    with invalid(language="invalid_choice", theme="invalid_choice"):
        person.prefer(user, by=Acting(user), language="fr", theme="pink")
    for by in (PUBLIC, Acting(UserFactory())):
        with not_allowed():
            person.prefer(user, by=by, theme="dark")


def test_a_person_has_a_name():
    user = UserFactory()
    person.change_profile(user, by=Acting(user), name=" 沈砚秋 ", phone="13800000001")
    assert (str(user), user.get_full_name(), user.get_short_name(), user.phone) == (
        "沈砚秋",
        "沈砚秋",
        "沈砚秋",
        "13800000001",
    )
    with invalid(name="required"):
        person.change_profile(user, by=Acting(user), name=" ")
    with not_allowed():
        person.change_profile(user, by=PUBLIC, name="他人")


def test_nobody_stands_above_the_operators():
    user = User.objects.create_superuser("first@example.cn", "geheim")
    assert (user.is_operator, user.is_staff, user.is_superuser, str(user)) == (True, True, False, "first@example.cn")


def test_becoming_an_operator_opens_the_desk():
    user = UserFactory()
    user.is_operator = True
    user.save(update_fields=["is_operator"])
    user.refresh_from_db()
    assert user.is_staff
