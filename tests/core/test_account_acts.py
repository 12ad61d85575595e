"""Acts on accounts that take two: the same for all of them, whoever they are about."""

from dataclasses import asdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.actions.checking import stamp
from accounts.actions.membership import ROLES
from accounts.actions.text import keep_draft
from accounts.queries.pool import Filters
from accounts.rules.text_parts import TextKind
from accounts.shipped_texts import shipped
from challenges.bulletin.actions import red_head
from challenges.bulletin.models import Wording
from challenges.bulletin.queries import wording
from challenges.bulletin.queries.letterhead import red_head_of
from challenges.core.access import motion as access
from challenges.core.actions import motion as motions
from challenges.core.gate import NotAllowed, Refused
from challenges.core.motions import ACTS
from challenges.core.queries.motion import shown, waiting_for
from challenges.desk.models import PersonalRule
from notifications import relay
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import (
    AT,
    DAY,
    ExpertFactory,
    MembershipFactory,
    OrganisationFactory,
    acting,
    expert,
    operator,
)

pytestmark = pytest.mark.django_db


def verifying():
    row = OrganisationFactory(verification="pending")
    return row, {"note": "一致"}, operator(), operator(), lambda: row.verified


def doubting():
    row = OrganisationFactory()
    return row, {"reason": "证照已被吊销"}, operator(), operator(), lambda: row.verification == "refused"


def inviting():
    row = OrganisationFactory(kind="organiser")
    given = {"email": "new@example.cn", "roles": ["checker"]}
    return row, given, acting(row, "batch_admin"), acting(row, "approver"), row.invitations.exists


def lending():
    house = OrganisationFactory(kind="organiser")
    member = MembershipFactory(organisation=house, roles=["checker"])
    given = {"grantee": member.user, "roles": ["notice_officer"], "starts_at": AT, "ends_at": AT + DAY}
    return house, given, acting(house, "batch_admin"), acting(house, "approver"), house.delegations.exists


def granting():
    house = OrganisationFactory(kind="organiser")
    row = MembershipFactory(organisation=house, roles=["checker"])
    given = {"roles": ["checker", "notice_officer"], "read": stamp(row, ROLES)}
    pair = acting(house, "batch_admin"), acting(house, "approver")
    return row, given, *pair, lambda: "notice_officer" in row.roles


def suspending():
    house = OrganisationFactory(kind="organiser")
    row = ExpertFactory()
    given = {"integrity": "suspended", "reason": "两次逾期未交评审"}
    pair = acting(house, "review_officer"), acting(house, "batch_admin")
    return row, given, *pair, lambda: row.integrity == "suspended"


def taking():
    house = OrganisationFactory(kind="organiser")
    first, second = acting(house, "review_officer"), acting(house, "batch_admin")
    given = {"filters": asdict(Filters()), "form": "xlsx", "reason": "组建评审组，核对电话"}
    return first.user, given, first, second, lambda: Event.objects.filter(name="pool.released").exists()


def putting_in_force(at=AT):
    house = OrganisationFactory(kind="organiser")
    pair = acting(house, "batch_admin"), acting(house, "notice_officer")
    title, parts = shipped(TextKind.SECRECY)
    words = {part["part"]: part["text"] for part in parts}
    titles = {"title_zh": title["zh"], "title_en": title["en"]}
    row = keep_draft("secrecy", house, by=pair[0], at=at, parts=words, effective_from=at + DAY, **titles)
    return row, {}, *pair, lambda: row.approved and row.sha256 == row.digest()


def rewording(at=AT):
    house = OrganisationFactory(kind="organiser")
    pair = acting(house, "batch_admin"), acting(house, "notice_officer")
    words = wording.shipped("lapse")
    given = {"kind": "lapse", "effective_on": day_of(at).isoformat(), "title": words.title, "parts": dict(words.parts)}
    return house, given, *pair, house.wordings.exists


RED = {"mark": "示范省科学技术厅文件", "code": "示科", "basis": "省政府办公厅关于机关代字的通知"}


def reddening():
    house = OrganisationFactory(kind="organiser")
    return house, RED, operator(), operator(), lambda: bool(red_head_of(house.pk))


def ending_red():
    house = OrganisationFactory(kind="organiser")
    red_head.grant(house, by=operator().seconding(operator().user), at=AT, **RED)
    return house, {"reason": "机构改革后代字停用"}, operator(), operator(), lambda: not red_head_of(house.pk)


def setting_a_number():
    row = PersonalRule.objects.get(key="grace_days")
    day = day_of(AT + 30 * DAY)
    given = {"value": 10, "basis": "平台规定第七条", "effective_from": day.isoformat()}
    return row, given, operator(), operator(), lambda: PersonalRule.in_force(day)["grace_days"].value == 10


