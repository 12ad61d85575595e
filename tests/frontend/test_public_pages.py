"""Notices, organisations, error pages and the kit, as a visitor meets them."""

import datetime
import re

import pytest
from django.test import override_settings

from challenges.bulletin.models import Notice, NoticeItem
from challenges.bulletin.queries.notice_page import notice_page
from notifications.clock import day_of, now
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.challenges import DAY, accepting_challenge

pytestmark = pytest.mark.django_db
POSTED = datetime.datetime(2026, 11, 18, 2, tzinfo=datetime.UTC)
ENDS = datetime.datetime(2026, 11, 25, 15, 59, 59, tzinfo=datetime.UTC)


def text(answer):
    return answer.content.decode()


def post(**fields):
    """A posted notice about one challenge."""
    challenge = accepting_challenge(title="退役锂电池再生")
    given = {
        "kind": "publicity",
        "state": "posted",
        "title": "拟揭榜单位的公示",
        "body": "现将拟揭榜单位公示如下。\n有异议的请实名提出。",
        "issuer": challenge.organiser,
        "posted_at": POSTED,
        "dated": day_of(POSTED),
        "publicity_starts_on": day_of(POSTED),
        "publicity_ends_at": ENDS,
        "created_at": POSTED,
        "updated_at": POSTED,
    }
    notice = Notice.objects.create(**{**given, **fields})
    NoticeItem.objects.create(notice=notice, challenge=challenge)
    return notice


def test_the_days_of_a_public_period_leave_out_the_posting_day_and_the_weekend():
    from accounts.acting import PUBLIC

    shown = notice_page(PUBLIC, post().pk, datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC))
    assert [(day.day.day, day.nth) for day in shown.days] == [
        (18, None),
        (19, 1),
        (20, 2),
        (21, None),
        (22, None),
        (23, 3),
        (24, 4),
        (25, 5),
    ]
    assert (shown.running, shown.nth_today) == (True, 3)
    assert shown.days[-1].last


def test_the_period_is_over_one_second_after_its_end():
    from accounts.acting import PUBLIC

    notice = post()
    assert notice_page(PUBLIC, notice.pk, ENDS).running
    assert not notice_page(PUBLIC, notice.pk, ENDS + datetime.timedelta(seconds=1)).running


def test_a_notice_carries_its_words_and_its_table(client):
    page = text(client.get(f"/notices/{post().pk}/"))
    for words in ("拟揭榜单位的公示", "现将拟揭榜单位公示如下。", "退役锂电池再生", "单一"):
        assert words in page


def test_a_draft_notice_is_not_there(client):
    assert client.get(f"/notices/{post(state='draft').pk}/").status_code == 404
    assert "拟揭榜单位的公示" not in text(client.get("/notices/"))


def test_the_board_goes_by_kind_and_by_key(client, monkeypatch):
    from challenges.bulletin.queries import noticeboard

    monkeypatch.setattr(noticeboard, "PAGE", 2)
    for number in range(3):
        post(title=f"第{number}号公示", posted_at=POSTED + number * DAY)
    post(kind="lapse", title="流榜公告")
    first = text(client.get("/notices/?kind=publicity"))
    assert "第2号公示" in first and "第0号公示" not in first and "流榜公告" not in first
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "第0号公示" in text(client.get(following))
    assert client.get("/notices/?kind=gossip").status_code == 400
    assert client.get("/notices/?after=forged").status_code == 400


def test_an_organisation_that_waits_is_seen_by_its_own_people_only(client):
    waiting = OrganisationFactory(verification="pending", name="待核验单位")
    assert client.get(f"/organisations/{waiting.pk}/").status_code == 404
    user = UserFactory()
    MembershipFactory(user=user, organisation=waiting, roles=["admin"])
    client.force_login(user)
    assert "待核验单位" in text(client.get(f"/organisations/{waiting.pk}/"))


def test_an_organisation_shows_what_it_posted_and_no_figures(client):
    lead = OrganisationFactory(kind="lead", employees=6801)
    challenge = accepting_challenge(lead=lead)
    page = text(client.get(f"/organisations/{lead.pk}/"))
    assert challenge.title in page and "6801" not in re.sub(r"<[^>]*>", "", page) and "6,801" not in page


def test_a_missing_page_and_a_live_refusal_say_one_sentence(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404 and "没有这一页，或者你不能查看。" in text(page)
    live = client.get("/challenges/999999/", headers={"HX-Request": "true"})
    assert live.headers["Content-Type"].startswith("text/plain")
    assert text(live) == "没有这一页，或者你不能查看。"


def test_a_stale_form_says_that_nothing_was_sent():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/preferences/theme/", {"theme": "dark"})
    assert answer.status_code == 403 and "没有提交" in text(answer)


def test_our_own_failure_is_said_without_asking_anything_again():
    from django.test import RequestFactory

    from frontend.site.views.errors import broken

    answer = broken(RequestFactory().get("/"))
    assert answer.status_code == 500 and "已记录" in text(answer)


def test_pages_carry_no_inline_style_or_script(client):
    at = now()
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + DAY, published_at=at - DAY)
    for path in ("/", f"/challenges/{challenge.pk}/", "/notices/", f"/notices/{post().pk}/"):
        answer = client.get(path)
        page = text(answer)
        assert " style=" not in page and "<style" not in page and " onclick=" not in page
        assert "<script>" not in page
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@override_settings(DEMO=True)
def test_the_kit_shows_every_component(rf):
    from frontend.site.views.kit import kit

    request = rf.get("/kit/")
    request.user = None
    page = kit(request).content.decode()
    for piece in ("btn-zhu", 'class="rail', 'class="whose"', 'aria-invalid="true"', "data-bulk", 'class="due-big"'):
        assert piece in page
