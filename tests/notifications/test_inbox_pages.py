import pytest
from django.urls import reverse

from notifications import inbox, preferences, relay
from notifications.models import InboxItem
from tests.factories.notifications import AT, event, person
from tests.notifications.conftest import declared, reader, told

__all__ = ["declared", "reader", "told"]


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def notices(told, reader):
    """So many notices for the reader and somebody else."""

    def _notices(count, *others):
        told(reader, person())
        for number in range(count):
            event(facts={"title": f"榜{number}"})
        relay.dispatch(AT)

    return _notices


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ["inbox", "notification_preferences"])
def test_the_inbox_is_for_people_who_signed_in(client, db, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_an_empty_inbox_says_so_and_leads_on(signed_in):
    page = text(signed_in.get("/inbox/"))
    assert "没有未读的来信" in page
    assert "还没有来信" in page


@pytest.mark.parametrize("count", [3, 19])
def test_the_inbox_costs_the_same_however_much_it_holds(signed_in, notices, count, django_assert_max_num_queries):
    notices(count)
    signed_in.get("/inbox/")
    with django_assert_max_num_queries(5):
        page = text(signed_in.get("/inbox/"))
    assert f"{count} 封来信未读" in page
    assert page.count('class="new"') == count


def test_pages_follow_each_other_without_gap_or_repeat(signed_in, notices):
    notices(45)
    seen, url = [], "/inbox/?topic=sheets"
    while url:
        page = signed_in.get(url)
        seen += [entry.words.subject for entry in page.context["entries"]]
        url = page.context["following"]
    assert seen == [f"已发布：榜{number}" for number in reversed(range(45))]


@pytest.mark.parametrize(
    "query",
    ["topic=nosuch", "topic=operations", "before=x", "before=2026-11-23,1", "before=2026-11-23T09:00:00Z,x"],
)
def test_an_unknown_topic_or_page_is_refused_with_a_sentence(signed_in, query):
    answer = signed_in.get(f"/inbox/?{query}")
    assert answer.status_code == 400
    assert "没有这个主题或页码" in text(answer)


def test_opening_a_notice_reads_it(signed_in, notices, reader):
    notices(2)
    newest = inbox.page(reader).entries[0].item
    page = text(signed_in.get(f"/inbox/{newest.pk}/"))
    assert "已发布：榜1" in page
    assert 'href="/sheets/7/"' in page
    assert inbox.unread_count(reader) == 1
    assert "榜1" not in text(signed_in.get("/inbox/?unread=1"))


def test_a_notice_of_somebody_else_does_not_exist(signed_in, notices, reader):
    notices(1)
    foreign = InboxItem.objects.exclude(person=reader).get()
    unknown = signed_in.get("/inbox/999999/")
    hidden = signed_in.get(f"/inbox/{foreign.pk}/")
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    signed_in.post("/inbox/reading/", {"id": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_chosen_notices_and_all_of_them_are_marked_as_read(signed_in, notices, reader):
    notices(4)
    ids = [entry.item.pk for entry in inbox.page(reader).entries[:2]]
    answer = signed_in.post("/inbox/reading/", {"id": [*ids, "x"], "topic": "sheets", "unread": "1"})
    assert answer["Location"] == "/inbox/?topic=sheets&unread=1"
    assert inbox.unread_count(reader) == 2
    signed_in.post("/inbox/reading/", {"all": "1"})
    assert inbox.unread_count(reader) == 0
    assert "没有符合这些条件的来信" in text(signed_in.get("/inbox/?unread=1"))


def test_the_badge_and_the_headline_stop_counting_in_time(signed_in, notices, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_COUNTED", 3)
    notices(5)
    page = text(signed_in.get("/inbox/"))
    assert '<span class="count">2+</span>' in page
    assert "未读来信超过 2 封" in page


def test_preferences_are_shown_and_saved(signed_in, told, reader):
    told(reader, statutory=True)
    page = signed_in.get("/inbox/preferences/")
    assert "含法定通知" in text(page)
    modes = dict.fromkeys(page.context["form"].cells, "instant")
    answer = signed_in.post("/inbox/preferences/", modes | {"email-sheets": "daily", "hour": "20"}, follow=True)
    assert "通知设置已保存。" in text(answer)
    assert preferences.modes(reader)["sheets", "email"] == "daily"
    assert preferences.digest_hour(reader) == 20


def test_a_wrong_choice_is_refused_and_nothing_is_saved(signed_in, told, reader):
    told(reader)
    answer = signed_in.post("/inbox/preferences/", {"email-sheets": "hourly", "hour": "25"})
    assert answer.status_code == 422
    assert preferences.modes(reader)["sheets", "email"] == "instant"


@pytest.mark.parametrize("everything", [False, True])
def test_the_link_in_a_mail_asks_first_and_needs_no_sign_in(client, told, reader, everything):
    told(reader)
    preferences.choose(reader, topic="sheets", channel="email", mode="daily")
    topic = preferences.EVERY_DAILY_TOPIC if everything else "sheets"
    url = reverse("unsubscribe", args=[preferences.unsubscribe_token(reader.pk, topic, "email")])
    assert "停止发送" in text(client.get(url))
    assert preferences.modes(reader)["sheets", "email"] == "daily"
    assert "不再用邮件发送" in text(client.post(url, {"List-Unsubscribe": "One-Click"}))
    assert preferences.modes(reader)["sheets", "email"] == "off"


def test_a_forged_link_and_one_of_a_closed_account_do_not_exist(client, db):
    gone = person()
    token = preferences.unsubscribe_token(gone.pk, "sheets", "email")
    gone.delete()
    url = reverse("unsubscribe", args=["forged"])
    assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]
    assert client.post(reverse("unsubscribe", args=[token])).status_code == 404


def test_the_links_in_mails_lead_to_these_pages(reader, told, client):
    from django.core import mail

    told(reader)
    event()
    relay.run(AT)
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.get(link).status_code == 200
