"""The chain of a timeline: every event has its place, and whoever touches one leaves a break; stamps follow commits."""

import threading

import pytest
from django.db import connection, connections, transaction

from notifications import chain, events, immutability, stamps
from notifications.events import Record
from notifications.models import ChainHead, Event
from tests.factories.notifications import AT, By, Sheet, event


def test_events_of_a_chain_follow_each_other(db):
    first, second, third = event(), event(facts={"days": 3}), event()
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert len({first.digest, second.digest, third.digest}) == 3
    assert chain.breaks("sheet:7") == []


def test_each_chain_counts_by_itself_and_a_subject_without_one_gets_its_own(db):
    event()
    other = event(chain="other:1")
    alone = events.record("sheet.posted", subject=Sheet(pk=9), by=By(), at=AT, chain="")
    assert (other.number, alone.number, alone.chain) == (1, 1, "sheet:9")


def test_many_events_are_linked_in_the_order_given(db):
    event()
    events.record_many([Record("sheet.posted", Sheet(), By(), AT, facts={"n": n}) for n in range(30)])
    rows = list(Event.objects.of_chain("sheet:7"))
    assert [row.number for row in rows] == list(range(1, 32))
    assert [row.facts["n"] for row in rows[1:]] == list(range(30))
    assert chain.breaks("sheet:7") == []


def test_what_is_stored_is_what_was_hashed(db):
    """Times, numbers and signs come back from the database as they went into the hash."""
    event(
        facts={
            "at": AT,
            "ratio": 0.1,
            "whole": 2.0,
            "small": 1e-7,
            "words": "“碳化硅”é\u2028",
            "deep": [{"b": 1, "a": None}],
        }
    )
    assert chain.breaks("sheet:7") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "sheet.burnt"}, "digest"),
        ({"actor_id": None, "organisation_id": 99}, "digest"),
        ({"facts": {"title": "别的"}}, "facts"),
        ({"previous": "0" * 64}, "previous"),
        ({"number": 9}, "gap"),
    ],
)
def test_an_event_that_was_altered_breaks_its_chain(db, change, why):
    event(), event(), event()
    touched(lambda rows: rows.filter(number=2).update(**change))
    assert why in {one.why for one in chain.breaks("sheet:7")}


def test_an_event_that_was_removed_breaks_its_chain(db):
    event(), event(), event()
    touched(lambda rows: rows.filter(number=2).delete())
    assert {(one.number, one.why) for one in chain.breaks("sheet:7")} >= {(2, "gap")}
    touched(lambda rows: rows.filter(number=3).delete())
    assert {one.why for one in chain.breaks("sheet:7")} == {"head"}


def test_facts_may_be_erased_and_the_chain_holds(db):
    event(facts={"name": "沈砚秋"})
    event()
    touched(lambda rows: rows.filter(number=1).update(facts={}, salt=""))
    assert chain.breaks("sheet:7") == []


def touched(act):
    """Alter events past everything that forbids it, as somebody with the database's password could."""
    from django.db.models import QuerySet

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    immutability.remove(connection)
    act(QuerySet(Event))


def test_stamps_are_given_once_in_the_order_of_ids(db):
    first, second = event(), event(chain="other:1")
    assert stamps.give() == 2
    third = event()
    assert stamps.give() == 1
    assert stamps.give() == 0
    assert list(Event.objects.order_by("stamp").values_list("pk", "stamp")) == [
        (first.pk, 1),
        (second.pk, 2),
        (third.pk, 3),
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTogether:
    """Transactions of several threads, committed."""

    def each(self, count, act):
        def run(n):
            try:
                act(n)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(30)

    def test_twenty_writers_on_an_empty_chain_of_whom_five_give_up(self):
        begun = threading.Barrier(20)

        def write(n):
            begun.wait(20)
            try:
                with transaction.atomic():
                    event(facts={"n": n})
                    if n % 4 == 0:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

        self.each(20, write)
        assert list(Event.objects.of_chain("sheet:7").values_list("number", flat=True)) == list(range(1, 16))
        assert chain.breaks("sheet:7") == []

    def test_a_key_that_two_give_at_once_is_written_once(self):
        begun = threading.Barrier(8)
        written = []

        def write(_n):
            begun.wait(20)
            written.append(event(key="remind:7:3"))

        self.each(8, write)
        assert sum(one is not None for one in written) == 1
        assert chain.breaks("sheet:7") == []

    def test_an_event_that_commits_late_gets_a_later_stamp(self):
        """Somebody who has read up to a stamp misses nothing: what was not visible then comes behind it."""
        early, late = threading.Event(), threading.Event()

        def slow(_n):
            with transaction.atomic():
                event(chain="slow:1")
                early.set()
                late.wait(20)

        one = threading.Thread(target=lambda: self.each(1, slow))
        one.start()
        early.wait(20)
        event(chain="quick:1")
        stamps.give()
        read = list(Event.objects.exclude(stamp=None).values_list("chain", "stamp"))
        late.set()
        one.join(30)
        stamps.give()
        assert read == [("quick:1", 1)]
        assert Event.objects.get(chain="slow:1").stamp == 2
        assert ChainHead.objects.get(chain=stamps.SERIES).number == 2
