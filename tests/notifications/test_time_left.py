"""What is left is said as it is when somebody is told: not by the step of the reminder, nor by when it was recorded."""

import datetime
import re
from pathlib import Path

import pytest

from notifications import registry, spans
from notifications.templatetags.notice import days_until, left
from notifications.wording import put

AT = datetime.datetime(2026, 6, 11, 4, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR
MINUTE = HOUR / 60
SECOND = MINUTE / 60
ROOT = Path(__file__).resolve().parents[2]
# Every notice that tells of a moment to come or missed, with the name under which its wording knows the moment.
REMINDERS = {
    "challenge.check_due": "due",
    "challenge.repair_due": "due",
    "challenge.closing_soon": "due",
    "challenge.qualification_due": "due",
    "challenge.review_due": "due",
    "challenge.choice_due": "due",
    "challenge.signing_due": "due",
    "challenge.returned": "due",
    "question.unanswered": "due",
    "proposal.supplement_due": "due",
    "proposal.complaint_due": "due",
    "panel.scoring_due": "due",
    "inquiry.answer_due": "due",
    "objection.registration_due": "due",
    "objection.conclusion_due": "due",
    "objection.review_due": "due",
    "trial.due": "due_at",
    **dict.fromkeys(
        (f"milestone.{name}" for name in ("due", "opinion_due", "decision_due", "rectification_due")), "due"
    ),
    "payment.due": "due",
    "motion.unanswered": "due",
    "contract.negotiation_due": "due",
    "contract.signing_due": "due",
    "contract.lapse_due": "due",
}


@pytest.mark.parametrize(
    ("ahead", "chinese", "english"),
    [
        (4 * DAY + 21 * HOUR, "还剩 4 天 21 小时", "4 days 21 hours left"),
        (4 * DAY + 21 * HOUR + 59 * MINUTE, "还剩 4 天 21 小时", "4 days 21 hours left"),
        (DAY, "还剩 1 天", "1 day left"),
        (DAY - SECOND, "还剩 23 小时 59 分钟", "23 hours 59 minutes left"),
        (HOUR, "还剩 1 小时", "1 hour left"),
        (61 * MINUTE, "还剩 1 小时 1 分钟", "1 hour 1 minute left"),
        (40 * MINUTE, "还剩 40 分钟", "40 minutes left"),
        (59 * SECOND, "只剩不到 1 分钟", "less than a minute left"),
        (0 * SECOND, "只剩不到 1 分钟", "less than a minute left"),
        (-0.5 * SECOND, "只剩不到 1 分钟", "less than a minute left"),
        (-1 * SECOND, "刚刚到期", "just expired"),
        (-MINUTE, "已逾期 1 分钟", "1 minute overdue"),
        (-(2 * DAY + 3 * HOUR), "已逾期 2 天 3 小时", "2 days 3 hours overdue"),
    ],
)
def test_what_is_left_in_words(ahead, chinese, english):
    from django.utils import translation

    assert spans.left(AT + ahead, AT) == chinese
    with translation.override("en"):
        assert spans.left(AT + ahead, AT) == english
    assert left((AT + ahead).isoformat(), AT) == chinese


def test_a_moment_that_is_not_there_says_nothing():
    assert left("", AT) == "" and left(None, AT) == ""
    assert days_until("", AT) == ""


FACTS = {
    "title": "粉末",
    "objection": "Y-1",
    "batch": "批",
    "number": "N-1",
    "issuer": "局",
    "remarks": [],
    "text": "？",
    "person": "沈砚",
    "label": "撤榜",
    "milestone": "中试",
    "contract": "RW-1",
    "node": "首笔",
    "missing": ["氧含量"],
}


@pytest.mark.parametrize("name", REMINDERS)
def test_each_reminder_counts_from_when_its_reader_is_told(name):
    """Sent now, sent a day later with the digest, and read in the inbox after the moment: the truth each time."""
    facts = {**FACTS, REMINDERS[name]: (AT + 4 * DAY + 21 * HOUR).isoformat(), "days": 7, "overdue": False}
    for at, words in ((AT, "还剩 4 天 21 小时"), (AT + DAY, "还剩 3 天 21 小时"), (AT + 6 * DAY, "已逾期 1 天 3 小时")):
        told = put(name, facts, at=at)
        assert words in told.subject + told.body, told
        assert "7 天" not in told.subject + told.body
    english = put(name, facts, at=AT, language="en")
    assert "4 days 21 hours left" in english.subject + english.body


def test_no_wording_counts_by_the_step_of_its_reminder():
    """A template that writes the recorded number of days would be wrong on every day but one."""
    folder = [*ROOT.glob("[!.]*/**/templates/notices/*.txt")]
    assert len(folder) > 100
    assert [path.name for path in folder if re.search(r"\bdays\b", path.read_text())] == []
    told = {path.stem for path in folder if "|left:told_at" in path.read_text()}
    assert told == set(REMINDERS)


def test_a_certificate_counts_days_from_the_day_it_is_told():
    facts = {"type": "little_giant", "date": "2026-07-11"}
    assert "还有 30 天" in put("certificate.expiring", facts, at=AT).body
    assert "还有 1 天" in put("certificate.expiring", facts, at=AT + 29 * DAY).body
    # Half past midnight in China is still the day before in UTC.
    assert "还有 29 天" in put("certificate.expiring", facts, at=AT + 12.5 * HOUR).body
    late = put("certificate.expiring", facts, at=AT + 30 * DAY)
    assert "还有" not in late.body and late.body
    english = put("certificate.expiring", facts, at=AT + 29 * DAY, language="en").body
    assert english.startswith("1 day left")


def test_every_alarm_of_the_tables_is_among_them():
    """An alarm without a sentence about its time would not be a reminder."""
    from challenges.core.noun import tables

    events = {alarm.event for table in tables() for alarm in table.alarms}
    worded = {name for name in events if registry.get(name) is not None} - {"challenge.draft_idle"}
    assert worded <= set(REMINDERS)
