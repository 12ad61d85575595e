import datetime

import pytest
from django.core import mail

from notifications import digest, inbox, preferences, relay
from notifications.models import Delivery, Preference
from tests.factories.notifications import AT, event, person
from tests.notifications.test_delivering import slow, states, way

__all__ = ["slow", "way"]

MORNING = datetime.datetime(2026, 11, 24, 0, 0, tzinfo=datetime.UTC)


@pytest.fixture
def gathered(told):
    """Two notices gathered for each of these people."""

    def _gathered(*people, **keywords):
        told(*people, **keywords)
        for reader in people:
            preferences.choose(reader, topic="sheets", channel="email", mode="daily")
        event()
        event(facts={"title": "膜电极"})
        relay.dispatch(AT)

    return _gathered


def test_a_day_is_gathered_into_one_letter_in_the_morning(gathered, reader, way):
    gathered(reader)
    relay.run(MORNING - datetime.timedelta(seconds=1))
    assert way.sent == []
    assert digest.send(MORNING) == 1
    assert digest.send(MORNING + datetime.timedelta(days=1)) == 0
    (letter,) = way.sent
    first = Delivery.objects.order_by("pk").first()
    assert letter.subject == "每日汇总：2 条通知"
    assert letter.message_id == f"<digest-{first.key}@127.0.0.1>"
    link = "http://127.0.0.1:8000/sheets/7/"
    assert letter.entries == (("已发布：碳化硅衬底", link), ("已发布：膜电极", link))
    assert states() == ["sent", "sent"]


def test_each_reader_has_his_own_letter_in_his_language(gathered, way):
    gathered(person(), person(language="en"))
    relay.run(MORNING)
    assert sorted(letter.subject for letter in way.sent) == ["Daily digest: 2 notices", "每日汇总：2 条通知"]


def test_what_was_read_in_the_inbox_is_left_out(gathered, reader, way):
    gathered(reader)
    newest = inbox.page(reader).entries[0].item
    inbox.read(reader, [newest.pk], at=AT)
    digest.send(MORNING)
    assert [subject for subject, _ in way.sent[0].entries] == ["已发布：碳化硅衬底"]
    assert states() == ["sent", "skipped"]


def test_when_everything_was_read_no_letter_leaves(gathered, reader, way):
    gathered(reader)
    inbox.read_all(reader, at=AT)
    assert digest.send(MORNING) == 0
    assert (states(), way.sent) == (["skipped", "skipped"], [])


def test_a_digest_that_fails_is_tried_again_as_the_same_letter(gathered, reader, way):
    gathered(reader)
    way.problems = [ValueError("refused")]
    assert digest.send(MORNING) == 0
    assert states() == ["due", "due"]
    assert digest.send(MORNING + datetime.timedelta(seconds=10)) == 1
    assert states() == ["sent", "sent"]


def test_a_digest_waits_for_a_channel_that_is_down(gathered, reader, way, caplog):
    gathered(reader)
    way.closed = True
    assert digest.send(MORNING) == 0
    way.closed = False
    from notifications.channels import ChannelDown

    way.problems = [ChannelDown("gone")]
    assert digest.send(MORNING) == 0
    assert states() == ["due", "due"]
    assert digest.send(MORNING + datetime.timedelta(seconds=10)) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING", "WARNING"]


def test_digests_that_time_does_not_suffice_for_are_left_to_the_next_run(gathered, slow):
    gathered(person(), person(), person())
    slow(10)
    assert (digest.send(MORNING), digest.send(MORNING)) == (2, 1)


def test_a_digest_another_process_has_just_taken_is_left_to_it(gathered, reader, way, monkeypatch):
    gathered(reader)
    monkeypatch.setattr(digest, "lease", lambda *args, **keywords: [])
    assert digest.send(MORNING) == 0
    assert way.sent == []


def test_the_link_of_a_digest_switches_off_everything_gathered(gathered, told, reader):
    gathered(reader)
    told(reader, name="other.posted", topic="others")
    preferences.choose(reader, topic="others", channel="email", mode="instant")
    digest.send(MORNING)
    (message,) = mail.outbox
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert preferences.unsubscribe(link.rstrip("/").rpartition("/")[2])
    assert dict(Preference.objects.values_list("topic", "mode")) == {"sheets": "off", "others": "instant"}
