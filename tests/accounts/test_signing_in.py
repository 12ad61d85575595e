"""Signing up and in: tries are counted, and no stranger locks the owner out."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.actions import signing_in
from accounts.actions.person import admit
from accounts.errors import Refused
from accounts.models import LoginAttempt, User
from tests.factories.accounts import AT, DAY, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"


@pytest.fixture(autouse=True)
def no_memory():
    """The limits of the forms themselves are kept in the cache, which outlives a test."""
    cache.clear()


OWNER, STRANGER = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def owner():
    return admit(email="owner@example.cn", name="澜屿", at=AT, password=PASSWORD)


def sign_in(client, password=PASSWORD, ip=OWNER, email="owner@example.cn"):
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=ip)


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_lets_in_and_makes_the_device_known(client, owner):
    response = sign_in(client)
    assert (response.status_code, is_in(client)) == (302, True)
    cookie = response.cookies[signing_in.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert signing_in.device_id(cookie.value, "OWNER@example.cn")
    assert not signing_in.device_id(cookie.value, "other@example.cn")
    assert not LoginAttempt.objects.exists()


def test_five_wrong_passwords_are_enough(client, owner):
    for _ in range(5):
        sign_in(client, "wrong")
    assert LoginAttempt.objects.count() == 15
    sign_in(client)
    assert not is_in(client)


def test_a_strangers_wrong_passwords_do_not_lock_the_owner_out(client, client_class, owner):
    """Neither on the device that the owner has used before, nor at their own address."""
    sign_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    stranger = client_class()
    for _ in range(12):
        sign_in(stranger, "wrong", STRANGER)
    sign_in(stranger, ip=STRANGER)
    assert not is_in(stranger)
    sign_in(client)
    assert is_in(client)
    elsewhere = client_class()
    sign_in(elsewhere, ip="203.0.113.8")
    assert is_in(elsewhere)


def test_a_known_device_passes_even_when_the_account_is_attacked_from_everywhere(client, client_class, owner):
    sign_in(client)
    client.post(reverse("account_logout"))
    for number in range(100):
        signing_in.attempt(email=owner.email, ip=f"198.51.{number}.1", device="", at=_now())
    unknown = client_class()
    sign_in(unknown, ip="203.0.113.99")
    assert not is_in(unknown)
    sign_in(client)
    assert is_in(client)


def _now():
    from notifications.clock import now

    return now()


@pytest.fixture
def client_class(client):
    return type(client)


def test_a_known_device_is_no_licence_to_guess(owner):
    device = signing_in.remember("", owner.email)
    for _ in range(10):
        signing_in.attempt(email=owner.email, ip=OWNER, device=device, at=AT)
    with pytest.raises(Refused) as refused:
        signing_in.attempt(email=owner.email, ip=OWNER, device=device, at=AT)
    assert refused.value.code == "too_many_attempts"
    signing_in.attempt(email=owner.email, ip=OWNER, device=device, at=AT + signing_in.DEVICE.within)


@pytest.mark.parametrize("device", ["", "forged", "eyJhIjoiYiJ9:1uAAAA:forged"])
def test_a_forged_device_is_a_stranger(device):
    assert signing_in.device_id(device, "owner@example.cn") == ""


def test_one_address_does_not_try_many_accounts():
    for number in range(30):
        signing_in.attempt(email=f"person{number}@example.cn", ip=STRANGER, device="", at=AT)
    with pytest.raises(Refused):
        signing_in.attempt(email="next@example.cn", ip=STRANGER, device="", at=AT)


def test_waiting_helps_and_a_refused_try_costs_nothing():
    for _ in range(5):
        signing_in.attempt(email="owner@example.cn", ip=OWNER, device="", at=AT)
    for _ in range(20):
        with pytest.raises(Refused):
            signing_in.attempt(email="owner@example.cn", ip=OWNER, device="", at=AT)
    assert LoginAttempt.objects.count() == 15
    signing_in.attempt(email="owner@example.cn", ip=OWNER, device="", at=AT + signing_in.PAIR.within)


def test_what_is_old_is_forgotten():
    signing_in.attempt(email="owner@example.cn", ip=OWNER, device="", at=AT)
    signing_in.forget(at=AT + DAY)
    assert LoginAttempt.objects.count() == 3
    from accounts.tasks import forget_login_attempts

    LoginAttempt.objects.update(at=AT - 400 * DAY)
    forget_login_attempts()
    assert not LoginAttempt.objects.exists()


def test_a_shared_device_knows_its_last_people():
    device = ""
    for number in range(10):
        device = signing_in.remember(device, f"person{number}@example.cn")
    again = signing_in.remember(device, "person9@example.cn")
    assert signing_in.device_id(again, "person9@example.cn") == signing_in.device_id(device, "person9@example.cn")
    assert not signing_in.device_id(again, "person0@example.cn")
    assert signing_in.device_id(again, "person3@example.cn")


def test_a_reset_password_begins_anew(client, owner):
    for _ in range(5):
        sign_in(client, "wrong")
    signing_in.forgive(email="Owner@example.cn", ip=OWNER)
    assert sign_in(client).status_code == 302


def test_signing_up_asks_for_name_and_consent_and_proves_the_mailbox(client):
    given = {"email": "New@Example.cn", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("account_signup"), given)
    assert {"name", "consent"} <= set(response.context["form"].errors)
    assert not User.objects.exists()
    client.post(
        reverse("account_signup"), {**given, "name": "新人", "consent": "on"}, headers={"accept-language": "en"}
    )
    user = User.objects.get()
    assert (user.email, user.name, user.language, user.registered_at is not None) == (
        "new@example.cn",
        "新人",
        "en",
        True,
    )
    assert not is_in(client)
    (letter,) = mail.outbox
    assert letter.alternatives[0].mimetype == "text/html" and 'lang="en"' in letter.alternatives[0].content
    assert not EmailAddress.objects.get().verified


def test_the_answer_does_not_say_whether_an_account_exists(client, owner):
    given = {"password1": PASSWORD, "password2": PASSWORD, "name": "人", "consent": "on"}
    known = client.post(reverse("account_signup"), {**given, "email": owner.email})
    client.cookies.clear()
    unknown = client.post(reverse("account_signup"), {**given, "email": "unknown@example.cn"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_dead_mail_server_is_no_error_page(client, settings, caplog):
    settings.EMAIL_BACKEND = "tests.accounts.dead_mail.DeadBackend"
    given = {"email": "new@example.cn", "password1": PASSWORD, "password2": PASSWORD, "name": "人", "consent": "on"}
    assert client.post(reverse("account_signup"), given).status_code == 302
    assert "could not be handed over" in caplog.text


def test_nobody_is_sent_to_a_foreign_page(client, owner):
    address = reverse("account_login") + "?next=https://evil.example/"
    response = client.post(address, {"login": owner.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert response.url.startswith("/")


def test_somebody_with_two_organisations_is_asked_for_which_they_act(client, owner):
    MembershipFactory(user=owner)
    MembershipFactory(user=owner)
    assert sign_in(client).url == reverse("choose_organisation")


class TestSecondFactor:
    @pytest.fixture
    def required(self, settings):
        settings.MFA_REQUIRED_KINDS = frozenset({"organiser", "operator"})

    def test_an_organiser_is_led_to_set_it_up(self, client, owner, required):
        MembershipFactory(user=owner, organisation=OrganisationFactory(kind="organiser"), roles=["checker"])
        client.force_login(owner)
        assert client.get("/").url == reverse("mfa_index")
        assert client.get("/api/v1/challenges/").status_code == 403
        assert client.get(reverse("mfa_index")).status_code == 200
        assert client.post("/preferences/language/", {"language": "en"}).status_code == 302

    def test_an_operator_too_in_the_admin_as_well(self, client, required):
        client.force_login(admit(email="op@example.cn", name="运营", at=AT, is_operator=True))
        assert client.get("/admin/").url == reverse("mfa_index")

    def test_who_has_one_passes_and_is_not_asked_again(self, client, required, django_assert_num_queries):
        operator = admit(email="op@example.cn", name="运营", at=AT, is_operator=True)
        Authenticator.objects.create(user=operator, type="totp", data={})
        client.force_login(operator)
        assert client.get("/").status_code == 200
        assert client.session["second_factor"] is True
        Authenticator.objects.all().delete()
        assert client.get("/").status_code == 200

    def test_recovery_codes_alone_are_none(self, client, required):
        operator = admit(email="op@example.cn", name="运营", at=AT, is_operator=True)
        Authenticator.objects.create(user=operator, type="recovery_codes", data={})
        client.force_login(operator)
        assert client.get("/").url == reverse("mfa_index")

    def test_others_and_visitors_pass(self, client, owner, required):
        assert client.get("/").status_code == 200
        MembershipFactory(user=owner)
        client.force_login(owner)
        assert client.get("/").status_code == 200

    def test_the_demonstration_asks_nobody(self, client):
        client.force_login(admit(email="op@example.cn", name="运营", at=AT, is_operator=True))
        assert client.get("/").status_code == 200

    def test_the_last_factor_of_who_needs_one_stays(self, owner, required, rf):
        from accounts.adapters import MFAAdapter

        adapter = MFAAdapter()
        totp = Authenticator.objects.create(user=owner, type="totp", data={})
        assert adapter.can_delete_authenticator(totp)
        MembershipFactory(user=owner, organisation=OrganisationFactory(kind="organiser"))
        assert not adapter.can_delete_authenticator(totp)
        Authenticator.objects.create(user=owner, type="webauthn", data={})
        assert adapter.can_delete_authenticator(totp)
        operator = admit(email="op@example.cn", name="运营", at=AT, is_operator=True)
        only = Authenticator.objects.create(user=operator, type="totp", data={})
        assert not adapter.can_delete_authenticator(only)


def test_the_admin_is_entered_through_the_same_door(client):
    response = client.get("/admin/login/?next=/admin/")
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