def rewording_for_all(at=AT):
    row = wording.shipped_row("lapse")
    words = wording.shipped("lapse")
    given = {"effective_on": day_of(at).isoformat(), "title": words.title, "parts": dict(words.parts)}
    chosen = Wording.objects.filter(organiser=None).exclude(approved_at=None)
    return row, given, operator(), operator(), chosen.exists


ARRANGED = {
    "wording.replace": rewording_for_all,
    "personal_rule.change": setting_a_number,
    "organisation.grant_red_head": reddening,
    "organisation.end_red_head": ending_red,
    "organisation.reword_notice": rewording,
    "user.export_pool": taking,
    "text.approve": putting_in_force,
    "organisation.verify": verifying,
    "organisation.withdraw_verification": doubting,
    "organisation.invite": inviting,
    "organisation.grant_delegation": lending,
    "membership.change_roles": granting,
    "expert.set_integrity": suspending,
}


def code_of(call):
    with pytest.raises(Refused) as caught, transaction.atomic():
        call()
    return caught.value.code


def test_every_act_on_accounts_is_tried():
    assert set(ARRANGED) == {name for name, act in ACTS.items() if act.subject}


@pytest.mark.parametrize("name", ARRANGED)
def test_one_prepares_another_confirms_and_nobody_does_it_alone(name):
    row, given, first, second, done = ARRANGED[name]()
    act = ACTS[name]
    for alone in (first, first.seconding(first.user)):
        assert code_of(lambda alone=alone: act.call(act.find(row.pk), by=alone, at=AT, **given)) == "two_persons"
    motion = motions.prepare(act, row, by=first, at=AT, **given)
    row.refresh_from_db()
    assert not done()
    assert all(text for _label, text in shown(motion).lines)
    assert [one.pk for one in waiting_for(second)] == [motion.pk] and not waiting_for(first)
    assert code_of(lambda: motions.confirm(motion, by=first, at=AT)) == "four_eyes"
    relay.dispatch(AT)
    told = InboxItem.objects.filter(event__name="motion.prepared").values_list("person_id", flat=True)
    assert second.user_id in told and first.user_id not in told
    motions.confirm(motion, by=second, at=AT)
    row.refresh_from_db()
    assert done()
    assert Event.objects.filter(name="motion.confirmed", actor=second.user).exists()


@pytest.mark.parametrize("name", ARRANGED)
def test_to_everybody_else_it_does_not_exist(name):
    row, given, first, _second, _done = ARRANGED[name]()
    motion = motions.prepare(ACTS[name], row, by=first, at=AT, **given)
    elsewhere = acting(OrganisationFactory(kind="organiser"), "batch_admin", "approver")
    for viewer in (elsewhere, acting(OrganisationFactory(), "admin"), expert()):
        assert not access.visible_to(viewer).exists()
        with pytest.raises(NotAllowed):
            motions.confirm(motion, by=viewer, at=AT)
        with pytest.raises((NotAllowed, Refused)), transaction.atomic():
            motions.prepare(ACTS[name], row, by=viewer, at=AT, **given)


def test_roles_that_changed_meanwhile_are_not_overwritten():
    row, given, first, second, _done = granting()
    motion = motions.prepare(ACTS["membership.change_roles"], row, by=first, at=AT, **given)
    type(row).objects.filter(pk=row.pk).update(roles=["review_officer"])
    with pytest.raises(Refused):
        motions.confirm(motion, by=second, at=AT)
    row.refresh_from_db()
    assert row.roles == ["review_officer"]


def test_a_server_with_one_operator_confirms_by_a_command_and_the_record_says_so():
    row, given, first, second, done = verifying()
    motion = motions.prepare(ACTS["organisation.verify"], row, by=first, at=AT, **given)
    out = StringIO()
    call_command("confirm_motion", stdout=out)
    assert str(motion.pk) in out.getvalue() and row.name in out.getvalue()
    with pytest.raises(CommandError), transaction.atomic():
        call_command("confirm_motion", str(motion.pk))
    second.user.is_operator = False
    second.user.save()
    call_command("confirm_motion", str(motion.pk), stdout=out)
    row.refresh_from_db()
    assert done()
    event = Event.objects.get(name="motion.confirmed")
    assert (event.actor, event.facts["by_command"]) == (None, True)


def test_the_command_confirms_nothing_of_an_organiser():
    row, given, first, _second, _done = granting()
    motion = motions.prepare(ACTS["membership.change_roles"], row, by=first, at=AT, **given)
    with pytest.raises(CommandError):
        call_command("confirm_motion", str(motion.pk))
