"""Nobody gets into somebody else's account: each way is walked by an operator, an organiser and a colleague."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.acting import Acting
from accounts.actions.person import admit
from accounts.models import Invitation, Membership
from notifications.clock import now
from tests.factories.accounts import DAY, OperatorFactory, OrganisationFactory, acting

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"
OTHER = "another-Passphrase-2026"


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


@pytest.fixture
def signer():
    """The signer of a firm, with a proved address, a password and a second factor."""
    user = admit(email="signer@example.cn", name="签字人", at=now(), password=PASSWORD)
    firm = OrganisationFactory(kind="sme")
    Membership.objects.create(organisation=firm, user=user, roles=["signer"], since=now())
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return Acting(user, organisation=firm, roles=frozenset({"signer"}))


def attackers(signer):
    """An operator, an organiser's manager, and the manager of the signer's own firm."""
    people = {
        "operator": Acting(OperatorFactory()),
        "organiser": acting(OrganisationFactory(kind="organiser"), "batch_admin"),
        "colleague": acting(signer.organisation, "admin"),
    }
    for name, one in people.items():
        one.user.email = f"{name}@example.cn"
        one.user.set_password(PASSWORD)
        one.user.save()
        EmailAddress.objects.create(user=one.user, email=one.user.email, verified=True, primary=True)
    return people


def state(signer):
    """What must not have moved."""
    user = type(signer.user).objects.get(pk=signer.user_id)
    addresses = list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))
    factors = list(Authenticator.objects.filter(user=user).values_list("pk", "type"))
    roles = list(Membership.objects.filter(user=user).values_list("roles", "ended_at"))
    return user.email, user.password, user.is_operator, addresses, factors, roles


def sign_in(client, email):
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["operator", "organiser", "colleague"])
def test_no_page_changes_somebody_elses_address_factor_or_password(client, signer, name):
    before, one = state(signer), attackers(signer)[name]
    sign_in(client, one.user.email)
    address, factor = EmailAddress.objects.get(user=signer.user), Authenticator.objects.get()
    form = {"user": signer.user_id, "email": f"{name}-2@example.cn", "verified": "on", "primary": "on"}
    for path in (
        *("/admin/account/emailaddress/add/", f"/admin/account/emailaddress/{address.pk}/change/"),
        *("/admin/mfa/authenticator/add/", f"/admin/mfa/authenticator/{factor.pk}/delete/"),
        *(f"/admin/accounts/user/{signer.user_id}/change/", f"/admin/accounts/user/{signer.user_id}/password/"),
        f"/admin/accounts/membership/{Membership.objects.get(user=signer.user).pk}/change/",
    ):
        assert client.post(path, {**form, "type": "totp", "password": OTHER, "roles": "[]"}).status_code in (
            302,
            403,
            404,
        )
    for act in ("action_add", "action_primary", "action_remove", "action_send"):
        client.post(reverse("account_email"), {act: "", "email": signer.user.email})
    client.post(reverse("mfa_deactivate_totp"))
    assert state(signer) == before


@pytest.mark.parametrize("name", ["operator", "organiser", "colleague"])
def test_a_foreign_address_is_not_taken_into_ones_own_account(client, signer, name):
    one = attackers(signer)[name]
    sign_in(client, one.user.email)
    mail.outbox.clear()
    client.post(reverse("account_email"), {"action_add": "", "email": "Signer@Example.cn"})
    assert not EmailAddress.objects.filter(user=one.user, email__iexact="signer@example.cn", verified=True).exists()
    client.post(reverse("account_email"), {"action_primary": "", "email": "signer@example.cn"})
    one.user.refresh_from_db()
    assert one.user.email == f"{name}@example.cn"


def test_a_reset_goes_to_the_owner_alone(client, signer):
    """Neither an address that somebody added to an account of their own, nor the owner's in other letters, turns it."""
    colleague = attackers(signer)["colleague"].user
    EmailAddress.objects.create(user=colleague, email="SIGNER@example.cn", verified=False)
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": "signer@EXAMPLE.cn"})
    assert [letter.to for letter in mail.outbox] == [["signer@example.cn"]]
    state = client.session["account_password_reset_verification"]
    assert str(state["user_id"]) == str(signer.user_id)


