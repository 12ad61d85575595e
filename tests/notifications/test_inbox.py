import pytest

from notifications import inbox, relay
from notifications.models import Delivery, InboxItem
from tests.factories.notifications import AT, event, person


@pytest.fixture
def notices(told, reader):
    """So many notices for the reader and for somebody else; the newest has the highest number."""

    def _notices(count):
        told(reader, person())
        for number in range(count):
            event(facts={"title": f"榜{number}"})
        relay.dispatch(AT)

    return _notices


def titles(page):
    return [entry.words.subject for entry in page.entries]


def test_notices_are_told_newest_first_page_by_page(notices, reader):
    notices(5)
    first = inbox.page(reader, size=2)
    second = inbox.page(reader, size=2, before=first.next_before)
    third = inbox.page(reader, size=2, before=second.next_before)
    assert [titles(page) for page in (first, second, third)] == [
        ["已发布：榜4", "已发布：榜3"], ["已发布：榜2", "已发布：榜1"], ["已发布：榜0"],
    ]  # fmt: skip
    assert third.next_before == ""


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_is_one_query(notices, reader, count, django_assert_num_queries):
    notices(count)
    with django_assert_num_queries(1):
        page = inbox.page(reader, size=50)
    assert len(page.entries) == count


def test_a_page_can_be_narrowed(notices, told, reader):
    notices(2)
    told(reader, name="other.posted", topic="others", template="notices/sheet.posted.txt")
    event("other.posted", facts={"title": "别的"})
    relay.dispatch(AT)
    inbox.read(reader, [inbox.page(reader, topic="sheets").entries[0].item.pk], at=AT)
    assert titles(inbox.page(reader, topic="sheets")) == ["已发布：榜1", "已发布：榜0"]
    assert titles(inbox.page(reader, unread=True)) == ["已发布：别的", "已发布：榜0"]


def test_the_badge_counts_what_is_unread_with_one_query_and_no_further_than_needed(
    notices, reader, monkeypatch, django_assert_num_queries
):
    notices(4)
    inbox.read(reader, [inbox.page(reader).entries[0].item.pk], at=AT)
    with django_assert_num_queries(1):
        assert inbox.unread_count(reader) == 3
    monkeypatch.setattr(inbox, "MOST_COUNTED", 2)
    assert inbox.unread_count(reader) == 2


def test_nobody_reads_what_is_somebody_elses(notices, reader):
    notices(1)
    foreign = InboxItem.objects.exclude(person=reader).get()
    assert inbox.read(reader, [foreign.pk], at=AT) == 0
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_reading_all_leaves_other_topics_and_the_time_of_an_earlier_reading(notices, told, reader):
    notices(3)
    told(reader, name="other.posted", topic="others", template="notices/sheet.posted.txt")
    event("other.posted")
    relay.dispatch(AT)
    oldest = inbox.page(reader).entries[-1].item
    inbox.read(reader, [oldest.pk], at=AT)
    later = AT.replace(hour=20)
    assert inbox.read_all(reader, at=later, topic="sheets") == 2
    assert inbox.read_all(reader, at=later) == 1
    oldest.refresh_from_db()
    assert oldest.read_at == AT
    assert inbox.unread_count(reader) == 0


def test_a_notice_whose_declaration_was_taken_away_still_shows(notices, reader, declared):
    notices(1)
    declared._notices.pop("sheet.posted")
    assert titles(inbox.page(reader)) == ["一条较早的通知"]


def test_a_past_is_told_without_mails_and_counts_as_read(told, reader):
    """A demo begins with months behind it."""
    told(reader)
    event(at=AT.replace(month=3))
    event()
    relay.tell_past(AT.replace(day=20), AT)
    newest, oldest = (entry.item for entry in inbox.page(reader).entries)
    assert (newest.read_at, oldest.read_at) == (None, AT.replace(month=3))
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["skipped", "due"]
