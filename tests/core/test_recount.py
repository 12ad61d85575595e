"""Holidays that are entered late: what ran over them moves, is told, and is said to be provisional until then."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from accounts.acting import CLOCK, Acting
from challenges.award.actions import award
from challenges.award.actions import objection as objections
from challenges.bulletin.models import Notice
from challenges.bulletin.queries.notice_page import notice_page
from challenges.core import deadlines
from challenges.core.actions import holiday
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import Holiday
from challenges.management import invariants
from notifications import inbox, relay
from notifications.clock import SHANGHAI, day_of, local
from notifications.models import Event, InboxItem
from tests.factories.accounts import UserFactory, acting
from tests.factories.challenges import ChallengeFactory, ProposalFactory, accepting_challenge
from tests.factories.review import Review5, member_of, objected

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# The Wednesday before the provisional Spring Festival of 2027: only the statutory 5 to 8 February stand in the table.
POSTED = datetime.datetime(2027, 2, 3, 10, tzinfo=SHANGHAI)
# As a State Council notice might say it: nine days off, with two weekends worked.
SPRING = "\n".join(
    [f"2027-02-{day:02d} 休 春节" for day in range(5, 14)]
    + ["2027-01-31 班", "2027-02-20,班", "2027-10-01 off National Day"]
)


def operator():
    return Acting(UserFactory(is_operator=True))


def announce(at, text=SPRING, year=2027):
    holiday.announce(year, holiday.read(text), by=operator(), at=at)


def last(moment):
    return local(moment).strftime("%m-%d %H:%M:%S")


@pytest.fixture
def walk():
    """A publicity over days that are not announced: by the table as it stands it ends on 12 February."""
    return Review5(at=POSTED).publicised(at=POSTED)


def test_a_year_is_provisional_until_it_is_announced():
    calendar = Holiday.objects.calendar()
    assert not calendar.is_provisional(datetime.date(2026, 12, 31))
    assert calendar.is_provisional(datetime.date(2027, 1, 1)) and calendar.is_provisional(datetime.date(2028, 2, 29))
    announce(POSTED)
    calendar = Holiday.objects.calendar()
    assert not calendar.is_provisional(datetime.date(2027, 12, 31))
    assert calendar.is_provisional(datetime.date(2028, 1, 1))
    assert not calendar.is_working(datetime.date(2027, 2, 12)) and calendar.is_working(datetime.date(2027, 2, 20))


def test_what_hangs_on_such_a_year_says_so(walk, client):
    publicity = Notice.objects.get(kind="publicity")
    assert last(publicity.publicity_ends_at) == "02-12 23:59:59"
    assert "2027 年放假安排尚未公布，公示截止日为暂定" in publicity.body
    with time_machine.travel(POSTED, tick=False):
        pages = [client.get(f"/notices/{publicity.pk}/"), client.get(f"/challenges/{walk.challenge.pk}/")]
        client.force_login(walk.notice_officer.user)
        pages.append(client.get("/desk/"))
        assert all("暂定" in page.content.decode() for page in pages)
        assert client.get(f"/api/v1/notices/{publicity.pk}/").json()["provisional"] == ["publicity_ends_at"]
        announce(POSTED)
        publicity = Notice.objects.get(kind="publicity", state="posted")
        pages = [client.get(f"/notices/{publicity.pk}/"), client.get("/desk/")]
        assert not any("暂定" in page.content.decode() for page in pages)
        assert client.get(f"/api/v1/notices/{publicity.pk}/").json()["provisional"] == []


def test_a_publicity_moves_when_the_dates_are_entered_and_is_posted_anew(walk):
    before, stood = Notice.objects.get(kind="publicity"), set(map(str, invariants.breaches()))
    filed = objected(walk.challenge, at=POSTED)
    announce(POSTED + HOUR)
    walk.challenge.refresh_from_db()
    before.refresh_from_db()
    after = Notice.objects.get(kind="publicity", state="posted")
    assert last(walk.challenge.publicity_ends_at) == last(after.publicity_ends_at) == "02-18 23:59:59"
    assert (before.state, after.replaces, after.dated) == ("superseded", before, day_of(POSTED))
    assert after.number != before.number and f"本公示取代{before.number}" in after.body
    assert "2月18日24:00，共 5 个工作日" in after.body and "暂定" not in after.body and "2月12日" not in after.body
    assert list(after.items.values_list("proposal", "position")) == list(
        before.items.values_list("proposal", "position")
    )
    filed.refresh_from_db()
    assert filed.notice == after
    shown = notice_page(Acting(), after.pk, POSTED + 12 * DAY)
    assert shown.running and shown.nth_today == 2 and shown.days[-1].nth == 5
    # What a walk that begins half-way lacks, it lacked before.
    assert set(map(str, invariants.breaches())) == stood


def test_everybody_concerned_is_told_in_their_language(walk):
    signer = walk.signer.user
    signer.language = "en"
    signer.save()
    firm = member_of(walk.proposals[0], "handler")
    announce(POSTED + HOUR)
    relay.run(POSTED + HOUR)
    [event] = Event.objects.filter(name="challenge.recounted")
    letters = {row.person_id: row for row in InboxItem.objects.filter(event=event)}
    assert {signer.pk, walk.notice_officer.user_id, firm.user_id} <= set(letters)
    with translation.override("en"):
        [entry] = [one for one in inbox.page(signer, size=50).entries if one.item.event_id == event.pk]
        words = f"{entry.words.subject} {entry.words.body}"
    assert f"Period counted anew: {walk.challenge.title}" in words
    assert "now ends on 18 Feb 2027, 23:59 (UTC+8) instead of 12 Feb 2027, 23:59 (UTC+8)" in words


def test_the_award_waits_for_the_new_end(walk):
    announce(POSTED + HOUR)
    walk.challenge.refresh_from_db()
    with pytest.raises(Refused):
        award.award(walk.challenge, by=CLOCK, at=POSTED + 10 * DAY)
    deadlines.take_due_steps(POSTED + 16 * DAY)
    walk.challenge.refresh_from_db()
    assert walk.challenge.state == "awarded"


@pytest.mark.parametrize(
    ("state", "due", "end"),
    [
        # Counted in working days from the day the state was entered.
        ("formal_check", (2027, 2, 10, 17), "02-16 17:00:00"),
        ("proposed", (2027, 2, 12, 17), "02-18 17:00:00"),
        # In calendar days: only a last day that turns out to be a holiday moves on.
        ("awarded", (2027, 2, 12, 17), "02-15 17:00:00"),
        ("draft", (2027, 3, 1, 17), "03-01 17:00:00"),
        # Over before the first day that differs.
        ("formal_check", (2027, 2, 3, 17), "02-03 17:00:00"),
    ],
)
def test_each_running_period_moves_by_its_own_rule(state, due, end):
    row = ChallengeFactory(state=state, due_at=datetime.datetime(*due, tzinfo=SHANGHAI), created_at=POSTED)
    announce(POSTED + HOUR)
    row.refresh_from_db()
    assert last(row.due_at) == end
    moved = Event.objects.filter(name="challenge.recounted", subject_id=row.pk)
    assert [event.facts["to"] for event in moved] == ([] if end.startswith(f"{due[1]:02d}-{due[2]:02d}") else [state])


def test_a_deadline_that_somebody_named_stands():
    named = datetime.datetime(2027, 2, 12, 17, tzinfo=SHANGHAI)
    row = accepting_challenge(closes_at=named, first_closes_at=named)
    announce(POSTED)
    row.refresh_from_db()
    assert row.closes_at == named and not Event.objects.filter(subject_id=row.pk, name="challenge.recounted").exists()


def test_no_period_becomes_shorter():
    """A worked weekend would end it earlier; whoever was told of the later day keeps it."""
    due = datetime.datetime(2027, 3, 2, 17, tzinfo=SHANGHAI)
    row = ChallengeFactory(state="formal_check", due_at=due, created_at=datetime.datetime(2027, 2, 24, tzinfo=SHANGHAI))
    announce(due - 5 * DAY, SPRING + "\n2027-02-27 班\n2027-02-28 班")
    row.refresh_from_db()
    assert row.due_at == due


def test_dates_that_come_late_count_from_the_day_the_period_began():
    begun = datetime.datetime(2027, 2, 9, 10, tzinfo=SHANGHAI)
    due = datetime.datetime(2027, 2, 16, 17, tzinfo=SHANGHAI)
    row = ChallengeFactory(state="formal_check", due_at=due, created_at=begun)
    announce(datetime.datetime(2027, 2, 11, 9, tzinfo=SHANGHAI))
    row.refresh_from_db()
    assert last(row.due_at) == "02-19 17:00:00"


def test_one_row_that_fails_keeps_its_period_and_no_other():
    due = datetime.datetime(2027, 2, 10, 17, tzinfo=SHANGHAI)
    good, bad = (ChallengeFactory(state="formal_check", due_at=due, created_at=POSTED) for _n in range(2))
    type(bad).objects.filter(pk=bad.pk).update(version=2**31 - 1)
    announce(POSTED + HOUR)
    good.refresh_from_db()
    assert last(good.due_at) == "02-16 17:00:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-30 休", "第 1 行“2027-02-30 休”"),
        ("2027-02-05 歇", "第 1 行“2027-02-05 歇”"),
        ("2027-02-05", "第 1 行“2027-02-05”"),
        ("2028-01-01 休", "第 1 行的 2028-01-01 不在 2027 年"),
        ("2027-01-01 休\n2027-01-01 休", "第 2 行的 2027-01-01 写了两次"),
        ("2027-01-02 班", "一天假也没有"),
        ("", "一天假也没有"),
    ],
)
def test_what_cannot_be_read_is_named_and_changes_nothing(text, words):
    stood = list(Holiday.objects.values_list())
    with pytest.raises(Invalid) as caught:
        announce(POSTED, text)
    assert words in str(caught.value.problems[0].message)
    assert list(Holiday.objects.values_list()) == stood and not Event.objects.exists()


def test_nobody_but_an_operator_enters_them():
    with pytest.raises(NotAllowed):
        holiday.announce(2027, holiday.read(SPRING), by=acting(ChallengeFactory().lead, "admin"), at=POSTED)
    assert Holiday.objects.calendar().is_provisional(datetime.date(2027, 2, 5))


def test_a_whole_year_is_entered_from_a_file(tmp_path):
    person, file = UserFactory(is_operator=True), tmp_path / "2027.txt"
    file.write_text(f"\ufeff# 国办发明电\n{SPRING}\n", encoding="utf-8")
    out = StringIO()
    call_command("holidays", 2027, file, by=person.email, stdout=out)
    assert out.getvalue() == "2027 年 12 天已录入。\n"
    assert Holiday.objects.get(day="2027-02-20").working
    file.write_text("x", encoding="utf-8")
    for year, by in (
        (2027, person.email),
        (2027, "nobody@x.example"),
        (1900, person.email),
        (2027, UserFactory().email),
    ):
        with pytest.raises(CommandError):
            call_command("holidays", year, file, by=by)
    with pytest.raises(CommandError):
        call_command("holidays", 2027, tmp_path / "missing", by=person.email)


def test_a_day_entered_on_the_desk_moves_what_runs(client, walk):
    person = UserFactory(is_operator=True, is_staff=True)
    with time_machine.travel(POSTED, tick=False):
        client.force_login(person)
        typed = {"day": "2027-02-12", "name": "春节", "provisional": "on"}
        assert client.post(reverse("admin:challenges_holiday_add"), typed).status_code == 302
    walk.challenge.refresh_from_db()
    assert last(walk.challenge.publicity_ends_at) == "02-15 23:59:59"


def test_the_time_to_ask_for_a_review_moves_and_both_sides_are_told():
    walk = Review5(at=POSTED).publicised(at=POSTED)
    row = objected(walk.challenge, at=POSTED)
    objections.register(row, by=walk.notice_officer, at=POSTED)
    objections.dismiss(row, decision="证书附表载有该项目", by=walk.admin, at=POSTED)
    assert last(row.review_until) == "02-12 17:00:00"
    announce(POSTED + HOUR)
    row.refresh_from_db()
    assert (row.state, last(row.review_until)) == ("dismissed", "02-18 17:00:00")
    relay.dispatch(POSTED + HOUR)
    told = set(InboxItem.objects.filter(event__name="objection.recounted").values_list("person_id", flat=True))
    assert {row.filed_by_id, walk.admin.user_id} <= told
    [event] = Event.objects.filter(name="objection.recounted")
    assert event.facts["what"] == ["review_until"]


def test_the_time_to_complain_and_the_answer_to_a_complaint_move():
    until = datetime.datetime(2027, 2, 10, 17, tzinfo=SHANGHAI)
    answer = datetime.datetime(2027, 2, 15, 17, tzinfo=SHANGHAI)
    over = ProposalFactory(state="disqualified", complaint_until=POSTED, created_at=POSTED - 5 * DAY)
    waiting = ProposalFactory(state="disqualified", complaint_until=until, created_at=POSTED)
    complained = ProposalFactory(state="disqualified", due_at=answer, created_at=POSTED)
    announce(POSTED + HOUR)
    for row in (over, waiting, complained):
        row.refresh_from_db()
    assert over.complaint_until == POSTED
    assert last(waiting.complaint_until) == "02-16 17:00:00"
    assert last(complained.due_at) > last(answer)
    assert set(Event.objects.filter(name="proposal.recounted").values_list("subject_id", flat=True)) == {
        waiting.pk,
        complained.pk,
    }
