"""People come into an organisation, change their roles there, and leave."""

import pytest
from allauth.account.models import EmailAddress

from accounts.acting import Acting, acting_as
from accounts.actions import leaving
from accounts.actions import membership as actions
from accounts.models import Invitation
from tests.accounts.refusals import invalid, not_allowed, refused
from tests.factories.accounts import (
    AT,
    DAY,
    DelegationFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
    acting,
    member,
    seconded,
)

pytestmark = pytest.mark.django_db


def owner_of(email, *, verified=True):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return Acting(user)


def test_the_owner_of_the_mailbox_becomes_a_member(happened):
    by = member("admin")
    invitation = actions.invite(by.organisation, by=by, at=AT, email=" New@Example.cn ", roles=["handler", "handler"])
    assert (invitation.email, invitation.roles, invitation.expires_at) == ("new@example.cn", ["handler"], AT + 14 * DAY)
    invited = owner_of("new@example.cn")
    membership = actions.accept(invitation, by=invited, at=AT + DAY)
    assert (membership.roles, membership.since) == (["handler"], AT + DAY)
    assert acting_as(invited.user, at=AT + DAY).organisation == by.organisation
    invitation.refresh_from_db()
    assert (invitation.outcome, invitation.answered_at) == ("accepted", AT + DAY)
    assert happened() == ["invitation.sent", "invitation.accepted"]


@pytest.mark.parametrize("email", ["other@example.cn", "new@example.cn"])
def test_nobody_else_accepts(email):
    """Neither the owner of another mailbox, nor somebody who has not proved that this one is theirs."""
    invitation = InvitationFactory(email="new@example.cn")
    by = owner_of(email, verified=email != invitation.email)
    with not_allowed():
        actions.accept(invitation, by=by, at=AT)
    with not_allowed():
        actions.decline(invitation, by=by, at=AT)


def test_an_invitation_is_declined(happened):
    invitation = InvitationFactory(email="new@example.cn")
    by = owner_of("new@example.cn")
    actions.decline(invitation, by=by, at=AT)
    assert happened() == ["invitation.declined"]
    with refused("answered"):
        actions.accept(invitation, by=by, at=AT)


def test_an_invitation_is_withdrawn(happened):
    by = member("admin")
    invitation = InvitationFactory(organisation=by.organisation)
    actions.withdraw(invitation, by=by, at=AT)
    assert happened() == ["invitation.withdrawn"]
    invited = owner_of(invitation.email)
    with refused("answered"):
        actions.accept(invitation, by=invited, at=AT)


def test_an_invitation_runs_out():
    invitation = InvitationFactory()
    by = owner_of(invitation.email)
    with refused("expired"):
        actions.accept(invitation, by=by, at=AT + 14 * DAY)


def test_an_invitation_that_ran_out_is_sent_again():
    by = member("admin")
    old = InvitationFactory(organisation=by.organisation)
    new = actions.invite(by.organisation, by=by, at=AT + 15 * DAY, email=old.email, roles=["finance"])
    old.refresh_from_db()
    assert (old.outcome, new.outcome) == ("withdrawn", "")
    assert list(Invitation.objects.open(AT + 15 * DAY)) == [new]


def test_a_member_does_not_become_one_twice():
    invitation = InvitationFactory()
    by = owner_of(invitation.email)
    MembershipFactory(organisation=invitation.organisation, user=by.user)
    with refused("member"):
        actions.accept(invitation, by=by, at=AT)


def test_wrong_invitations_are_refused_at_their_fields():
    by = member("admin")
    with invalid(email="bad_email", roles="required"):
        actions.invite(by.organisation, by=by, at=AT, email="nobody", roles=[])
    with invalid(roles="unknown_role"):
        actions.invite(by.organisation, by=by, at=AT, email="new@example.cn", roles=["checker"])
    with invalid(email="member"):
        actions.invite(by.organisation, by=by, at=AT, email=by.user.email.upper(), roles=["handler"])
    open_one = InvitationFactory(organisation=by.organisation)
    with invalid(email="invited"):
        actions.invite(by.organisation, by=by, at=AT, email=open_one.email, roles=["handler"])


def test_only_managers_invite_and_withdraw():
    by = member("signer")
    invitation = InvitationFactory(organisation=by.organisation)
    with not_allowed():
        actions.invite(by.organisation, by=by, at=AT, email="new@example.cn", roles=["handler"])
    with not_allowed():
        actions.withdraw(invitation, by=by, at=AT)
    stranger = member("admin")
    with not_allowed():
        actions.withdraw(invitation, by=stranger, at=AT)


def test_roles_are_changed(happened):
    by = member("admin")
    membership = MembershipFactory(organisation=by.organisation, roles=["handler"])
    actions.change_roles(membership, by=by, at=AT, roles=["signer", "finance"])
    assert acting_as(membership.user, at=AT).roles == {"signer", "finance"}
    assert happened() == ["membership.roles_changed"]


def test_a_manager_takes_on_more():
    by = member("admin")
    actions.change_roles(by.user.memberships.get(), by=by, at=AT, roles=["admin", "signer"])
    assert acting_as(by.user, at=AT).signs


def test_nobody_at_an_organiser_gives_themselves_a_role():
    by = member("batch_admin", kind="organiser")
    own = by.user.memberships.get()
    with refused("own_roles"):
        actions.change_roles(own, by=by, at=AT, roles=["batch_admin", "review_officer"])
    other = acting(by.organisation, "batch_admin")
    with refused("own_roles"):
        actions.change_roles(own, by=other.seconding(by.user), at=AT, roles=["batch_admin", "review_officer"])
    # Nobody else is there who could confirm.
    actions.change_roles(own, by=other, at=AT, roles=["batch_admin", "review_officer"])


