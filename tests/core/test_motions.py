"""What takes two persons: one prepares it, another confirms it, and nobody does it alone, by whatever way."""

import datetime
import json
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.acting import CLOCK, acting_as
from challenges.bulletin.models import Notice
from challenges.core.access import motion as access
from challenges.core.actions import motion as motions
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.core.models import Holiday, Motion, RuleSet
from challenges.core.motions import ACTS
from challenges.core.noun import NOUNS
from challenges.core.periods import day_of, working_days_later
from challenges.core.queries.motion import shown
from challenges.core.recount import recount
from challenges.core.reminders import give_reminders
from challenges.listing import motions as listing
from challenges.listing.actions import challenge_change
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import ExpertFactory, OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, NOW, BatchFactory, accepting_challenge
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return accepting_challenge()


@pytest.fixture
def preparer(challenge):
    return acting(challenge.organiser, "batch_admin")


@pytest.fixture
def approver(challenge):
    return acting(challenge.organiser, "approver")


GIVEN = {
    "challenge.extend": lambda row: {"closes_at": row.closes_at + 5 * DAY, "reason": "设备停机"},
    "challenge.withdraw": lambda row: {"reason": "需求变了", "ground": ""},
}


def prepared(challenge, by, name="challenge.extend", **more):
    act = ACTS[name]
    return motions.prepare(act, challenge, by=by, at=NOW, **{**GIVEN[name](challenge), **more})


def code_of(call):
    with pytest.raises(Refused) as caught, transaction.atomic():
        call()
    return caught.value.code


def test_every_step_for_two_has_its_words_and_every_act_its_step():
    two = {f"{noun.name}.{step.verb}" for noun in NOUNS.values() for step in noun.table.steps if step.two}
    assert {name for name, act in ACTS.items() if not act.subject} == two
    assert set(GIVEN) == {act.name for act in listing.ACTS}


@pytest.mark.parametrize("name", GIVEN)
def test_nothing_happens_until_another_person_confirms(name, challenge, preparer, approver):
    before = (challenge.state, challenge.closes_at, challenge.version)
    motion = prepared(challenge, preparer, name)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.closes_at, challenge.version) == before
    assert not Notice.objects.exists()
    assert not Event.objects.filter(name__in=["challenge.extended", "challenge.withdrawn"]).exists()
    assert all(text for _label, text in shown(motion).lines)
    assert code_of(lambda: motions.confirm(motion, by=preparer, at=NOW)) == "four_eyes"
    motions.confirm(motion, by=approver, at=NOW)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.closes_at) != before[:2]
    event = Event.objects.get(name__in=["challenge.extended", "challenge.withdrawn"])
    assert (event.actor_id, event.facts["prepared_by"]) == (approver.user_id, str(preparer.user))
    assert (motion.state, motion.answered_by_id) == ("confirmed", approver.user_id)


@pytest.mark.parametrize("name", GIVEN)
def test_nobody_does_it_alone(name, challenge, preparer):
    act = getattr(challenge_change, name.partition(".")[2])
    alone = lambda by: act(challenge, by=by, at=NOW, **GIVEN[name](challenge))  # noqa: E731
    assert code_of(lambda: alone(preparer)) == "two_persons"
    assert code_of(lambda: alone(preparer.seconding(preparer.user))) == "two_persons"
    assert not Event.objects.exists()


def test_a_program_is_neither_of_the_two(challenge, preparer, approver):
    """Whoever issued its token would be both."""
    program = replace(preparer, user=UserFactory(is_program=True))
    assert code_of(lambda: prepared(challenge, program)) == "program"
    motion = prepared(challenge, preparer)
    program = replace(approver, user=program.user)
    assert code_of(lambda: motions.confirm(motion, by=program, at=NOW)) == "program"
    assert code_of(lambda: motions.refuse(motion, by=program, at=NOW, reason="与纪要第三条不符")) == "program"


def test_who_prepares_meets_at_once_what_the_act_would_refuse(challenge, preparer):
    with pytest.raises(Invalid) as caught:
        prepared(challenge, preparer, closes_at=challenge.closes_at - DAY)
    assert [problem.field for problem in caught.value.problems] == ["closes_at"]
    with pytest.raises(LostUpdate):
        prepared(challenge, preparer, expected=challenge.version + 1)
    with pytest.raises(NotAllowed):
        prepared(challenge, acting(challenge.organiser, "checker"))
    assert not Motion.objects.exists()


def test_the_same_is_prepared_once_and_another_beside_it(challenge, preparer, approver):
    prepared(challenge, preparer)
    assert code_of(lambda: prepared(challenge, approver)) == "motion_open"
    prepared(challenge, preparer, "challenge.withdraw")
    assert Motion.objects.count() == 2


