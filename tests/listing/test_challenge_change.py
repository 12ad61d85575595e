"""What may still happen after publication: correction, extension, withdrawal, a second try, and questions."""

import datetime

import pytest

from accounts.errors import Invalid, Refused
from challenges.bulletin.models import Notice
from challenges.core.periods import day_of
from challenges.listing.actions import challenge_change, question
from challenges.listing.actions.challenge_change import label, said, told
from challenges.listing.models import Challenge, Edition
from challenges.listing.queries.challenge import differences
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting, seconded
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
PAID = [{"node": "验收", "percent": "100"}]


@pytest.fixture
def challenge():
    challenge = accepting_challenge()
    challenge.payment_parts.create(position=1, node="验收", percent=100)
    return challenge


@pytest.fixture
def admin(challenge):
    return acting(challenge.organiser, "batch_admin")


def wrong(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def correct(challenge, admin, at=NOW, reason="单价一处笔误", **typed):
    challenge_change.correct(challenge, by=admin, at=at, reason=reason, **typed)


def stored(challenge):
    fresh = Challenge.objects.get(pk=challenge.pk)
    return fresh.title, fresh.edition, fresh.closes_at, Notice.objects.count(), Event.objects.count()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"title": "新", "total_wan": "x"}, {"total_wan": "not_a_number"}),
        ({"title": "新", "reason": ""}, {"reason": "required"}),
        ({"reason": "没有改动的更正"}, {"": "unchanged"}),
        ({"title": "新", "total_wan": "900"}, {"total_wan": "sum"}),
        ({"title": "新", "indicators": []}, {"indicators": "required"}),
        ({"title": "新", "conditions": [{"kind": "tea"}]}, {"conditions.0.kind": "invalid"}),
        ({"title": "新", "mode": "honour"}, {"total_wan": "invalid"}),
    ],
)
def test_a_correction_that_cannot_stand_changes_nothing(typed, expected, challenge, admin):
    before = stored(challenge)
    assert wrong(lambda: correct(challenge, admin, **typed)) == expected
    assert stored(challenge) == before
    assert challenge.indicators.count() == 1


def test_words_that_are_not_material_move_no_deadline(challenge, admin):
    closes_at = challenge.closes_at
    correct(challenge, admin, at=NOW + 8 * DAY, background="补一句")
    assert (challenge.edition, challenge.material_edition, challenge.closes_at) == (2, 1, closes_at)
    edition = Edition.objects.get(number=2)
    assert (edition.material, edition.reason, edition.snapshot["background"]) == (False, "单价一处笔误", "补一句")


def test_a_material_correction_with_time_enough_moves_no_deadline(challenge, admin):
    closes_at = challenge.closes_at
    correct(challenge, admin, ip_terms="论文须经同意")
    assert (challenge.material_edition, challenge.closes_at) == (2, closes_at)


def test_a_material_correction_five_days_before_the_deadline_leaves_ten(challenge, admin):
    at = challenge.closes_at - 5 * DAY
    old = challenge.closes_at
    correct(challenge, admin, at=at, total_wan="900", enterprise_wan="700")
    assert challenge.closes_at >= at + 10 * DAY
    # At the full hour of the day on which ten whole days have passed.
    assert challenge.closes_at.isoformat() == "2026-06-16T17:00:00+08:00"
    facts = Event.objects.get(name="challenge.corrected").facts
    assert (facts["material"], facts["old_closes_at"]) == (True, old.isoformat())
    assert {change["field"] for change in facts["changes"]} == {"total_wan", "enterprise_wan"}
    notice = Notice.objects.get()
    assert notice.facts["changes"][0] == {"label": "榜单金额（万元）", "before": "800", "after": "900"}


def test_ten_days_are_never_cut_short_by_the_hour(challenge, admin):
    at = datetime.datetime(2026, 6, 8, 10, tzinfo=datetime.UTC)
    correct(challenge, admin, at=at, ip_terms="论文须经同意")
    assert challenge.closes_at.isoformat() == "2026-06-19T17:00:00+08:00"


def test_nothing_is_corrected_extended_or_asked_after_the_last_second(challenge, admin):
    late = challenge.closes_at + SECOND
    asker = acting(OrganisationFactory(), "handler")
    later = challenge.closes_at + 5 * DAY
    acts = (
        lambda at: correct(challenge, admin, at=at, background="补"),
        lambda at: challenge_change.extend(
            challenge, by=seconded(admin), at=at, closes_at=later, reason="平台故障两小时"
        ),
        lambda at: question.ask(challenge, by=asker, at=at, text="？"),
    )
    for act in acts:
        assert refused(lambda act=act: act(late)) == "after_deadline"
    assert stored(challenge)[1:] == (1, challenge.first_closes_at, 0, 0)
    question.ask(challenge, by=asker, at=challenge.closes_at, text="？")
    correct(challenge, admin, at=challenge.closes_at, background="补")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("title", "题目"),
        ("indicators", "技术指标"),
        ("indicators.0", "技术指标"),
        ("indicators.0.unit", "单位"),
        ("payment_parts.1.percent", "比例（%）"),
    ],
)
def test_fields_are_called_by_their_names(field, name):
    assert label(field) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "无"),
        ("", "无"),
        (True, "是"),
        (False, "否"),
        ({"name": "氧含量"}, "氧含量"),
        ({"kind": "text"}, "text"),
        ("900", "900"),
    ],
)
def test_values_are_said_in_words(value, words):
    assert said(value) == words


