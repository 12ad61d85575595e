import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from notifications import events, immutability, wake
from notifications.events import Record
from notifications.models import Event, Immutable
from tests.factories.notifications import AT, By, Sheet, event, person


@pytest.fixture
def rings(monkeypatch):
    """How often the relay was woken."""
    heard = []
    monkeypatch.setattr(wake, "_bells", [lambda: heard.append(1)])
    return heard


def test_an_event_tells_what_happened_to_what_by_whom_for_whom_and_when(db):
    actor = person()
    made = event(by=By(actor.pk, 12), facts={"at": AT})
    made.refresh_from_db()
    told = {name: getattr(made, name) for name in ("name", "noun", "subject_id", "chain", "organisation_id", "at")}
    assert told == {
        "name": "sheet.posted", "noun": "sheet", "subject_id": 7, "chain": "sheet:7", "organisation_id": 12, "at": AT,
    }  # fmt: skip
    assert (made.actor, made.facts, str(made)) == (actor, {"at": "2026-11-23T09:00:00Z"}, "sheet.posted sheet:7")


def test_the_timeline_of_a_chain_is_told_oldest_first_with_its_actors(db, django_assert_num_queries):
    first, second = event(by=By(person().pk)), event()
    event(chain="other:1")
    with django_assert_num_queries(1):
        timeline = list(Event.objects.of_chain("sheet:7"))
        _ = timeline[0].actor.email
    assert timeline == [first, second]


def test_a_keyed_event_is_written_once(db):
    assert event(key="remind:7:3") is not None
    assert event(key="remind:7:3") is None
    assert Event.objects.count() == 1


def test_another_broken_constraint_is_not_taken_for_a_known_key(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        event(key="remind:7:3", subject=Sheet(pk=None))
    assert Event.objects.count() == 0


def test_the_newest_of_a_timeline_are_told_first_and_no_more_than_asked(db):
    event()
    second, third = event(), event()
    event(chain="other:1")
    assert events.history("sheet:7", 2) == [third, second]


def test_many_events_are_written_in_few_statements(db, django_assert_num_queries):
    many = [Record("sheet.posted", Sheet(pk=number), By(), AT) for number in range(30)]
    # The heads looked for, made and locked, the events, and the heads moved on.
    with django_assert_num_queries(5):
        assert events.record_many(many) == 30
    assert events.record_many([]) == 0
    assert Event.objects.count() == 30


def test_many_events_skip_known_keys_and_repeats(db):
    event(key="a")
    many = [Record("sheet.posted", Sheet(), By(), AT, key=key) for key in ("a", "b", "b", None)]
    assert events.record_many(many) == 2
    assert events.record_many(many[:3]) == 0
    assert Event.objects.count() == 3


def test_the_relay_is_woken_once_per_commit(db, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        event()
        event()
        events.record_many([Record("sheet.posted", Sheet(), By(), AT)])
        assert rings == []
    assert rings == [1]


def test_an_event_of_a_savepoint_that_was_rolled_back_leaves_the_wake_to_the_next(
    db, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            event()
            raise ZeroDivisionError
        event()
    assert rings == [1]


def test_a_broker_that_is_down_breaks_nothing(monkeypatch, caplog):
    def broken():
        raise ConnectionError("no broker")

    monkeypatch.setattr(wake, "_bells", [])
    wake.connect(broken)
    wake.connect(broken)
    wake.ring()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize(
    "alter",
    [
        lambda made: made.save(),
        lambda made: made.save(update_fields=["name"]),
        lambda made: made.delete(),
        lambda made: Event.objects.update(name="x"),
        lambda made: Event.objects.bulk_update([made], ["name"]),
        lambda made: Event.objects.all().delete(),
    ],
)
def test_an_event_is_never_altered_or_removed_by_the_program(db, alter):
    made = event()
    made.name = "sheet.withdrawn"
    with pytest.raises(Immutable):
        alter(made)
    assert list(Event.objects.values_list("name", flat=True)) == ["sheet.posted"]


def test_that_an_event_was_dispatched_is_written_down(db):
    made = event()
    made.dispatched_at = AT
    made.save(update_fields=["dispatched_at"])
    assert Event.objects.get().dispatched_at == AT


@pytest.fixture
def triggers(db):
    if connection.vendor == "sqlite":
        immutability.install(connection)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE notifications_event SET {column} = NULL" for column in ("chain", "actor_id", "organisation_id")),
        "UPDATE notifications_event SET name = 'x'",
        "UPDATE notifications_event SET facts = '{}'",
        "UPDATE notifications_event SET dispatched_at = NULL",
        "UPDATE notifications_event SET id = id + 1",
        "DELETE FROM notifications_event",
    ],
)
def test_an_event_is_never_altered_or_removed_by_the_database(triggers, statement):
    made = event(by=By(person().pk, 3))
    Event.objects.update(dispatched_at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    made.refresh_from_db()
    assert (made.name, made.facts, made.dispatched_at) == ("sheet.posted", {"title": "碳化硅衬底"}, AT)


def test_the_triggers_can_be_taken_away_for_a_migration_back(triggers):
    event()
    with transaction.atomic(), connection.cursor() as cursor:
        immutability.remove(connection)
        cursor.execute("UPDATE notifications_event SET name = 'x'")
        transaction.set_rollback(True)
