import datetime
import logging
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core import mail

from notifications import channels, delivering, preferences, relay, wake
from notifications.channels import ChannelDown
from notifications.models import Delivery, Event, InboxItem
from tests.factories.notifications import AT, event, person

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def due(told, reader):
    """A delivery that is due, of a notice declared with the given keywords."""

    def _due(*readers, **keywords):
        told(*(readers or [reader]), **keywords)
        event()
        relay.dispatch(AT)
        return Delivery.objects.order_by("pk").last()

    return _due


@pytest.fixture
def way(monkeypatch):
    """A channel of this test's own: `sent` is what left, `problems` what each coming try meets."""
    road = SimpleNamespace(CODE="email", LABEL="信鸽", sent=[], problems=[], opened=0, closed=False)

    @contextmanager
    def session():
        if road.closed:
            raise ChannelDown("no road to boss@example.cn")
        road.opened += 1

        def send(letter):
            problem = road.problems.pop(0) if road.problems else None
            if problem:
                raise problem
            road.sent.append(letter)

        yield send

    road.session = session
    monkeypatch.setattr(channels, "all_channels", lambda: {"email": road})
    return road


@pytest.fixture
def slow(way, monkeypatch):
    """Let every letter take so many seconds."""
    machine = SimpleNamespace(time=0)
    monkeypatch.setattr(delivering.time, "monotonic", lambda: machine.time)

    def _slow(seconds):
        class Slow(list):
            def append(self, letter):
                super().append(letter)
                machine.time += seconds

        way.sent = Slow()

    return _slow


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_a_due_delivery_is_sent_once(due):
    row = due()
    assert relay.deliver(AT) == 1
    assert relay.deliver(AT + datetime.timedelta(days=1)) == 0
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.tries, row.problem) == ("sent", AT, 1, "")
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [f"<{row.key}@127.0.0.1>"]


def test_what_is_not_due_waits(due):
    due()
    assert relay.deliver(AT - SECOND) == 0
    assert mail.outbox == []


def test_a_relay_that_dies_gives_its_rows_back(due):
    due()
    rows = Delivery.objects.all()
    assert len(delivering.lease(rows, AT)) == 1
    assert delivering.lease(rows, AT) == []
    assert delivering.lease(rows, AT + delivering.LEASE - SECOND) == []
    assert relay.deliver(AT + delivering.LEASE) == 1
    assert states() == ["sent"]


def test_many_letters_go_over_one_session(due, way):
    due(*[person() for _ in range(45)])
    assert relay.deliver(AT) == 45
    assert (len(way.sent), way.opened) == (45, 1)


def test_at_most_the_limit_is_taken_and_the_relay_asks_to_be_woken(due, way, monkeypatch):
    rung = []
    monkeypatch.setattr(wake, "_bells", [lambda: rung.append(1)])
    monkeypatch.setattr(relay, "MOST_AT_ONCE", 20)
    due(*[person() for _ in range(30)])
    relay.run(AT)
    assert (len(way.sent), rung) == (20, [1])
    relay.run(AT)
    assert (len(way.sent), rung) == (30, [1])


@pytest.mark.parametrize("count", [3, 20])
def test_a_batch_costs_a_fixed_number_of_queries_and_one_per_letter(due, way, count, django_assert_num_queries):
    due(*[person() for _ in range(count)])
    with django_assert_num_queries(10 + count):
        relay.deliver(AT)
    assert len(way.sent) == count


def test_a_failure_is_tried_again_later_and_the_address_is_masked(due, way, caplog):
    row = due()
    way.problems = [ValueError(f"{row.person.email} refused")]
    relay.deliver(AT)
    row.refresh_from_db()
    host = row.person.email.partition("@")[2]
    assert (row.state, row.tries, row.problem) == ("due", 1, f"ValueError: r***@{host} refused")
    assert AT + 5 * SECOND <= row.due_at <= AT + 6.25 * SECOND
    assert row.person.email not in caplog.text
    relay.deliver(row.due_at)
    assert (states(), len(way.sent)) == (["sent"], 1)


def test_one_failure_holds_up_no_other_letter(due, way):
    due(person(), person())
    way.problems = [ValueError("refused")]
    relay.deliver(AT)
    assert states() == ["due", "sent"]


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 10), (5, 80), (10, 2560), (11, 3600), (12, 3600)])
def test_pauses_double_from_five_seconds_to_an_hour_and_are_spread(tries, seconds):
    pauses = [delivering.pause(tries).total_seconds() for _ in range(50)]
    assert seconds <= min(pauses) < max(pauses) <= 1.25 * seconds


