"""At every entrance one mailbox is one person, however the address is typed."""

import importlib
import inspect
import pkgutil
import re
import sys
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils.module_loading import import_string
from rest_framework import serializers

from accounts.actions import expert_import, membership, signing_in
from accounts.actions import operator as operators
from accounts.actions.person import admit
from accounts.models import Invitation, LoginAttempt, Membership, User
from accounts.typed import fields as typed
from challenges.core.api import typed as api_typed
from tests.accounts.refusals import invalid
from tests.accounts.test_providers import PERSON, come_back, server, wecom
from tests.factories.accounts import AT, OrganisationFactory, acting, operator
from tests.typed.variants import ADDRESS, ADDRESSES, INVISIBLE

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"
ROOT = Path(configured.BASE_DIR)
# One of each kind for the entrances that cost a request; all of them for the one that costs nothing.
SOME = (
    f"{ADDRESS}{INVISIBLE[0]}",
    ADDRESSES[2],
    ADDRESSES[3],
    f"沈砚秋 <{ADDRESS}>",
    f" \u202a{ADDRESS.upper()}\u202c\u3000",
)
__all__ = ["server", "wecom"]


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


@pytest.fixture
def owner():
    return admit(email=ADDRESS, name="沈砚秋", at=AT, password=PASSWORD)


def modules():
    """Import everything of ours in which a form or a serializer may stand."""
    for name in ("accounts", "frontend", "challenges"):
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not {"migrations", "wecom", "management"} & set(found.name.split(".")):
                importlib.import_module(found.name)


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def ours(kind):
    return [one for one in below(kind) if one.__module__.split(".")[0] in ("accounts", "challenges", "frontend")]


def reader_of(name, field, kinds):
    """Return the kind of field that this one must be, or None when it may be any."""
    if "phone" in name:
        return kinds.Phone
    if "email" in name:
        return kinds.Mail
    if name == "uscc":
        return kinds.Code
    return None


def test_every_form_reads_addresses_telephones_codes_and_numbers_by_the_fields_of_the_house():
    modules()
    found = [(form, name, field) for form in ours(forms.BaseForm) for name, field in form.base_fields.items()]
    assert len(found) > 100
    plain = [
        (form.__name__, name)
        for form, name, field in found
        if type(field) in (forms.EmailField, forms.DecimalField, forms.IntegerField, forms.FloatField)
        or (reader_of(name, field, typed) and not isinstance(field, reader_of(name, field, typed)))
    ]
    # What allauth declares on its own forms is replaced when they are made: see the test below.
    assert [(form, name) for form, name in plain if form.removesuffix("Form") not in ALLAUTHS] == []


ALLAUTHS = {"Login", "Signup", "AddEmail", "ChangeEmail", "ResetPassword", "RequestLoginCode", "SocialSignup"}


def test_every_serializer_reads_addresses_telephones_codes_and_decimals_by_the_fields_of_the_house():
    modules()
    found = [(one, name, field) for one in ours(serializers.Serializer) for name, field in one._declared_fields.items()]
    assert len(found) > 100
    assert [
        (one.__name__, name)
        for one, name, field in found
        if type(field) in (serializers.EmailField, serializers.DecimalField, serializers.FloatField)
        or (reader_of(name, field, api_typed) and not isinstance(field, reader_of(name, field, api_typed)))
    ] == []


def test_every_form_of_allauth_with_an_address_or_a_code_is_replaced():
    """A form that allauth gains later and that asks for an address fails here."""
    replaced = {import_string(path).__mro__[2] for path in configured.ACCOUNT_FORMS.values()}
    replaced |= {import_string(path).__mro__[2] for path in configured.SOCIALACCOUNT_FORMS.values()}
    replaced |= {import_string(path).__mro__[2] for path in configured.MFA_FORMS.values()}
    for name in ("account.forms", "socialaccount.forms", "mfa.base.forms", "mfa.totp.forms"):
        importlib.import_module(f"allauth.{name}")
    unused = {"VerifyPhoneForm", "ChangePhoneForm", "UserTokenForm", "DeactivateTOTPForm"}
    asking = {
        form
        for form in below(forms.Form)
        if form.__module__.startswith("allauth.")
        and not form.__name__.startswith("Base")
        and form.__name__ not in unused
        and ({"email", "login", "code"} & set(form.base_fields) or form.__name__ == "LoginForm")
        and ".headless" not in form.__module__
    }
    assert {form.__name__ for form in asking - replaced} == set()


