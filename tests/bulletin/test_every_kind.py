"""Every kind of notice says what it must: on what it rests, whom to ask, until when, and what the remedies are."""

import re

import pytest
import time_machine
from django.test import Client

from challenges.award.actions import award as awards
from challenges.award.actions import objection as objections
from challenges.award.actions import publicity as publicities
from challenges.award.actions.choice import Pick
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.actions.numbering import next_number
from challenges.bulletin.models import Letterhead, Nature, Notice, NoticeKind
from challenges.bulletin.queries.wording import FIELD, MORE, PARTS, parts_of, shipped, wrong_with
from challenges.core.gate import CLOCK, Invalid, Refused
from challenges.listing.actions import batch_notice
from tests.demo.test_english_pages import CHINESE, chrome, own_words
from tests.factories.accounts import acting, member
from tests.factories.challenges import DAY, NOW, accepting_challenge
from tests.factories.review import Review5, objected
from tests.review.test_panel_actions import refused

pytestmark = pytest.mark.django_db
SAYS = {
    "basis": "依据：",
    "matter": "榜单",
    "conditions": "条件：",
    "roll": "1. ",
    "manner": "http://127.0.0.1:8000/",
    "remedies": "六个月内依照《中华人民共和国行政诉讼法》第四十六条",
    "attachments": "附件：无",
    "contact": "联系人：成果处，电话：024-55550101。",
    "supervision": "监督电话：024-55550909。",
}
# How each kind says until when, and how that is counted.
UNTIL = {
    "collection": "工作日自次日起算",
    "publication": "（北京时间），截止时刻含该秒",
    "correction": "按自然日计算",
    "extension": "按自然日计算",
    "publicity": "个工作日，公示首日不计入",
    "result": "按自然日计算",
    "objection_result": "（北京时间），按工作日计算，公告当日不计入",
}

# What against its decision a kind says besides: the review, and until when it is asked for.
REVIEWED = {
    "publicity": "个工作日内申请复核。工作日自次日起算。",
    "result": "个工作日内向发布单位书面申请复核（工作日自次日起算）",
    "withdrawal": "个工作日内向发布单位书面申请复核（工作日自次日起算）",
    "lapse": "个工作日内向发布单位书面申请复核（工作日自次日起算）",
    "objection_result": "申请复核的截止时间：",
}
# The ways of the law and their time, in every kind of an authority's notice.
WAYS_OF_LAW = ("六十日内依照《中华人民共和国行政复议法》", "六个月内依照《中华人民共和国行政诉讼法》", "监督电话")
# A key of the house that was printed in the place of its words.
RAW = re.compile(r"[a-z]+_[a-z_]+|\b(?:True|None|withdrawal|policy|funds|force majeure)\b|[“”]{2}|\d\s*%\(")

# An address of the platform as it is printed.
PRINTED = re.compile(r"http://127\.0\.0\.1:8000(/[\w/]*)")


def leads_somewhere(path, notice):
    """Whether a reader of the notice finds a page at an address that it prints: the public, or a firm signed in."""
    readers = [Client(), Client(), Client()]
    readers[1].force_login(member("handler", kind="lead").user)
    readers[2].force_login(member("signer").user)
    with time_machine.travel(notice.posted_at + DAY, tick=False):
        return any(reader.get(path).status_code == 200 for reader in readers)


def at_once(kind, **facts):
    challenge = accepting_challenge()
    officer = acting(challenge.organiser, "batch_admin")
    return notices.post_now(kind=kind, challenge=challenge, by=officer, at=NOW, facts={"reason": "资金未落实", **facts})


def collection():
    challenge = accepting_challenge()
    draft = batch_notice.prepare(challenge.batch, by=acting(challenge.organiser, "notice_officer"), at=NOW)
    return notices.post(draft, by=acting(challenge.organiser, "batch_admin"), at=NOW)


def publicity():
    return Review5().publicised().notice


def result():
    walk = Review5().publicised()
    awards.award(walk.challenge, by=CLOCK, at=walk.challenge.publicity_ends_at + DAY)
    return Notice.objects.get(kind="result")


def objection_result():
    walk = Review5().publicised()
    objection = objected(walk.challenge, at=walk.at)
    objections.register(objection, by=walk.notice_officer, at=walk.at)
    objections.dismiss(objection, decision="证书在有效期内，查无实据", by=walk.admin, at=walk.at)
    return Notice.objects.get(kind="objection_result")


def raced():
    walk = Review5(proposals=2, race_slots=2, load=99)
    walk.decided(picks=[Pick(row.pk) for row in walk.proposals])
    draft = publicities.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    walk.notice = notices.post(draft, by=walk.admin, at=walk.at)
    return walk