def test_an_organisers_roles_are_given_by_two_once_there_are_two():
    by = member("batch_admin", kind="organiser")
    clerk = MembershipFactory(organisation=by.organisation, roles=["checker"])
    actions.change_roles(clerk, by=by, at=AT, roles=["notice_officer"])
    actions.invite(by.organisation, by=by, at=AT, email="one@example.cn", roles=["checker"])
    second = acting(by.organisation, "approver")
    given = {"at": AT, "email": "two@example.cn", "roles": ["checker"]}
    for alone in (by, by.seconding(by.user)):
        with refused("two_persons"):
            actions.change_roles(clerk, by=alone, at=AT, roles=["checker"])
        with refused("two_persons"):
            actions.invite(by.organisation, by=alone, **given)
    with not_allowed():
        actions.invite(by.organisation, by=second, **given)
    actions.change_roles(clerk, by=second.seconding(by.user), at=AT, roles=["checker"])
    actions.invite(by.organisation, by=second.seconding(by.user), **given)


def test_who_watches_is_sent_away_by_nobody_and_relieved_by_two():
    by = member("batch_admin", kind="organiser")
    watching = MembershipFactory(organisation=by.organisation, roles=["supervisor"])
    approver = acting(by.organisation, "approver")
    other = acting(by.organisation, "batch_admin")
    officer = MembershipFactory(organisation=by.organisation, roles=["checker"])
    with refused("supervisor"):
        actions.change_roles(watching, by=by.seconding(other.user), at=AT, roles=["checker"])
    with refused("supervisor"):
        leaving.end(watching, by=by, at=AT)
    second = seconded(approver)
    with refused("supervision_alone"):
        actions.change_roles(officer, by=second, at=AT, roles=["notice_officer"])
    with not_allowed():
        leaving.end(officer, by=approver, at=AT)
    with refused("supervision_alone"):
        actions.change_roles(watching, by=approver, at=AT, roles=["checker"])
    actions.change_roles(watching, by=by.seconding(approver.user), at=AT, roles=["checker"])
    leaving.end(watching, by=by, at=AT)
    assert watching.__class__.objects.get(pk=watching.pk).ended_at == AT


def test_who_watches_leaves_by_themselves():
    watching = member("supervisor", kind="organiser")
    leaving.end(watching.user.memberships.get(), by=watching, at=AT)


@pytest.mark.parametrize(
    "roles", [["supervisor", "checker"], ["supervisor", "batch_admin"], ["approver", "review_officer"]]
)
def test_what_one_person_may_not_hold_together(roles):
    by = member("batch_admin", kind="organiser")
    membership = MembershipFactory(organisation=by.organisation, roles=["checker"])
    with invalid(roles="apart"):
        actions.change_roles(membership, by=by, at=AT, roles=roles)
    with invalid(roles="apart"):
        actions.invite(by.organisation, by=by, at=AT, email="new@example.cn", roles=roles)


def test_roles_must_be_of_the_kind():
    by = member("admin")
    membership = by.user.memberships.get()
    with invalid(roles="unknown_role"):
        actions.change_roles(membership, by=by, at=AT, roles=["admin", "secrecy"])


def test_only_managers_change_roles():
    by = member("handler", "signer")
    membership = by.user.memberships.get()
    with not_allowed():
        actions.change_roles(membership, by=by, at=AT, roles=["admin"])


@pytest.mark.parametrize(
    ("kind", "manager", "other"), [("sme", "admin", "signer"), ("organiser", "batch_admin", "checker")]
)
def test_the_last_manager_stays(kind, manager, other):
    by = member(manager, other, kind=kind)
    membership = by.user.memberships.get()
    with refused("last_manager"):
        leaving.end(membership, by=by, at=AT)
    with refused("last_manager"):
        actions.change_roles(membership, by=by, at=AT, roles=[other])
    acting(by.organisation, manager)
    actions.change_roles(membership, by=seconded(by), at=AT, roles=[other])
    leaving.end(membership, by=acting_as(by.user, at=AT), at=AT)


def test_an_ended_manager_is_no_manager():
    by = member("admin")
    MembershipFactory(organisation=by.organisation, ended_at=AT)
    membership = by.user.memberships.get()
    with refused("last_manager"):
        leaving.end(membership, by=by, at=AT)


def test_leaving_ends_what_was_lent(happened):
    by = member("admin")
    leaver = acting(by.organisation, "handler")
    lent = DelegationFactory(organisation=by.organisation, grantee=leaver.user)
    elsewhere = DelegationFactory(grantee=leaver.user)
    membership = leaving.end(leaver.user.memberships.get(), by=leaver, at=AT + DAY)
    lent.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (membership.ended_at, lent.revoked_at, elsewhere.revoked_at) == (AT + DAY, AT + DAY, None)
    assert acting_as(leaver.user, by.organisation_id, at=AT + DAY) == Acting(leaver.user)
    assert happened() == ["membership.ended"]


def test_a_manager_removes_a_member_once():
    by = member("admin")
    membership = MembershipFactory(organisation=by.organisation, roles=["handler"])
    leaving.end(membership, by=by, at=AT)
    with refused("ended"):
        leaving.end(membership, by=by, at=AT)


def test_colleagues_do_not_remove_each_other():
    by = member("handler", "signer")
    membership = MembershipFactory(organisation=by.organisation, roles=["handler"])
    with not_allowed():
        leaving.end(membership, by=by, at=AT)
    stranger = member("admin")
    with not_allowed():
        leaving.end(membership, by=stranger, at=AT)