def test_no_field_is_made_past_the_fields_of_the_house():
    """Fields that a form makes at run time are found in its source."""
    loose = re.compile(r"\b(?:forms|s|serializers)\.(?:EmailField|DecimalField|FloatField)\(|\bforms\.IntegerField\(")
    files = [*ROOT.glob("accounts/**/*.py"), *ROOT.glob("frontend/**/*.py"), *ROOT.glob("challenges/**/*.py")]
    assert [str(file) for file in files if loose.search(file.read_text())] == []


@pytest.mark.parametrize("typed_address", ADDRESSES, ids=ascii)
def test_whoever_asks_for_a_person_finds_them(owner, typed_address):
    assert User.objects.get(email=typed_address) == User.objects.get_by_natural_key(typed_address) == owner
    assert list(User.objects.filter(email__in=[typed_address])) == [owner]


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_signing_in(client, owner, typed_address):
    client.post(reverse("account_login"), {"login": typed_address, "password": PASSWORD})
    assert client.session.get("_auth_user_id") == str(owner.pk)


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_signing_up_again_makes_no_second_person(client, owner, typed_address):
    given = {"email": typed_address, "password1": PASSWORD, "password2": PASSWORD, "name": "新人", "consent": "on"}
    assert client.post(reverse("account_signup"), given).status_code == 302
    assert User.objects.count() == 1
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]


def test_signing_up_keeps_the_one_spelling(client):
    given = {
        "email": SOME[3],
        "password1": PASSWORD,
        "password2": PASSWORD,
        "name": " 沈\u3000砚秋\u200b",
        "consent": "on",
    }
    client.post(reverse("account_signup"), given)
    user = User.objects.get()
    assert (user.email, EmailAddress.objects.get().email, user.name) == (ADDRESS, ADDRESS, "沈 砚秋")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)
    client.post(reverse("account_email_verification_sent"), {"code": f" {code.lower()}\u200b".replace("-", " ")})
    assert EmailAddress.objects.get().verified


def test_an_address_that_is_none_is_refused_beside_its_field(client):
    given = {"email": "a@b.cn、c@d.cn", "password1": PASSWORD, "password2": PASSWORD, "name": "新人", "consent": "on"}
    answer = client.post(reverse("account_signup"), given)
    assert answer.context["form"].errors["email"] == ["只能填写一个邮箱地址。"]
    assert "a@b.cn、c@d.cn" in answer.content.decode() and not User.objects.exists()


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_asking_for_a_new_password(client, owner, typed_address):
    client.post(reverse("account_reset_password"), {"email": typed_address})
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]


def test_adding_an_address(client, owner):
    client.force_login(owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "Second＠Example.cn\u200b"})
    assert mail.outbox[-1].to == ["second@example.cn"]
    answer = client.post(reverse("account_email"), {"action_add": "", "email": SOME[0]})
    assert EmailAddress.objects.count() == 1 and answer.context["form"].errors["email"]


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_inviting_a_colleague(owner, typed_address):
    unit = OrganisationFactory()
    manager = acting(unit, "admin")
    made = membership.invite(unit, by=manager, at=AT, email=typed_address, roles=["handler"])
    assert made.email == ADDRESS
    with invalid(email="invited"):
        membership.invite(unit, by=manager, at=AT, email=ADDRESS, roles=["handler"])
    Invitation.objects.all().delete()
    Membership.objects.create(organisation=unit, user=owner, roles=["handler"], since=AT)
    with invalid(email="member"):
        membership.invite(unit, by=manager, at=AT, email=typed_address, roles=["handler"])