def test_what_changed_meanwhile_is_not_confirmed_unread(challenge, preparer, approver):
    motion = prepared(challenge, preparer)
    type(challenge).objects.filter(pk=challenge.pk).update(version=challenge.version + 1)
    assert code_of(lambda: motions.confirm(motion, by=approver, at=NOW)) == "changed"
    with pytest.raises(Invalid):
        motions.refuse(motion, by=approver, at=NOW, reason=" ")
    motions.refuse(motion, by=approver, at=NOW, reason="榜单刚刚更正过")
    assert (motion.state, motion.answer) == ("refused", "榜单刚刚更正过")
    assert code_of(lambda: motions.confirm(motion, by=approver, at=NOW)) == "wrong_state"
    prepared(challenge, preparer)


def test_who_prepared_it_takes_it_back_and_nobody_else_does(challenge, preparer, approver):
    motion = prepared(challenge, preparer)
    with pytest.raises(NotAllowed):
        motions.withdraw(motion, by=approver, at=NOW)
    motions.withdraw(motion, by=preparer, at=NOW)
    assert (motion.state, Notice.objects.count()) == ("withdrawn", 0)


def test_strangers_know_of_none(challenge, preparer, approver):
    motion = prepared(challenge, preparer)
    elsewhere = acting(OrganisationFactory(kind="organiser"), "batch_admin", "approver")
    for viewer in (elsewhere, acting(challenge.lead, "signer"), acting(OrganisationFactory(), "signer")):
        assert not access.visible_to(viewer).exists()
        with pytest.raises(NotAllowed):
            motions.confirm(motion, by=viewer, at=NOW)
    looker = acting(challenge.organiser, "supervisor")
    assert access.visible_to(looker).exists()
    with pytest.raises(NotAllowed):
        motions.confirm(motion, by=looker, at=NOW)


def test_those_who_may_confirm_are_told_and_then_who_prepared_it(challenge, preparer, approver):
    other = acting(challenge.organiser, "batch_admin")
    acting(challenge.organiser, "checker")
    motion = prepared(challenge, preparer)
    relay.dispatch(NOW)
    told = InboxItem.objects.filter(event__name="motion.prepared").values_list("person_id", flat=True)
    assert set(told) == {approver.user_id, other.user_id}
    motions.refuse(motion, by=approver, at=NOW + datetime.timedelta(minutes=1), reason="理由不足")
    relay.dispatch(NOW + datetime.timedelta(minutes=2))
    assert set(InboxItem.objects.filter(event__name="motion.refused").values_list("person_id", flat=True)) == {
        preparer.user_id
    }


@pytest.mark.time_machine(NOW)
def test_over_the_interface_it_is_prepared_and_confirmed_by_two(challenge, preparer, approver):
    first, second = client_of(preparer), client_of(approver)
    later = (challenge.closes_at + 5 * DAY).isoformat()
    body = json.dumps({"closes_at": later, "reason": "设备停机"})
    answer = first.post(f"/api/v1/challenges/{challenge.pk}/extension/", body, content_type="application/json")
    assert answer.status_code == 202
    where = answer["Location"]
    shown_ = second.get(where).json()
    assert (shown_["act"], shown_["state"], shown_["lines"][-1]["text"]) == ("challenge.extend", "open", "设备停机")
    assert {way["verb"] for way in shown_["can"]} == {"confirm", "refuse"}
    assert [way["verb"] for way in first.get(where).json()["can"]] == ["withdraw"]
    assert first.post(f"{where}confirmation/", content_type="application/json").status_code == 409
    assert second.post(f"{where}confirmation/", content_type="application/json").status_code == 200
    challenge.refresh_from_db()
    assert challenge.extensions == 1


@pytest.mark.time_machine(NOW)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_pages_it_is_prepared_and_confirmed_by_two(challenge, preparer, approver, client, language):
    def seat(one):
        one.user.language = language
        one.user.save()
        client.force_login(one.user)

    seat(preparer)
    work = f"/challenges/{challenge.pk}/work/"
    fields = {"withdraw-reason": "发榜方技术路线调整", "withdraw-ground": "", "version": challenge.version}
    assert client.post(f"/acts/challenge/{challenge.pk}/withdraw/", fields).status_code == 302
    motion = Motion.objects.get()
    page = client.get(work).content.decode()
    assert f"/motions/{motion.pk}/" in page and f"/acts/challenge/{challenge.pk}/withdraw/" not in page
    own = client.get(f"/motions/{motion.pk}/").content.decode()
    assert f"/acts/motion/{motion.pk}/withdraw/" in own and f"/acts/motion/{motion.pk}/confirm/" not in own
    seat(approver)
    assert "/motions/" in client.get("/desk/").content.decode()
    assert f"/motions/{motion.pk}/" in client.get("/motions/").content.decode()
    page = client.get(f"/motions/{motion.pk}/").content.decode()
    assert "发榜方技术路线调整" in page
    refused = client.post(f"/acts/motion/{motion.pk}/refuse/", {"refuse-reason": "", "version": motion.version})
    assert refused.status_code == 422
    assert client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version}).status_code == 302
    challenge.refresh_from_db()
    assert challenge.state == "withdrawn"
    record = client.get(work).content.decode()
    assert record.count(str(preparer.user)) >= 2 and str(approver.user) in record


