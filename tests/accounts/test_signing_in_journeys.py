"""From a stranger to a person with a second factor, by the front door."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.actions.person import admit
from accounts.models import User
from tests.factories.accounts import AT, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


def is_in(client):
    return "_auth_user_id" in client.session


def code_in_mail():
    """The code on a line of its own in the newest mail."""
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)


def test_a_stranger_signs_up_proves_their_mailbox_and_is_in(client):
    given = {"email": "new@example.cn", "password1": PASSWORD, "password2": PASSWORD, "name": "新人", "consent": "on"}
    waiting = client.post(reverse("account_signup"), given)
    page = client.get(waiting.url)
    assert page.status_code == 200 and not is_in(client)
    assert client.post(waiting.url, {"code": "WRONGX"}).status_code == 200 and not is_in(client)
    client.post(waiting.url, {"code": code_in_mail()})
    assert is_in(client) and EmailAddress.objects.get().verified


def test_a_forgotten_password_is_set_anew_with_a_code(client):
    owner = admit(email="owner@example.cn", name="澜屿", at=AT, password="alt-Passwort-1")
    waiting = client.post(reverse("account_reset_password"), {"email": owner.email})
    entered = client.post(waiting.url, {"code": code_in_mail()})
    client.post(entered.url, {"password1": PASSWORD, "password2": PASSWORD})
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_nobody_learns_whether_an_account_exists_by_asking_for_a_new_password(client):
    admit(email="owner@example.cn", name="澜屿", at=AT)
    known = client.post(reverse("account_reset_password"), {"email": "owner@example.cn"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.cn"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def totp(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_organiser_sets_up_their_second_factor_and_needs_it_from_then_on(client, settings):
    settings.MFA_REQUIRED_KINDS = frozenset({"organiser", "operator"})
    owner = admit(email="check@example.cn", name="审查员", at=AT, password=PASSWORD)
    MembershipFactory(user=owner, organisation=OrganisationFactory(kind="organiser"), roles=["checker"])
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    assert client.get("/").url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert Authenticator.objects.filter(user=owner, type="totp").exists()
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    cache.clear()
    asked = client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    assert asked.url.startswith(reverse("mfa_authenticate")) and not is_in(client)
    client.post(asked.url, {"code": "000000"})
    assert not is_in(client)
    client.post(asked.url, {"code": totp(secret)})
    assert is_in(client)
    refused = client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=owner, type="totp").exists(), refused
    assert User.objects.get().pk == owner.pk