def test_inviting_two_addresses_at_once_is_refused():
    unit = OrganisationFactory()
    manager = acting(unit, "admin")
    with invalid(email="several"):
        membership.invite(unit, by=manager, at=AT, email="a@b.cn; c@d.cn", roles=["handler"])


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_importing_an_expert_who_has_an_account(owner, typed_address):
    table = f"姓名\t邮箱\t类别\t任职单位\n沈砚秋\t{typed_address.strip()}\t技术\t示例大学"
    assert expert_import.bring_in(table.encode("utf-16"), by=operator(), at=AT) == 1
    assert owner.expert and User.objects.filter(expert__isnull=False).get() == owner


def test_a_provider_tells_the_address_in_another_spelling(client, wecom, server):
    server(user_get={**PERSON, "biz_mail": "Qin＠Lanyu.example\u200b", "name": "秦\u00a0明远\u200b"})
    come_back(client)
    user = User.objects.get()
    assert (user.email, EmailAddress.objects.get().email, user.name) == (
        PERSON["biz_mail"],
        PERSON["biz_mail"],
        "秦 明远",
    )


def test_a_provider_s_other_spelling_takes_nobody_over(client, wecom, server):
    server(user_get={**PERSON, "biz_mail": "Qin＠Lanyu.example\u200b"})
    admit(email=PERSON["biz_mail"], name="别人", at=AT)
    come_back(client)
    assert "_auth_user_id" not in client.session and User.objects.count() == 1


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_an_operator_is_made_of_the_person_and_ended(owner, typed_address):
    call_command("make_operator", email=typed_address, stdout=StringIO())
    owner.refresh_from_db()
    assert owner.is_operator and User.objects.count() == 1
    call_command("make_operator", email=typed_address, end=True, stdout=StringIO())
    owner.refresh_from_db()
    assert not owner.is_operator


def test_an_operator_of_two_addresses_or_a_name_too_long_is_refused():
    for given, field, code in (
        ({"email": "a@b.cn、c@d.cn", "name": "沈"}, "email", "several"),
        ({"email": "a@b.cn", "name": "沈" * 61}, "name", "too_long"),
    ):
        with invalid(**{field: code}):
            operators.make(**given, at=AT)


def test_the_admin_finds_people_by_any_spelling(client, owner, settings):
    settings.MFA_REQUIRED_KINDS = frozenset()
    client.force_login(operator().user)
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": f"Shen.Yanqiu＠Expert.example{INVISIBLE[0]}"})
    assert [row.pk for row in page.context["cl"].result_list] == [owner.pk]


def test_every_act_that_takes_an_address_is_known_to_these_tests():
    """A new act with an address folds it, gets a test above, and is added here."""
    found = set()
    modules()
    for name, loaded in sorted(sys.modules.items()):
        if not name.startswith(("accounts.", "challenges.")) or "actions" not in name.split("."):
            continue
        for label, one in inspect.getmembers(loaded, inspect.isfunction):
            asked = set(inspect.signature(one).parameters) & {"email", "address", "mailbox"}
            if asked and one.__module__ == name:
                found.add(f"{name.rpartition('.')[2]}.{label}")
    assert found == {
        *("membership.invite", "person.admit", "operator.make", "operator.end"),
        *("signing_in.attempt", "signing_in.forgive", "signing_in.device_id", "signing_in.remember"),
        "signing_in._account",
    }


@pytest.mark.parametrize("typed_address", SOME, ids=ascii)
def test_wrong_passwords_are_counted_for_the_person(typed_address):
    for spelled in (ADDRESS, typed_address):
        signing_in.attempt(email=spelled, ip="10.0.0.1", device="", at=AT)
    assert LoginAttempt.objects.values("key").distinct().count() == 3
    device = signing_in.remember("", typed_address)
    assert signing_in.device_id(device, ADDRESS)