def test_an_invitation_is_answered_by_the_owner_of_its_mailbox_alone(client, signer):
    bank = OrganisationFactory(kind="finance")
    invitation = Invitation.objects.create(
        organisation=bank,
        email="signer@example.cn",
        roles=["admin"],
        invited_by=OperatorFactory(),
        invited_at=now(),
        expires_at=now() + DAY,
    )
    for one in attackers(signer).values():
        EmailAddress.objects.create(user=one.user, email="signer@example.cn", verified=False)
        client.force_login(one.user)
        assert client.post(reverse("invitation_answer", args=[invitation.pk, "acceptance"])).status_code == 404
        EmailAddress.objects.filter(user=one.user, email="signer@example.cn").delete()
    assert not Membership.objects.filter(organisation=bank).exists()


WAYS = [
    ("account_email", {"action_add": "", "email": "evil@example.cn"}),
    ("account_email", {"action_primary": "", "email": "second@example.cn"}),
    ("account_email", {"action_remove": "", "email": "second@example.cn"}),
    ("mfa_activate_totp", {"code": "123456"}),
    ("mfa_deactivate_totp", {}),
    ("mfa_generate_recovery_codes", {}),
    ("mfa_view_recovery_codes", {}),
    ("mfa_add_webauthn", {}),
]


@pytest.mark.parametrize(("route", "given"), WAYS)
def test_an_open_session_alone_changes_no_address_and_no_factor(client, signer, route, given):
    """Somebody sits down at the signer's machine: everything that opens the account asks who they are."""
    EmailAddress.objects.create(user=signer.user, email="second@example.cn", verified=True)
    RecoveryCodes.activate(signer.user)
    before = state(signer)
    client.force_login(signer.user)
    mail.outbox.clear()
    answer = client.get(reverse(route)) if route == "mfa_view_recovery_codes" else client.post(reverse(route), given)
    assert answer.status_code == 302 and "/reauthenticate/" in answer["Location"]
    assert state(signer) == before and mail.outbox == []


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(client, signer):
    other = type(client)()
    other.force_login(signer.user)
    client.force_login(signer.user)
    given = {"oldpassword": "wrong", "password1": OTHER, "password2": OTHER}
    assert client.post(reverse("account_change_password"), given).status_code == 200
    client.post(reverse("account_change_password"), {**given, "oldpassword": PASSWORD})
    signer.user.refresh_from_db()
    assert signer.user.check_password(OTHER)
    assert client.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302


def test_signing_in_by_a_provider_never_takes_an_account_over(settings):
    """An identity that merely names somebody's address is no proof: nothing is linked by mail."""
    from allauth.account import app_settings as account
    from allauth.socialaccount import app_settings as social

    assert not social.EMAIL_AUTHENTICATION and not social.EMAIL_AUTHENTICATION_AUTO_CONNECT
    assert social.EMAIL_VERIFICATION is None and account.EMAIL_VERIFICATION == "mandatory"
    assert account.REAUTHENTICATION_REQUIRED and account.REAUTHENTICATION_TIMEOUT <= 900
    assert not account.LOGIN_BY_CODE_ENABLED and account.UNIQUE_EMAIL and account.PREVENT_ENUMERATION


@pytest.mark.parametrize("happened", ["authenticator_added", "authenticator_removed", "email_changed"])
def test_a_changed_factor_or_address_ends_the_other_sessions(client, signer, happened):
    """A session from before the second factor never showed it, and may be a stranger's."""
    from allauth.account.signals import email_changed
    from allauth.mfa.signals import authenticator_added, authenticator_removed

    other = type(client)()
    sign_in_past_factors(other, signer)
    sign_in_past_factors(client, signer)
    assert other.get("/settings/").status_code == client.get("/settings/").status_code == 200
    request = client.get("/settings/").wsgi_request
    signals = {
        "authenticator_added": authenticator_added,
        "authenticator_removed": authenticator_removed,
        "email_changed": email_changed,
    }
    signals[happened].send(sender=None, request=request, user=signer.user)
    assert client.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302


def sign_in_past_factors(client, signer):
    """Sign in with the password, as if no factor were there yet."""
    kept = list(Authenticator.objects.filter(user=signer.user))
    Authenticator.objects.filter(user=signer.user).delete()
    sign_in(client, signer.user.email)
    Authenticator.objects.bulk_create(kept)