@pytest.mark.parametrize("address", ["/desk/?group=confirm", "/motions/"])
def test_those_who_confirm_read_thirty_in_the_queries_of_three(preparer, approver, client, address):
    client.force_login(approver.user)
    batch = BatchFactory(organiser=preparer.organisation)
    spent = []
    for more in (3, 27):
        for _ in range(more):
            prepared(accepting_challenge(batch=batch), preparer)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address).content.decode()
        spent.append(len(caught))
    assert page.count("/motions/") > 3
    assert spent[0] == spent[1]


def test_a_motion_that_nobody_confirms_is_reminded_of_every_working_day_and_then_is_void(challenge, preparer, approver):
    motion = prepared(challenge, preparer)
    rules = challenge.rules_on(day_of(NOW))
    calendar = Holiday.objects.calendar()
    assert motion.due_at == working_days_later(NOW, rules["motion_days"], rules)
    moment, given = NOW, []
    while moment <= motion.due_at:
        give_reminders(moment)
        give_reminders(moment)
        given.append(Event.objects.filter(name="motion.unanswered").count())
        moment += DAY
    days = [calendar.between(day_of(NOW), day_of(NOW + n * DAY)) for n in range(len(given))]
    assert given == [max(0, day - rules["motion_remind_days"] + 1) for day in days]
    assert code_of(lambda: motions.expire(motion, by=CLOCK, at=motion.due_at)) == "not_due"
    late = motion.due_at + datetime.timedelta(seconds=1)
    for answer, more in ((motions.confirm, {}), (motions.refuse, {"reason": "与纪要第三条不符"})):
        assert code_of(lambda answer=answer, more=more: answer(motion, by=approver, at=late, **more)) == "motion_over"
    take_due_steps(late)
    motion.refresh_from_db()
    challenge.refresh_from_db()
    assert (motion.state, motion.answered_by_id) == ("expired", None)
    assert challenge.extensions == 0 and not Event.objects.filter(name="challenge.extended").exists()
    relay.dispatch(late)
    told = InboxItem.objects.filter(event__name="motion.expired").values_list("person_id", flat=True)
    assert set(told) == {preparer.user_id, approver.user_id}
    reminded = InboxItem.objects.filter(event__name="motion.unanswered").values_list("person_id", flat=True)
    assert set(reminded) == {approver.user_id}
    give_reminders(late + 7 * DAY)
    assert Event.objects.filter(name="motion.unanswered").count() == given[-1]


def test_the_days_are_those_of_the_organiser_and_the_platforms_own_for_its_operators(challenge, preparer):
    values = {"motion_days": 3, "motion_remind_days": 1}
    RuleSet.objects.create(organiser=challenge.organiser, title="自定", effective_from=day_of(NOW), values=values)
    assert day_of(prepared(challenge, preparer).due_at) == Holiday.objects.calendar().add(day_of(NOW), 3)
    operator = acting_as(UserFactory(is_operator=True), at=NOW)
    expert = ExpertFactory()
    act, given = ACTS["expert.set_integrity"], {"integrity": "suspended", "reason": "泄露评审内容，见纪要第四条"}
    motion = motions.prepare(act, expert, by=operator, at=NOW, **given)
    assert day_of(motion.due_at) == Holiday.objects.calendar().add(day_of(NOW), 10)


def test_a_new_holiday_moves_the_end_of_a_motion(challenge, preparer, approver):
    motion = prepared(challenge, preparer)
    old, due = Holiday.objects.calendar(), motion.due_at
    Holiday.objects.update_or_create(day=day_of(due), defaults={"working": False, "provisional": False})
    with transaction.atomic():
        assert recount(old, Holiday.objects.calendar(), at=NOW)
    motion.refresh_from_db()
    assert motion.due_at > due
    relay.dispatch(NOW)
    assert InboxItem.objects.filter(event__name="motion.recounted").count() == 2


@pytest.mark.time_machine(NOW)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_its_page_says_until_when_and_what_became_of_it(challenge, preparer, approver, client, language):
    motion = prepared(challenge, preparer)
    approver.user.language = language
    approver.user.save()
    client.force_login(approver.user)
    words = {"zh-hans": ("前无人复核即失效", "没有办理"), "en": ("void", "not done")}[language]
    assert words[0] in client.get(f"/motions/{motion.pk}/").content.decode()
    motions.expire(motion, by=CLOCK, at=motion.due_at + datetime.timedelta(seconds=1))
    page = client.get(f"/motions/{motion.pk}/").content.decode()
    assert words[1] in page and f"/acts/motion/{motion.pk}/" not in page
