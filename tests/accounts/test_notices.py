"""Who is told of what happens to accounts, and in which words."""

import datetime
import re

import pytest

from accounts import notices
from accounts.acting import CLOCK, Acting
from accounts.actions import certificate, delegation, expert, leaving, membership, organisation
from notifications import registry, relay
from notifications.events import record
from notifications.models import InboxItem
from notifications.wording import put
from tests.factories.accounts import (
    AT,
    DAY,
    CertificateFactory,
    ExpertFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    acting,
    member,
    operator,
)

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "苍渊动力装备",
    "organisation": "苍渊动力装备",
    "person": "沈砚秋",
    "email": "shen@example.cn",
    "reason": "名称不符",
    "kind": "lead",
    "roles": ["signer", "finance"],
    "starts_at": "2026-11-24T01:00:00+00:00",
    "ends_at": "2026-12-24T01:00:00+00:00",
    "type": "little_giant",
    "date": "2026-12-23",
    "days": 30,
    "heirs": {"signer": "沈砚秋", "work": "沈砚秋"},
    "matters": 2,
    "waiting": 2,
    "due": "2026-12-15T15:59:59+00:00",
    "corrected": True,
    "title": "保密承诺书",
    "title_en": "Undertaking of secrecy",
    "number": 1,
    "sha256": "0a" * 32,
    "about": "TC-1",
}
MINE = [declared for declared in registry.notices() if declared.topic == notices.ACCOUNTS]
CHINESE = re.compile(r"[一-鿿]")


def told():
    """(event, person) of everybody who is told of what happened so far."""
    relay.dispatch(AT)
    return set(InboxItem.objects.values_list("event__name", "person"))


@pytest.mark.parametrize("declared", MINE, ids=lambda declared: declared.event_name)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_notice_has_whole_words_in_both_languages(declared, language):
    facts = {name: FACTS[name] for name in declared.facts or ()}
    words = put(declared.event_name, facts, language=language)
    assert words.subject and words.body and "{" not in words.subject + words.body
    if language == "en":
        text = words.subject + words.body
        for value in FACTS.values():
            text = text.replace(str(value), "")
        assert not CHINESE.search(text), text


def test_an_unknown_type_of_certificate_keeps_its_code():
    assert "unheard" in put("certificate.verified", {"type": "unheard"}).subject


def test_every_event_of_accounts_is_declared():
    """Somebody decided who is told, or that nobody is."""
    for name in ("organisation.changed", "certificate.added", "invitation.withdrawn", "expert.changed"):
        assert registry.is_silent(name)
    assert len(MINE) >= 19


def test_operators_learn_of_new_organisations_in_their_own_language():
    who, by = operator(language="en"), Acting(UserFactory())
    organisation.register(by=by, at=AT, kind="sme", name="新单位", uscc="91210112XNQY00010G", region_code="210112")
    assert told() == {("organisation.registered", who.user_id)}
    assert InboxItem.objects.get().reason == "You are an operator of the platform."


def test_managers_learn_the_result_and_others_do_not():
    by = operator()
    pending = OrganisationFactory(verification="pending")
    manager = acting(pending, "admin")
    acting(pending, "handler")
    organisation.refuse(pending, by=by, at=AT, reason="名称不符")
    assert told() == {("organisation.refused", manager.user_id)}


def test_a_new_representative_is_told_to_operators_managers_and_signers():
    who = operator()
    by = member("admin", "signer")
    signer = acting(by.organisation, "signer")
    acting(by.organisation, "finance")
    organisation.change_representative(by.organisation, by=by, at=AT, name="新代表")
    assert {person for _name, person in told()} == {who.user_id, by.user_id, signer.user_id}


def test_the_invited_learns_when_they_have_an_account_and_the_inviter_hears_the_answer():
    by = member("admin")
    invited = UserFactory(email="new@example.cn")
    membership.invite(by.organisation, by=by, at=AT, email="new@example.cn", roles=["handler"])
    membership.invite(by.organisation, by=by, at=AT, email="nobody@example.cn", roles=["handler"])
    assert told() == {("invitation.sent", invited.pk)}
    invitation = InvitationFactory(organisation=by.organisation, invited_by=by.user)
    record("invitation.accepted", subject=invitation, by=CLOCK, at=AT, facts={"organisation": "x", "person": "y"})
    assert ("invitation.accepted", by.user_id) in told()


def test_when_the_inviter_has_left_those_who_manage_hear_the_answer():
    by = member("admin")
    gone = MembershipFactory(organisation=by.organisation, ended_at=AT)
    invitation = InvitationFactory(organisation=by.organisation, invited_by=gone.user)
    record("invitation.declined", subject=invitation, by=CLOCK, at=AT, facts={"organisation": "x", "person": "y"})
    assert told() == {("invitation.declined", by.user_id)}


def test_a_member_learns_what_others_did_and_whoever_manages_that_somebody_left():
    by = member("admin")
    colleague, leaver = acting(by.organisation, "handler"), acting(by.organisation, "handler")
    membership.change_roles(colleague.user.memberships.get(), by=by, at=AT, roles=["finance"])
    leaving.end(leaver.user.memberships.get(), by=leaver, at=AT)
    ended = {("membership.ended", leaver.user_id), ("membership.ended", by.user_id)}
    assert told() == ended | {("membership.roles_changed", colleague.user_id)}


def test_the_grantee_learns_what_they_were_lent():
    by = member("signer")
    grantee = acting(by.organisation, "handler")
    lent = delegation.grant(
        by.organisation, by=by, at=AT, grantee=grantee.user, roles=["signer"], starts_at=AT, ends_at=AT + DAY
    )
    delegation.revoke(lent, by=by, at=AT)
    assert told() == {("delegation.granted", grantee.user_id), ("delegation.revoked", grantee.user_id)}
    item = InboxItem.objects.get(event__name="delegation.granted")
    words = put("delegation.granted", item.event.facts)
    assert "2026年11月23日 09:00 至 2026年11月24日 09:00" in words.body and "签字人" in words.body


def test_managers_are_reminded_of_certificates():
    by = member("admin")
    CertificateFactory(organisation=by.organisation, expires_on=datetime.date(2026, 12, 23))
    certificate.remind(at=AT)
    assert told() == {("certificate.expiring", by.user_id)}
    words = put("certificate.expiring", InboxItem.objects.get().event.facts, at=AT)
    assert (words.subject, "还有 30 天" in words.body) == ("高新技术企业证书将于 2026年12月23日 到期", True)


def test_an_expert_learns_the_result():
    by = operator()
    profile = ExpertFactory(verification="pending")
    expert.verify(profile, by=by, at=AT)
    assert told() == {("expert.verified", profile.user_id)}
