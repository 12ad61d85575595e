"""Whose a session is: read with every request, by the backend that it was begun with."""

import pytest
from django.contrib.auth import authenticate

from accounts.actions.person import admit
from accounts.models import Membership
from notifications.clock import now
from tests.factories.accounts import DAY, DelegationFactory, ExpertFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BEFORE = "allauth.account.auth_backends.AuthenticationBackend"
BACKENDS = ("accounts.backend.Backend", BEFORE)
PASSWORD = "qihang-Lanyu-2026"


def person():
    return admit(email="person@example.cn", name="林岚", at=now(), password=PASSWORD)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_session_of_either_backend_is_signed_in(client, backend):
    user = person()
    client.force_login(user, backend=backend)
    assert client.get("/settings/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_somebody_is_holds_from_their_next_request_on(client, backend):
    """Nothing of it is remembered from one request to the next."""
    user = person()
    client.force_login(user, backend=backend)
    assert not acting(client).is_expert
    ExpertFactory(user=user)
    assert acting(client).is_expert and acting(client).organisation is None
    first, second = (MembershipFactory(user=user, roles=["handler"]).organisation for _n in range(2))
    assert set(acting(client).organisations) == {first, second}
    Membership.objects.filter(organisation=second).update(ended_at=now())
    assert acting(client).roles == {"handler"} and acting(client).organisations == (first,)
    lent = {"organisation": first, "grantee": user, "starts_at": now() - DAY, "ends_at": now() + DAY}
    one, _other = DelegationFactory(roles=["signer"], **lent), DelegationFactory(roles=["handler", "finance"], **lent)
    assert acting(client).roles == {"handler", "signer", "finance"} and acting(client).lent == {"signer", "finance"}
    one.revoked_at = now()
    one.save()
    assert acting(client).lent == {"finance"}


def acting(client):
    """As whom the person acts on a page."""
    return client.get("/settings/").wsgi_request.acting


def test_a_delegation_of_another_organisation_or_to_somebody_else_lends_nothing(client):
    user, other = person(), MembershipFactory(roles=["signer"])
    own = MembershipFactory(user=user, roles=["handler"]).organisation
    span = {"starts_at": now() - DAY, "ends_at": now() + DAY, "roles": ["signer"]}
    DelegationFactory(organisation=own, grantee=other.user, **span)
    DelegationFactory(organisation=OrganisationFactory(), grantee=user, **span)
    client.force_login(user)
    assert acting(client).roles == {"handler"} and not acting(client).lent


def test_a_wrong_password_is_tried_once(monkeypatch, rf):
    person()
    tried = []
    monkeypatch.setattr("accounts.models.User.check_password", lambda user, typed: tried.append(typed) or False)
    assert authenticate(rf.post("/"), email="person@example.cn", password="wrong") is None
    assert tried == ["wrong"]
