import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import clock
from notifications.models import SandboxClock
from tests.factories.challenges import ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def sandbox_on(settings):
    settings.SANDBOX = True


@pytest.fixture
def closing(sandbox_on):
    at = clock.now()
    return accepting_challenge(
        opens_at=at - 30 * DAY, closes_at=at + 10 * DAY, first_closes_at=at + 10 * DAY, published_at=at - 30 * DAY
    )


def text(answer):
    return answer.content.decode()


def test_outside_a_sandbox_the_page_does_not_exist_and_nothing_moves(client):
    assert client.get("/sandbox/").status_code == 404
    assert client.post("/sandbox/", {"step": "day"}).status_code == 404
    assert not SandboxClock.objects.exists()


def test_the_page_tells_the_time_and_what_comes_next(client, closing):
    page = text(client.get("/sandbox/"))
    assert "榜单申报截止，申报书启封" in page
    assert f'href="/challenges/{closing.pk}/"' in page


def test_what_the_reader_may_not_see_has_no_title(client, sandbox_on):
    hidden = ChallengeFactory(state="returned", due_at=clock.now() + DAY, title="不可见的题目")
    page = text(client.get("/sandbox/"))
    assert "榜单补正期满，不予受理" in page
    assert hidden.title not in page


@pytest.mark.parametrize(("step", "span"), [("hour", DAY / 24), ("day", DAY), ("days", 3 * DAY), ("next", 10 * DAY)])
def test_the_buttons_move_the_time_and_return_to_the_page(client, closing, step, span):
    answer = client.post("/sandbox/", {"step": step, "next": "/"})
    assert answer["Location"] == "/"
    moved = clock.now() - timezone.now()
    assert span - datetime.timedelta(minutes=1) < moved < span + datetime.timedelta(minutes=1)


@pytest.mark.parametrize(("step", "said"), [("year", "只能按列出的步长"), ("next", "没有等待到期的步骤")])
def test_other_spans_move_nothing(client, sandbox_on, step, said):
    answer = client.post("/sandbox/", {"step": step, "next": "https://elsewhere.example/"}, follow=True)
    assert answer.redirect_chain == [(reverse("sandbox"), 302)]
    assert said in text(answer)
    assert not SandboxClock.objects.exists()


def test_the_panel_stands_on_every_page_of_a_sandbox_only(client, settings):
    assert "快进 1 小时" not in text(client.get("/"))
    settings.SANDBOX = True
    assert "快进 1 小时" in text(client.get("/"))


def test_a_live_section_gets_the_list_alone(client, closing):
    page = text(client.get("/sandbox/", headers={"HX-Request": "true"}))
    assert "<html" not in page
    assert f'href="/challenges/{closing.pk}/"' in page


def test_mails_of_a_demo_can_be_read_and_elsewhere_do_not_exist(client, settings, tmp_path):
    from django.core.mail import EmailMultiAlternatives, get_connection

    settings.MAILBOX_DIR = tmp_path
    message = EmailMultiAlternatives(
        "<b>甲</b>", "正文", to=["a@example.cn"], connection=get_connection("notifications.mailbox.MailboxBackend")
    )
    message.attach_alternative("<p>网页正文</p>", "text/html")
    message.send()
    assert client.get("/inbox/mails/").status_code == 404
    settings.DEMO = True
    listing = client.get("/inbox/mails/?to=a@")
    assert "&lt;b&gt;甲&lt;/b&gt;" in text(listing)
    (mail,) = listing.context["mails"]
    assert "正文" in text(client.get(f"/inbox/mails/{mail.name}/"))
    html = client.get(f"/inbox/mails/{mail.name}/html/")
    assert text(html).strip() == "<p>网页正文</p>"
    assert html["Content-Security-Policy"].startswith("sandbox ")
    assert "没有写给这个收件人的邮件" in text(client.get("/inbox/mails/?to=nobody"))
    assert [client.get(f"/inbox/mails/1-1.eml/{part}").status_code for part in ("", "html/")] == [404, 404]
