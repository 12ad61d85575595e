import datetime

import pytest
from django.utils import translation

from notifications import wording
from notifications.templatetags.notice import day, moment
from tests.factories.notifications import AT


class Plain:
    """An account model without a language."""


def test_the_first_line_is_the_subject_and_the_rest_the_body(told, reader):
    told(reader)
    facts = {"title": "碳化硅衬底", "deadline": "2026-11-30T09:00:00Z", "added": "由甲单位发布"}
    assert wording.put("sheet.posted", facts) == wording.Words(
        "已发布：碳化硅衬底", "碳化硅衬底 2026年11月30日 17:00 由甲单位发布"
    )
    assert wording.put("sheet.posted", facts, language="en") == wording.Words(
        "Posted: 碳化硅衬底", "碳化硅衬底 30 Nov 2026, 17:00 (UTC+8) 由甲单位发布"
    )


def test_the_reason_is_told_in_the_readers_language(told, reader):
    told(reader)
    kept = "法定通知，不能关闭。"
    assert wording.put("sheet.posted", {}, reason=kept).reason == kept
    assert wording.put("sheet.posted", {}, language="en", reason=kept).reason.startswith("A statutory notice")
    assert wording.put("sheet.posted", {}, language="en", reason="You asked.").reason == "You asked."


def test_why_it_happened_is_not_taken_for_why_somebody_is_told():
    facts = {"title": "碳化硅衬底", "panel": "甲组", "reason": "抽取前名单有误", "made": False}
    words = wording.put("draw.voided", facts, reason="你关注了这张榜")
    assert "抽取前名单有误" in words.body and "你关注了这张榜" not in words.body
    assert words.reason == "你关注了这张榜"


def test_an_account_without_a_language_reads_the_platforms():
    assert wording.language_of(Plain()) == "zh-hans"


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("2026-11-30", "2026年11月30日", "30 Nov 2026"),
        (datetime.date(2026, 11, 30), "2026年11月30日", "30 Nov 2026"),
        # In Shanghai it is the next day already.
        ("2026-11-30T17:00:00Z", "2026年12月1日", "1 Dec 2026"),
        (AT, "2026年11月23日", "23 Nov 2026"),
        (None, "", ""),
    ],
)
def test_days_are_written_as_people_write_them(value, chinese, english):
    assert day(value) == chinese
    with translation.override("en"):
        assert day(value) == english


def test_moments_are_written_as_people_write_them():
    assert [moment(value) for value in (AT, "2026-11-30T09:00:00Z")] == ["2026年11月23日 17:00", "2026年11月30日 17:00"]
    assert moment(None) == ""
    with translation.override("en"):
        assert moment(AT) == "23 Nov 2026, 17:00 (UTC+8)"
