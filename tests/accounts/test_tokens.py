"""A token ends with what it rests on: password, factors, addresses, roles, standing of person and organisation."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.acting import acting_as
from accounts.actions import token as tokens
from accounts.actions.person import admit
from accounts.models import Delegation, Membership, PersonalToken
from notifications.clock import now
from tests.factories.accounts import DAY, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


class Held:
    """A person of a firm, with a token."""

    def __init__(self):
        self.user = admit(email="holder@example.cn", name="持有人", at=now(), password="qihang-Lanyu-2026")
        self.firm = OrganisationFactory(kind="organiser")
        roles = ["checker", "review_officer"]
        self.membership = Membership.objects.create(
            organisation=self.firm, user=self.user, roles=roles, since=now() - DAY
        )
        self.factor = Authenticator.objects.create(user=self.user, type="totp", data={})
        viewer = acting_as(self.user, self.firm.pk, at=now())
        self.row, secret = tokens.create(by=viewer, at=now(), name="对接", scopes=["read"], expires_at=now() + 30 * DAY)
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def answer(self):
        return self.client.get("/api/v1/me/")


@pytest.fixture
def held():
    return Held()


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def new_password(held):
    held.user.set_password("another-Passphrase-2026")
    held.user.save()


def same_password_again(held):
    held.user.set_password("qihang-Lanyu-2026")
    held.user.save()


def lent(held):
    at = now()
    Delegation.objects.create(
        organisation=held.firm,
        grantee=held.user,
        roles=["supervisor"],
        starts_at=at - DAY,
        ends_at=at + DAY,
        granted_by=UserFactory(),
        granted_at=at - DAY,
    )


CHANGES = {
    "password changed": new_password,
    "password reset to the same": same_password_again,
    "password taken away": lambda held: save(held.user, password="!"),
    "factor removed": lambda held: held.factor.delete(),
    "factor added": lambda held: Authenticator.objects.create(user=held.user, type="webauthn", data={}),
    "factor exchanged": lambda held: (
        held.factor.delete(),
        Authenticator.objects.create(user=held.user, type="totp", data={}),
    ),
    "role given": lambda held: save(held.membership, roles=["checker", "review_officer", "batch_admin"]),
    "role taken": lambda held: save(held.membership, roles=["checker"]),
    "role lent": lent,
    "membership ended": lambda held: save(held.membership, ended_at=now()),
    "organisation refused": lambda held: save(held.firm, verification="refused"),
    "organisation frozen": lambda held: save(held.firm, signing_frozen=True),
    "person blocked": lambda held: save(held.user, is_active=False),
    "person made operator": lambda held: save(held.user, is_operator=True),
    "address changed": lambda held: save(held.user, email="new@example.cn"),
    "address added": lambda held: EmailAddress.objects.create(user=held.user, email="second@example.cn", verified=True),
    "address lost": lambda held: EmailAddress.objects.filter(user=held.user).delete(),
    "revoked": lambda held: tokens.revoke(held.row, by=acting_as(held.user, held.firm.pk, at=now()), at=now()),
    "expired": lambda held: save(held.row, expires_at=now() - datetime.timedelta(seconds=1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_ends_with_what_it_rests_on(held, change):
    assert held.answer().status_code == 200
    CHANGES[change](held)
    assert held.answer().status_code == 401


def test_what_does_not_concern_it_leaves_it(held):
    save(held.user, name="改名", language="en", theme="dark", phone="13900000000")
    save(held.firm, name="改名单位", address="新址")
    Membership.objects.create(organisation=OrganisationFactory(), user=held.user, roles=["admin"], since=now())
    EmailAddress.objects.create(user=held.user, email="unproved@example.cn", verified=False)
    held.factor.record_usage()
    assert held.answer().status_code == 200


def test_an_ended_token_stays_ended_and_says_why(held):
    save(held.membership, roles=["checker"])
    body = held.answer().json()
    assert (body["code"], "重新生成" in body["title"]) == ("token_void", True)
    save(held.membership, roles=["checker", "review_officer"])
    assert held.answer().status_code == 401
    held.row.refresh_from_db()
    assert held.row.revoked_at is not None


def test_a_token_from_before_the_second_factor_was_demanded_ends(settings):
    settings.MFA_REQUIRED_KINDS = frozenset()
    held = Held()
    Authenticator.objects.all().delete()
    PersonalToken.objects.all().delete()
    viewer = acting_as(held.user, held.firm.pk, at=now())
    _row, secret = tokens.create(by=viewer, at=now(), name="旧", scopes=["read"], expires_at=now() + DAY)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/me/").status_code == 200
    settings.MFA_REQUIRED_KINDS = frozenset({"organiser"})
    assert client.get("/api/v1/me/").status_code == 401
    Authenticator.objects.create(user=held.user, type="totp", data={})
    assert client.get("/api/v1/me/").status_code == 401


def test_a_token_for_nobody_gains_no_organisation():
    user = admit(email="lone@example.cn", name="独行", at=now(), password="qihang-Lanyu-2026")
    viewer = acting_as(user, at=now())
    _row, secret = tokens.create(by=viewer, at=now(), name="旧", scopes=["read"], expires_at=now() + DAY)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/me/").json()["organisation"] is None
    Membership.objects.create(organisation=OrganisationFactory(), user=user, roles=["signer"], since=now())
    assert client.get("/api/v1/me/").status_code == 401


def test_a_token_without_a_footing_is_none(held):
    PersonalToken.objects.update(footing="")
    assert held.answer().status_code == 401
