"""As whom somebody acts."""

import dataclasses

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore

from accounts.acting import CLOCK, PUBLIC, SESSION_KEY, Acting, ActingMiddleware, acting_as
from accounts.errors import NotAllowed
from tests.factories.accounts import (
    AT,
    DAY,
    DelegationFactory,
    ExpertFactory,
    MembershipFactory,
    OperatorFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_nobody_is_the_public():
    assert acting_as(AnonymousUser(), at=AT) == PUBLIC
    assert acting_as(None, at=AT) == PUBLIC
    assert acting_as(UserFactory(is_active=False), at=AT) == PUBLIC
    assert (PUBLIC.user_id, PUBLIC.organisation_id, PUBLIC.kind) == (None, None, "")
    assert not (PUBLIC.verified or PUBLIC.is_operator or PUBLIC.is_expert or PUBLIC.signs)


def test_the_clock_is_nobody_and_may_nothing_by_itself():
    assert (CLOCK.user_id, CLOCK.organisation_id, CLOCK.kind, CLOCK.roles) == (None, None, "", frozenset())
    assert not (CLOCK.verified or CLOCK.is_operator or CLOCK.is_expert or CLOCK.signs or CLOCK.has("admin"))
    assert CLOCK != PUBLIC and repr(CLOCK) == "CLOCK"


def test_a_member_of_one_organisation_acts_for_it(django_assert_num_queries):
    membership = MembershipFactory(roles=["handler", "signer"])
    with django_assert_num_queries(2):
        by = acting_as(membership.user, at=AT)
    assert by == Acting(membership.user, membership.organisation, {"handler", "signer"})
    assert by.has("signer") and not by.has("admin")
    assert by.signs and by.verified and by.kind == "sme"
    assert hash(by) == hash(Acting(membership.user, membership.organisation, frozenset({"signer", "handler"})))
    with pytest.raises(dataclasses.FrozenInstanceError):
        by.roles = frozenset({"admin"})


def test_a_person_in_two_organisations_chooses_for_which_they_act():
    user = UserFactory()
    first = MembershipFactory(user=user, roles=["handler"])
    second = MembershipFactory(user=user, roles=["signer"])
    assert acting_as(user, at=AT) == Acting(user)
    assert acting_as(user, organisation_id=first.organisation_id, at=AT).roles == {"handler"}
    assert acting_as(user, organisation_id=second.organisation_id, at=AT).roles == {"signer"}


def test_an_ended_membership_gives_nothing():
    membership = MembershipFactory(ended_at=AT + DAY)
    DelegationFactory(organisation=membership.organisation, grantee=membership.user)
    chosen = membership.organisation_id
    assert acting_as(membership.user, organisation_id=chosen, at=AT + 2 * DAY) == Acting(membership.user)


def test_another_organisation_cannot_be_chosen():
    membership = MembershipFactory()
    stranger = OrganisationFactory()
    assert acting_as(membership.user, organisation_id=stranger.pk, at=AT) == Acting(membership.user)


@pytest.mark.parametrize(
    ("at", "given"), [(AT - DAY, False), (AT, True), (AT + 30 * DAY, True), (AT + 31 * DAY, False)]
)
def test_a_delegation_adds_its_roles_while_it_is_in_force(at, given):
    membership = MembershipFactory(roles=["handler"])
    delegation = DelegationFactory(organisation=membership.organisation, grantee=membership.user)
    assert acting_as(membership.user, at=at).has("signer") is given
    assert delegation.in_force(at) is given


def test_a_revoked_delegation_gives_nothing():
    membership = MembershipFactory(roles=["handler"])
    delegation = DelegationFactory(organisation=membership.organisation, grantee=membership.user, revoked_at=AT + DAY)
    assert not acting_as(membership.user, at=AT + 2 * DAY).has("signer")
    assert not delegation.in_force(AT + 2 * DAY)


def test_a_delegation_of_another_organisation_gives_nothing_here():
    membership = MembershipFactory(roles=["handler"])
    DelegationFactory(grantee=membership.user)
    assert acting_as(membership.user, at=AT).roles == {"handler"}


@pytest.mark.parametrize(("fields", "signs"), [({}, True), ({"signing_frozen": True}, False)])
def test_a_frozen_organisation_signs_nothing(fields, signs):
    membership = MembershipFactory(organisation=OrganisationFactory(**fields), roles=["signer"])
    assert acting_as(membership.user, at=AT).signs is signs


def test_an_unverified_organisation_signs_nothing():
    membership = MembershipFactory(organisation=OrganisationFactory(verification="pending"), roles=["signer"])
    by = acting_as(membership.user, at=AT)
    assert by.has("signer") and not by.signs and not by.verified


def test_operators_and_experts_are_known():
    assert acting_as(OperatorFactory(), at=AT).is_operator
    assert acting_as(ExpertFactory().user, at=AT).is_expert
    assert not acting_as(UserFactory(), at=AT).is_expert


def test_the_middleware_asks_only_when_somebody_wants_to_know(rf, django_assert_num_queries):
    membership = MembershipFactory()
    MembershipFactory(user=membership.user)
    request = rf.get("/")
    request.user, request.session = membership.user, SessionStore()
    request.session[SESSION_KEY] = membership.organisation_id
    with django_assert_num_queries(0):
        ActingMiddleware(lambda request: None)(request)
    assert request.acting == Acting(membership.user, membership.organisation, {"admin"})


def test_an_act_that_needs_an_organisation_is_refused_to_who_acts_for_none():
    acting = Acting(user=UserFactory(), organisation=OrganisationFactory())
    assert acting.unit == acting.organisation
    for nobody in (PUBLIC, CLOCK, Acting(user=acting.user)):
        with pytest.raises(NotAllowed):
            _ = nobody.unit