def test_after_twelve_tries_a_delivery_is_dead_and_the_alarm_is_raised_once(due, way, caplog):
    row, at = due(), AT
    way.problems = [ValueError("refused")] * 99
    for _ in range(13):
        relay.deliver(at)
        at += datetime.timedelta(hours=2)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("dead", 12)
    alarm = Event.objects.get(name="delivery.dead")
    assert (alarm.noun, alarm.subject_id, alarm.actor) == ("delivery", row.pk, None)
    assert alarm.facts == {"event": "sheet.posted", "channel": "email", "tries": 12, "problem": "ValueError: refused"}
    assert [record.levelno for record in caplog.records if record.levelno > logging.WARNING] == [logging.CRITICAL]


def test_staff_are_told_of_a_dead_delivery_and_a_dead_alarm_raises_no_other(due, way):
    operator = person(is_staff=True)
    Delivery.objects.update(tries=11) if due() else None
    way.problems = [ValueError("refused")]
    relay.deliver(AT)
    relay.dispatch(AT)
    item = InboxItem.objects.get(person=operator)
    assert item.facts == {"event": "sheet.posted", "channel": "email", "tries": 12}
    Delivery.objects.filter(person=operator).update(tries=11)
    way.problems = [ValueError("refused")]
    relay.deliver(AT)
    assert (states(), Event.objects.filter(name="delivery.dead").count()) == (["dead", "dead"], 1)


def test_dead_deliveries_can_be_sent_again(due, way, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(wake, "_bells", [lambda: rung.append(1)])
    due(person(), person())
    Delivery.objects.order_by("pk")[:1].get()
    first = Delivery.objects.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(state="dead", tries=12)
    with django_capture_on_commit_callbacks(execute=True):
        assert delivering.revive(Delivery.objects.all(), at=AT) == 1
    assert rung == [1]
    relay.deliver(AT)
    assert states() == ["sent", "sent"]


def test_a_channel_that_is_down_costs_one_try_of_one_row(due, way, caplog):
    due(person(), person(), person())
    way.closed = True
    assert relay.deliver(AT) == 3
    assert states() == ["due"] * 3
    assert list(Delivery.objects.order_by("pk").values_list("tries", flat=True)) == [1, 0, 0]
    assert min(Delivery.objects.values_list("due_at", flat=True)) == AT + 5 * SECOND
    assert "boss@example.cn" not in caplog.text
    way.closed = False
    relay.deliver(AT + 10 * SECOND)
    assert len(way.sent) == 3


def test_a_channel_that_breaks_down_half_way_keeps_what_left(due, way):
    due(person(), person(), person())
    way.problems = [None, ChannelDown("gone")]
    relay.deliver(AT)
    assert states() == ["sent", "due", "due"]
    relay.deliver(AT + 10 * SECOND)
    assert (states(), len(way.sent)) == (["sent"] * 3, 3)


def test_a_slow_channel_gives_back_what_its_lease_leaves_no_time_for(due, way, slow):
    due(*[person() for _ in range(25)])
    slow(4)
    relay.deliver(AT)
    assert len(way.sent) == 8
    assert sorted(Delivery.objects.values_list("state", "tries")) == [("due", 0)] * 17 + [("sent", 1)] * 8


def test_a_run_takes_nothing_new_when_it_has_lasted_long(due, slow):
    due(*[person() for _ in range(25)])
    slow(1)
    assert relay.deliver(AT) == 20
    assert relay.deliver(AT) == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda reader, declared: type(reader).objects.update(is_active=False),
        lambda reader, declared: type(reader).objects.update(email=""),
        lambda reader, declared: preferences.choose(reader, topic="sheets", channel="email", mode="off"),
        lambda reader, declared: InboxItem.objects.all().delete(),
        lambda reader, declared: declared._notices.clear(),
    ],
)
def test_who_cannot_or_does_not_want_to_be_told_any_more_gets_no_letter(due, way, reader, declared, change):
    due()
    change(reader, declared)
    relay.deliver(AT)
    assert (states(), way.sent) == (["skipped"], [])


def test_who_may_not_know_any_more_gets_no_letter(due, way, reader):
    other = person()
    due(reader, other, still=lambda user, made: user == other and made.name == "sheet.posted")
    relay.deliver(AT)
    assert (states(), [letter.person for letter in way.sent]) == (["skipped", "sent"], [other])


def test_a_statutory_notice_comes_whatever_its_reader_wishes(due, way, reader):
    due(statutory=True)
    preferences.choose(reader, topic="sheets", channel="email", mode="off")
    relay.deliver(AT)
    assert [letter.unsubscribe_url for letter in way.sent] == [""]


def test_a_letter_is_in_its_readers_language_and_leads_to_the_page(due, way):
    due(person(), person(language="en"))
    relay.deliver(AT)
    assert [(letter.subject, letter.language, letter.url) for letter in way.sent] == [
        ("已发布：碳化硅衬底", "zh-hans", "http://127.0.0.1:8000/sheets/7/"),
        ("Posted: 碳化硅衬底", "en", "http://127.0.0.1:8000/sheets/7/"),
    ]
    assert delivering.absolute("https://elsewhere.example/") == "https://elsewhere.example/"
    assert delivering.absolute("") == ""
