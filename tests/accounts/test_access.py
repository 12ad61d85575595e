"""Who sees what of accounts."""

import pytest
from allauth.account.models import EmailAddress

from accounts.access import certificate, delegation, expert, invitation, membership, organisation, policy
from accounts.acting import CLOCK, PUBLIC, Acting, acting_as, choices_of, choose
from accounts.errors import Invalid, LostUpdate, NotAllowed, Problem, Refused
from accounts.roles import ROLES, Kind, labels, manager_role, roles_of, unknown
from tests.factories.accounts import (
    AT,
    CertificateFactory,
    DelegationFactory,
    EmploymentFactory,
    ExpertFactory,
    InvitationFactory,
    MembershipFactory,
    OperatorFactory,
    OrganisationFactory,
    UserFactory,
    acting,
    member,
    operator,
)
from tests.factories.accounts import expert as an_expert

pytestmark = pytest.mark.django_db


def seen(access, viewer):
    return set(access.visible_to(viewer))


def test_verified_organisations_are_public_and_others_are_their_own_peoples():
    public, pending = OrganisationFactory(), OrganisationFactory(verification="pending")
    insider = acting(pending, "handler")
    for viewer in (PUBLIC, CLOCK, Acting(UserFactory()), an_expert()):
        assert seen(organisation, viewer) == {public}
    assert seen(organisation, insider) == {public, pending}
    assert seen(organisation, operator()) == {public, pending}


def test_members_are_seen_inside_their_organisation():
    by = member("admin")
    colleague = acting(by.organisation, "handler").user.memberships.get()
    stranger = MembershipFactory()
    mine = by.user.memberships.get()
    assert seen(membership, PUBLIC) == seen(membership, CLOCK) == set()
    assert seen(membership, by) == {mine, colleague}
    assert seen(membership, Acting(stranger.user)) == {stranger}
    assert seen(membership, operator()) == {mine, colleague, stranger}


def test_an_invitation_is_seen_by_the_owner_of_the_mailbox_and_by_managers():
    by = member("admin")
    ours, theirs = InvitationFactory(organisation=by.organisation), InvitationFactory()
    owner = UserFactory(email=theirs.email)
    assert seen(invitation, Acting(owner)) == set()
    EmailAddress.objects.create(user=owner, email=owner.email.upper(), verified=True)
    assert seen(invitation, Acting(owner)) == {theirs}
    assert seen(invitation, by) == {ours}
    for viewer in (PUBLIC, acting(by.organisation, "handler"), operator()):
        assert seen(invitation, viewer) == set()
    assert ours.role_labels == ["经办人"] and "invited" in str(ours)


def test_delegations_are_seen_inside_their_organisation():
    by = member("handler")
    ours, theirs = DelegationFactory(organisation=by.organisation), DelegationFactory()
    assert seen(delegation, PUBLIC) == set()
    assert seen(delegation, by) == {ours}
    assert seen(delegation, operator()) == {ours, theirs}
    assert policy.may(Acting(theirs.grantee), "read_document", theirs)
    assert not policy.may(PUBLIC, "read_document", theirs)
    assert (str(ours), ours.chain) == (f"{ours.grantee} · {by.organisation}", by.organisation.chain)


def test_verified_certificates_are_public_but_never_their_scans():
    public = CertificateFactory()
    waiting = CertificateFactory(verification="pending")
    hidden = CertificateFactory(organisation=OrganisationFactory(verification="pending"))
    CertificateFactory(removed_at=AT)
    assert seen(certificate, PUBLIC) == {public}
    assert seen(certificate, acting(waiting.organisation, "handler")) == {public, waiting}
    assert seen(certificate, operator()) == {public, waiting, hidden}
    for viewer in (PUBLIC, CLOCK, member(), member(kind="organiser")):
        assert not policy.may(viewer, "read_file", public)
    for viewer in (acting(public.organisation, "finance"), operator()):
        assert policy.may(viewer, "read_file", public)
    assert str(public) == f"高新技术企业 · {public.organisation}"


def test_expert_profiles_are_seen_by_who_draws_panels():
    profile, other = ExpertFactory(), ExpertFactory()
    for viewer in (PUBLIC, CLOCK, member(), member(kind="lead")):
        assert seen(expert, viewer) == set()
        assert expert.relations(viewer, profile) == frozenset()
    unverified = member(organisation=OrganisationFactory(kind="organiser", verification="pending"))
    assert seen(expert, unverified) == set()
    assert seen(expert, Acting(profile.user)) == {profile}
    for viewer in (member(kind="organiser"), operator()):
        assert seen(expert, viewer) == {profile, other}
    assert expert.relations(member(kind="organiser"), profile) == {"organiser"}
    assert (str(profile), profile.chain) == (profile.user.name, f"expert:{profile.pk}")
    assert str(EmploymentFactory(expert=profile)) == "示例研究所 · 研究员"


def test_who_belongs_to_an_organisation_is_not_its_operator():
    user = OperatorFactory()
    mine = MembershipFactory(user=user).organisation
    assert organisation.relations(Acting(user), mine) == frozenset()
    assert organisation.relations(Acting(user), OrganisationFactory()) == {"operator"}
    assert organisation.relations(acting_as(user, at=AT), mine) == {"member", "manager"}


def test_every_verb_belongs_to_somebody():
    for access in policy.BY_NOUN.values():
        assert all(access.MAY.values())


def test_somebody_chooses_among_their_own_organisations(rf):
    user = UserFactory()
    first, second = MembershipFactory(user=user).organisation, MembershipFactory(user=user).organisation
    MembershipFactory(user=user, ended_at=AT)
    assert set(choices_of(user)) == {first, second}
    request = rf.get("/")
    request.user, request.session = user, {}
    assert choose(request, second.pk).organisation == second
    assert request.session == {"acting_for": second.pk} and request.acting.organisation == second
    with pytest.raises(NotAllowed):
        choose(request, OrganisationFactory().pk)
    assert request.session == {"acting_for": second.pk}


def test_each_kind_has_its_roles_and_somebody_who_manages():
    assert set(ROLES) == set(Kind)
    for kind in Kind:
        assert manager_role(kind) in roles_of(kind)
    assert (roles_of("circus"), unknown("sme", ["admin", "clown"])) == ({}, ["clown"])
    assert [str(label) for label in labels("sme", ["signer", "admin", "clown"])] == ["单位管理员", "签字人"]
    membership_ = MembershipFactory(roles=["signer"])
    assert [str(label) for label in membership_.role_labels] == ["签字人"]
    assert str(membership_) == f"{membership_.user} · {membership_.organisation}"


def test_refusals_carry_words_and_codes():
    assert (str(Refused("不行", code="no")), Refused("不行", code="no").code) == ("不行", "no")
    assert (NotAllowed().code, LostUpdate(current=3).code, LostUpdate(current=3).current) == (
        "not_allowed",
        "lost_update",
        3,
    )
    wrong = Invalid([Problem("name", "请填写。", "required"), Problem("name", "太长。"), Problem("", "总之不行。")])
    assert wrong.by_field() == {"name": ["请填写。", "太长。"], "": ["总之不行。"]}
    assert str(wrong) == "请填写。 太长。 总之不行。"


def test_an_organisation_has_a_name_in_the_readers_language():
    both, chinese = OrganisationFactory(name="苍渊", name_en="Cangyuan"), OrganisationFactory(name="砺衡")
    assert (both.name_in("en"), both.name_in("zh-hans"), chinese.name_in("en")) == ("Cangyuan", "苍渊", "砺衡")
    assert set(type(both).objects.of_kind("lead", "sme").verified()) == {both, chinese}