WAYS = {
    "collection": collection,
    "publication": lambda: at_once("publication"),
    "correction": lambda: at_once("correction", changes=[{"label": "金额", "before": "1", "after": "2"}]),
    "extension": lambda: at_once("extension", old_closes_at=NOW),
    "publicity": publicity,
    "result": result,
    "withdrawal": lambda: at_once("withdrawal", ground="policy"),
    "lapse": lambda: at_once("lapse"),
    "objection_result": objection_result,
}


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_has_its_parts_in_words_and_a_whole_page_in_english(kind):
    notice = WAYS[kind]()
    assert (notice.kind, notice.state) == (kind, "posted")
    for part in parts_of(kind):
        assert (UNTIL[kind] if part == "period" else SAYS[part]) in notice.body, part
    assert not FIELD.search(notice.body) and "—" not in notice.body
    assert RAW.findall(PRINTED.sub("", f"{notice.title}\n{notice.body}")) == []
    assert all(way in notice.body for way in WAYS_OF_LAW) and REVIEWED.get(kind, "监督电话") in notice.body
    assert notice.issuer.name in notice.body and notice.number and notice.dated
    reader = Client()
    reader.cookies["django_language"] = "en"
    html = reader.get(f"/notices/{notice.pk}/").content.decode()
    assert notice.number in html
    assert [path for path in PRINTED.findall(notice.body) if not leads_somewhere(path, notice)] == []
    data = own_words()
    assert [text for text in chrome(html) if CHINESE.search(data.sub("", text))] == []


def test_every_kind_has_words_that_could_be_approved():
    assert set(MORE) == set(UNTIL) | {"withdrawal", "lapse"} == set(NoticeKind.values)
    for kind in NoticeKind.values:
        words = shipped(kind)
        assert wrong_with(kind, words.title, words.parts) == []
        assert set(words.parts) == set(parts_of(kind)) <= set(PARTS)


def test_the_ways_against_it_are_those_of_what_the_organiser_is_in_law():
    challenge = accepting_challenge()
    officer = acting(challenge.organiser, "batch_admin")
    said = {}
    for nature in Nature.values:
        Letterhead.objects.filter(organisation=challenge.organiser).update(nature=nature)
        said[nature] = notices.post_now(kind="lapse", challenge=challenge, by=officer, at=NOW).body
    assert "不适用行政复议和行政诉讼" in said["association"] and "六十日" not in said["association"]
    assert "委托的行政机关为被告" in said["entrusted"] and "六十日内" in said["authority"]


@pytest.mark.parametrize("kind", ["withdrawal", "lapse"])
def test_what_ends_a_challenge_says_what_becomes_of_what_was_handed_in(kind):
    sealed = {"withdrawal": "没有启封", "lapse": "没有已经启封的申报书"}
    assert sealed[kind] in at_once(kind).body
    assert "已经启封的申报书不再用于" in at_once(kind, opened=True).body


@pytest.mark.parametrize(
    ("ground", "told"), [("policy", "政策调整"), ("force_majeure", "不可抗力"), ("funds", "资金落空")]
)
def test_a_withdrawal_names_its_ground_in_words(ground, told):
    assert f"撤榜事由：{told}" in at_once("withdrawal", ground=ground).body


def test_a_race_names_everyone_who_won_and_the_amount():
    walk = raced()
    names = [item.proposal.organisation.name for item in walk.notice.items.all()]
    walk.challenge.refresh_from_db()
    awards.award(walk.challenge, by=CLOCK, at=walk.challenge.publicity_ends_at + DAY)
    for notice in (walk.notice, Notice.objects.get(kind="result")):
        assert len(names) == 2 and all(name in notice.body for name in names) and "800.00 万元" in notice.body


def test_an_organiser_that_names_nobody_posts_nothing_and_the_clock_goes_on():
    challenge = accepting_challenge()
    Letterhead.objects.all().delete()
    officer = acting(challenge.organiser, "batch_admin")
    refused("letterhead", notices.post_now, kind="lapse", challenge=challenge, by=officer, at=NOW)
    assert notices.post_now(kind="lapse", challenge=challenge, by=CLOCK, at=NOW).state == "posted"
    draft = batch_notice.prepare(challenge.batch, by=officer, at=NOW)
    other = acting(challenge.organiser, "notice_officer")
    with pytest.raises(Refused) as why:
        notices.post(draft, by=other, at=NOW)
    assert "监督电话" in str(why.value) and Notice.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize("whose", ["contact", "firm", "member"])
def test_a_telephone_of_the_lead_firm_is_refused_beside_its_field(whose):
    walk = Review5().decided()
    draft = publicities.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    number = "13800000777"
    if whose == "contact":
        type(walk.challenge).objects.filter(pk=walk.challenge.pk).update(contact_phone=number)
    elif whose == "firm":
        type(walk.challenge.lead).objects.filter(pk=walk.challenge.lead_id).update(contact_phone=number)
    else:
        one = acting(walk.challenge.lead, "handler").user
        one.phone = number
        one.save()
    with pytest.raises(Invalid) as wrong:
        notices.edit(draft, by=walk.admin, at=walk.at, contact_phone="138 0000 0777")
    assert [(one.field, one.code) for one in wrong.value.problems] == [("contact_phone", "interested")]
    notices.edit(draft, by=walk.admin, at=walk.at, contact_phone="024-55550101")


def test_numbers_carry_the_code_of_the_authority_and_run_by_series_and_year():
    challenge = accepting_challenge()
    Letterhead.objects.filter(organisation=challenge.organiser).update(agency_code="粤科")
    given = {"challenge": challenge, "by": CLOCK, "at": NOW}
    assert notices.post_now(kind="lapse", **given).number == "粤科公告〔2026〕1号"
    assert notices.post_now(kind="withdrawal", **given).number == "粤科公告〔2026〕2号"
    assert next_number(challenge.organiser_id, NOW, "publicity") == "粤科公示〔2026〕1号"