def test_rows_that_came_or_went_are_told_one_by_one():
    before = {"title": "甲", "indicators": [{"name": "一", "unit": "1"}, {"name": "二", "unit": "1"}, {"name": "三"}]}
    after = {"title": "乙", "indicators": [{"name": "一", "unit": "2"}, {"name": "二", "unit": "1"}]}
    found = differences(before, after)
    assert [(change["field"], change["material"]) for change in found] == [
        ("title", False),
        ("indicators.0.unit", True),
        ("indicators.2", True),
    ]
    assert told(found[1]) == {"label": "一 单位", "before": "1", "after": "2"}
    assert told(found[2]) == {"label": "技术指标", "before": "三", "after": "无"}
    assert differences({}, {"milestones": [{"name": "中试"}]})[0]["material"] is False


def test_an_extension_is_later_never_earlier_and_at_most_half_the_window(challenge, admin):
    # The window is 40 days, so 20 more may be given.
    latest = challenge.closes_at + 20 * DAY
    for closes_at, code in ((challenge.closes_at, "invalid"), (latest + SECOND, "too_long")):
        extending = lambda closes_at=closes_at: challenge_change.extend(  # noqa: E731
            challenge, by=seconded(admin), at=NOW, closes_at=closes_at, reason="检测机构停电"
        )
        assert wrong(extending) == {"closes_at": code}
    assert stored(challenge)[1:] == (1, challenge.first_closes_at, 0, 0)
    challenge_change.extend(challenge, by=seconded(admin), at=NOW, closes_at=latest, reason="检测机构停电")
    assert (challenge.closes_at, Notice.objects.get().kind) == (latest, "extension")


def test_the_lead_firm_asks_and_the_organiser_withdraws(challenge, admin):
    signer = acting(challenge.lead, "signer")
    assert wrong(lambda: challenge_change.ask_withdrawal(challenge, by=signer, at=NOW)) == {"reason": "required"}
    challenge_change.ask_withdrawal(challenge, by=signer, at=NOW, reason="需求变了")
    assert challenge.state == "accepting"
    assert wrong(lambda: challenge_change.withdraw(challenge, by=seconded(admin), at=NOW)) == {"reason": "required"}
    challenge_change.withdraw(challenge, by=seconded(admin), at=NOW, reason="需求变了")
    assert (challenge.state, Notice.objects.get().kind) == ("withdrawn", "withdrawal")


def test_after_the_deadline_only_strong_grounds_withdraw(challenge, admin):
    late = challenge.closes_at + SECOND
    plain = lambda: challenge_change.withdraw(challenge, by=seconded(admin), at=late, reason="不想要了")  # noqa: E731
    assert wrong(plain) == {"ground": "required"}
    Challenge.objects.filter(pk=challenge.pk).update(state="qualification")
    assert wrong(plain) == {"ground": "required"}
    challenge_change.withdraw(challenge, by=seconded(admin), at=late, reason="预算取消", ground="funds")
    event = Event.objects.get(name="challenge.withdrawn")
    assert (challenge.state, event.facts["late"], event.facts["ground"]) == ("withdrawn", True, "funds")


def test_a_need_withdrawn_before_publication_needs_no_notice():
    challenge = ChallengeFactory(state="argumentation")
    admin = acting(challenge.organiser, "batch_admin")
    challenge_change.withdraw(challenge, by=seconded(admin), at=NOW, reason="企业撤回出资")
    assert (challenge.state, Notice.objects.count()) == ("withdrawn", 0)


def test_a_lapsed_challenge_is_written_anew_with_all_it_said():
    lapsed = accepting_challenge(state="lapsed", relist_count=0)
    lapsed.conditions.create(position=1, kind="text", params={"text": "有洁净间"})
    writer = acting(lapsed.lead, "handler")
    batch = BatchFactory()
    fresh = challenge_change.relist(lapsed, by=writer, at=NOW, batch=batch)
    assert (fresh.state, fresh.batch, fresh.organiser, fresh.number) == ("draft", batch, batch.organiser, None)
    assert (fresh.relist_of, fresh.relist_count, fresh.title) == (lapsed, 1, lapsed.title)
    assert [row.name for row in fresh.indicators.all()] == ["氧含量"]
    assert fresh.conditions.get().params == {"text": "有洁净间"}
    assert refused(lambda: challenge_change.relist(lapsed, by=writer, at=NOW)) == "relisted"
    Challenge.objects.filter(pk=fresh.pk).update(state="lapsed", relist_count=2)
    fresh.refresh_from_db()
    assert refused(lambda: challenge_change.relist(fresh, by=writer, at=NOW)) == "relisted"


def test_a_question_is_answered_for_everybody_within_three_working_days(challenge):
    asker, writer = acting(OrganisationFactory(), "handler"), acting(challenge.lead, "handler")
    assert wrong(lambda: question.ask(challenge, by=asker, at=NOW, text=" ")) == {"text": "required"}
    assert wrong(lambda: question.ask(challenge, by=asker, at=NOW, text="长" * 2001)) == {"text": "too_long"}
    asked = question.ask(challenge, by=asker, at=NOW, text="何时取样？")
    assert day_of(asked.due_at) == datetime.date(2026, 6, 4)
    assert wrong(lambda: question.answer(asked, by=writer, at=NOW, text="")) == {"text": "required"}
    question.answer(asked, by=writer, at=NOW, text="每批一次")
    assert (asked.state, asked.due_at, asked.answered_by) == ("answered", None, writer.user)
    event = Event.objects.get(name="question.answered")
    assert (event.facts["challenge"], event.chain) == (challenge.pk, f"challenge:{challenge.pk}")
