"""Who operates the platform is decided by a command, told to all operators, and is nobody above the rules."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from notifications import relay
from notifications.clock import now
from notifications.models import Event, InboxItem
from tests.factories.accounts import OperatorFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


def made(email="ops@example.cn", name="值守", **more):
    out = StringIO()
    call_command("make_operator", email=email, name=name, stdout=out, **more)
    return out.getvalue()


def test_the_first_operator_sets_a_password_of_their_own_and_a_second_factor(client, settings):
    settings.MFA_REQUIRED_KINDS = frozenset({"operator"})
    said = made(" Ops@Example.cn ")
    user = User.objects.get()
    assert (user.email, user.is_operator, user.is_superuser, user.has_usable_password()) == (
        "ops@example.cn",
        True,
        False,
        False,
    )
    assert reverse("account_reset_password") in said
    relay.dispatch(now())
    relay.deliver(now())
    assert "ops@example.cn" in mail.outbox[0].to[0] and "忘记密码" in mail.outbox[0].body
    client.post(reverse("account_reset_password"), {"email": user.email})
    code = re.search(r"^\s*([0-9A-Z-]{6,9})\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    client.post(reverse("account_complete_password_reset"), {"password1": PASSWORD, "password2": PASSWORD})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get("/admin/").url == reverse("mfa_index")
    Authenticator.objects.create(user=user, type="totp", data={})
    assert client.get("/admin/").status_code == 200


def test_every_operator_learns_of_a_new_one():
    other = OperatorFactory()
    made()
    relay.dispatch(now())
    told = set(InboxItem.objects.filter(event__name="operator.made").values_list("person", flat=True))
    assert told == {other.pk, User.objects.get(email="ops@example.cn").pk}


def test_whoever_signed_up_with_a_foreign_address_gains_nothing_by_it(client):
    """Somebody signs up with the coming operator's address and cannot prove it: the password is void."""
    squatter = UserFactory(email="ops@example.cn")
    squatter.set_password(PASSWORD)
    squatter.save()
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
    made()
    squatter.refresh_from_db()
    assert squatter.is_operator and not squatter.has_usable_password()


def test_a_person_with_a_proved_address_keeps_the_password_and_loses_what_is_beyond():
    person = UserFactory(email="ops@example.cn", is_superuser=True)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    made(name="")
    person.refresh_from_db()
    assert (person.is_operator, person.is_superuser, person.check_password(PASSWORD)) == (True, False, True)


def test_refusals_name_what_is_wrong_and_change_nothing():
    for options in ({"email": "x"}, {"email": "new@example.cn", "name": " "}):
        with pytest.raises(CommandError):
            made(**{"name": "", **options})
    assert not User.objects.exists() and not Event.objects.exists()
    made()
    with pytest.raises(CommandError, match="已是平台运营人员"):
        made()
    with pytest.raises(CommandError, match="没有使用这个邮箱"):
        made("nobody@example.cn", end=True)


def test_an_operator_ends(client):
    made()
    user = User.objects.get()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    made(end=True)
    user.refresh_from_db()
    assert (user.is_operator, user.is_staff) == (False, False)
    assert client.get("/admin/").status_code == 302
    assert Event.objects.filter(name="operator.ended").exists()


def test_superusers_are_refused_with_the_way_that_leads_on(capsys):
    from django.core.management import execute_from_command_line

    for arguments in ([], ["--noinput", "--email", "a@example.cn"], ["--username", "x"]):
        with pytest.raises(SystemExit) as ended:
            execute_from_command_line(["manage.py", "createsuperuser", *arguments])
        assert ended.value.code == 1
        assert "make_operator" in capsys.readouterr().err
    with pytest.raises(CommandError, match="make_operator"):
        call_command("createsuperuser")
    assert not User.objects.exists()
