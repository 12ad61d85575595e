import datetime
import logging

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from notifications import dispatching, preferences, relay
from notifications.models import Delivery, Event, InboxItem, Telling
from notifications.registry import Recipient
from tests.factories.notifications import AT, event, person

MINUTE = datetime.timedelta(minutes=1)


def outcome():
    """Who has an inbox row, who a delivery, and how many events wait."""
    return (
        list(InboxItem.objects.order_by("pk").values_list("person_id", flat=True)),
        list(Delivery.objects.order_by("pk").values_list("person_id", flat=True)),
        Event.objects.filter(dispatched_at=None).count(),
    )


def test_each_reader_gets_an_inbox_row_and_a_delivery_once(told):
    readers = [person(), person()]
    told(*readers, readers[0])
    made = event()
    assert relay.dispatch(AT + MINUTE) == 1
    assert relay.dispatch(AT + MINUTE) == 0
    ids = [reader.pk for reader in readers]
    assert outcome() == (ids, ids, 0)
    item = InboxItem.objects.first()
    assert (item.reason, item.url, item.topic, item.facts, item.at, item.read_at) == (
        "你关注了这张榜", "/sheets/7/", "sheets", {"title": "碳化硅衬底"}, AT, None,
    )  # fmt: skip
    row = Delivery.objects.first()
    assert (row.channel, row.state, row.due_at, row.digest_on) == ("email", "due", AT + MINUTE, None)
    made.refresh_from_db()
    assert made.dispatched_at == AT + MINUTE
    assert (str(item), str(row)) == (f"{made.pk} → {ids[0]}", f"{made.pk} → {ids[0]} (email, due)")
    assert str(Telling.objects.get()) == str(made.pk)


def test_a_repeat_after_a_crash_adds_nothing(told, reader):
    """What a dispatch wrote before it was lost is promised already; the repeat only adds what is missing."""
    told(reader)
    made = event()
    Telling.objects.create(event=made, facts=made.facts)
    InboxItem.objects.create(event=made, person=reader, topic="sheets", at=AT)
    relay.dispatch(AT)
    assert outcome() == ([reader.pk], [reader.pk], 0)


def test_the_first_reason_of_a_reader_counts(declared, reader):
    audience = [Recipient(reader.pk, "你是经办人"), Recipient(reader.pk, "你关注了这张榜")]
    declared.notice("sheet.posted", topic="sheets", audience=lambda made: audience)
    event()
    relay.dispatch(AT)
    assert InboxItem.objects.get().reason == "你是经办人"


def test_a_reason_is_kept_in_the_source_language_whoever_dispatches(told, reader):
    told(reader, audience=lambda made: [Recipient(reader.pk, str(gettext_lazy("法定通知，不能关闭。")))])
    event()
    with translation.override("en"):
        relay.dispatch(AT)
    assert InboxItem.objects.get().reason == "法定通知，不能关闭。"


def test_silent_events_are_marked_and_tell_nobody(declared, db):
    declared.silent("sheet.saved", "a draft concerns only its writer")
    event("sheet.saved")
    assert relay.dispatch(AT) == 1
    assert outcome() == ([], [], 0)


def test_an_event_nobody_declared_waits_and_is_logged(declared, told, reader, caplog):
    event("sheet.unheard")
    assert relay.dispatch(AT) == 0
    assert [(record.levelno, record.args[0]) for record in caplog.records] == [(logging.ERROR, "sheet.unheard")]
    told(reader, name="sheet.unheard")
    assert relay.dispatch(AT) == 1
    assert outcome() == ([reader.pk], [reader.pk], 0)


def test_an_audience_that_fails_waits_and_stops_nobody_else(declared, told, reader, caplog):
    def broken(made):
        Event.objects.raw("SELECT nonsense FROM nowhere")[0]

    declared.notice("sheet.broken", topic="sheets", audience=broken)
    told(reader)
    event("sheet.broken")
    event()
    assert relay.dispatch(AT) == 1
    assert outcome() == ([reader.pk], [reader.pk], 1)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_words_that_cannot_be_kept_wait_and_stop_nobody_else(told, reader, caplog):
    told(reader, name="sheet.broken", context=lambda made: {"thing": object()})
    told(reader)
    event("sheet.broken")
    event()
    assert relay.dispatch(AT) == 1
    assert outcome() == ([reader.pk], [reader.pk], 1)
    assert relay.dispatch(AT) == 0
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_accounts_that_are_closed_or_gone_are_left_out(told):
    closed, gone, reader = person(is_active=False), person(), person()
    told(closed, Gone(gone.pk), reader)
    gone.delete()
    event()
    assert relay.dispatch(AT) == 1
    assert outcome() == ([reader.pk], [reader.pk], 0)


class Gone:
    def __init__(self, pk):
        self.pk = pk


@pytest.mark.parametrize(
    ("mode", "statutory", "expected"),
    [
        ("instant", False, (AT, None)),
        ("off", False, None),
        ("off", True, (AT, None)),
        ("daily", True, (AT, None)),
        # 17:00 in Shanghai: the next 08:00 there is midnight UTC.
        ("daily", False, (datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC), datetime.date(2026, 11, 24))),
    ],
)
def test_a_mail_comes_as_its_reader_wishes_and_the_inbox_row_always(told, reader, mode, statutory, expected):
    told(reader, statutory=statutory)
    preferences.choose(reader, topic="sheets", channel="email", mode=mode)
    event()
    relay.dispatch(AT)
    assert InboxItem.objects.get().person == reader
    row = Delivery.objects.first()
    assert (row and (row.due_at, row.digest_on)) == expected


def test_the_digest_comes_at_the_hour_its_reader_chose(told, reader):
    told(reader)
    preferences.choose(reader, topic="sheets", channel="email", mode="daily")
    preferences.choose_hour(reader, 20)
    event()
    relay.dispatch(AT)
    assert Delivery.objects.get().due_at == datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("readers", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_readers(told, readers, django_assert_num_queries):
    told(*[person() for _ in range(readers)])
    event()
    with django_assert_num_queries(14):
        relay.dispatch(AT)
    assert InboxItem.objects.count() == readers


@pytest.mark.parametrize("events", [3, 30])
def test_an_event_more_costs_only_its_audience(told, reader, events, django_assert_num_queries):
    """Two statements each: the savepoint around the declaration, whose audience asks nothing here."""
    told(reader)
    for _ in range(events):
        event()
    with django_assert_num_queries(12 + 2 * events):
        relay.dispatch(AT)
    assert InboxItem.objects.count() == events


def test_many_readers_and_events_go_in_chunks(told, reader, monkeypatch):
    monkeypatch.setattr(dispatching, "BATCH", 2)
    monkeypatch.setattr(dispatching, "CHUNK", 2)
    told(reader, person(), person())
    for _ in range(5):
        event()
    assert relay.dispatch(AT) == 5
    assert (InboxItem.objects.count(), Delivery.objects.count()) == (15, 15)
