"""What was typed is kept: without a network, over a reload and Back, for its author alone, and past the deadline."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session

from challenges.core import deadlines
from challenges.listing.models import Challenge, Question
from challenges.proposals.models import Section
from notifications import clock
from tests.journeys.walker import Walker
from tests.world import build

from . import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
PASSWORD = "mengma-1234567"
ROUTE, ASKED = "#form-route textarea >> nth=0", "form[action$='/questions/'] textarea"
ASK = "form[action$='/questions/'] .acts button"


@pytest.fixture
def world(settings, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.DEMO = False
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return build()


@pytest.fixture
def seated(world, live_server):
    """A window in which somebody of the world has sat down, and the world."""
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        walker.questions = []
        walker.page.on("dialog", lambda question: (walker.questions.append(question.type), question.accept()))
        yield walker, world
        assert walker.faults == []


def sit(walker, world, name):
    person = world.people[name]
    person.user.set_password(PASSWORD)
    person.user.save()
    EmailAddress.objects.get_or_create(user=person.user, email=person.user.email, verified=True, primary=True)
    walker.sit_down(person.user, person.organisation)
    return person.user


def sign_in(page, user):
    """Sign in over the page that stands open."""
    page.locator("#sign-in[open]").wait_for()
    page.fill("#sign-in-email", user.email)
    page.fill("#sign-in-password", PASSWORD)
    page.click("#sign-in button.btn-ink")


def route_of(world):
    return Section.objects.get(proposal=world.objects["draft"], key="route").data.get("route", "")


def says(page, selector, words):
    """Wait until an element of the page says this."""
    page.locator(selector, has_text=words).first.wait_for()


def answer_with(status, route):
    """Answer in the server's place, as a machine before it does that cannot take the form."""
    route.fulfill(status=status, content_type="text/plain; charset=utf-8", body="正忙")


def until(page, true, seconds=chromium.PATIENCE // 1000):
    """Wait until something has come true on the server."""
    for _n in range(seconds * 5):
        if true():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come true")


def test_an_autosave_goes_on_after_a_sign_in_and_never_for_somebody_else(seated):
    walker, world = seated
    page, author = walker.page, sit(walker, world, "drafter")
    other = world.people["lead"].user
    other.set_password(PASSWORD)
    other.save()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    walker.go(f"/proposals/{world.objects['draft'].pk}/")
    line = page.locator("#saved").element_handle()
    page.fill(ROUTE, "会话结束之后写的")
    Session.objects.all().delete()
    page.keyboard.press("Tab")
    page.locator("#sign-in[open]").wait_for()
    assert "登录已结束" in page.locator("#saved").inner_text() and "账户" in page.locator("#sign-in").inner_text()
    assert page.input_value(ROUTE) == "会话结束之后写的" and page.locator("main input[name=login]").count() == 0
    sign_in(page, author)
    says(page, "#saved", "已自动保存")
    assert route_of(world) == "会话结束之后写的"
    # The line that says so is the same element all the time, so that a screen reader hears its changes.
    assert page.evaluate("line => line.isConnected && line.getAttribute('role') === 'status'", line)

    page.fill(ROUTE, "只给作者看的")
    Session.objects.all().delete()
    page.keyboard.press("Tab")
    sign_in(page, other)
    says(page, "main", "这一页是另一个人打开的")
    page.wait_for_timeout(3000)
    assert "只给作者看的" not in page.content() and route_of(world) == "会话结束之后写的"
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "只给作者看的" not in kept and "jiebang-draft" in kept
    sit(walker, world, "drafter")
    page.locator(ROUTE).wait_for()
    assert page.input_value(ROUTE) == "只给作者看的"
    until(page, lambda: route_of(world) == "只给作者看的")


def test_a_second_factor_in_a_second_window_lets_the_page_go_on(seated):
    walker, world = seated
    page, author = walker.page, sit(walker, world, "stranger")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(author, secret)
    walker.go(f"/challenges/{world.objects['challenge'].pk}/")
    page.fill(ASKED, "有两步验证的人问")
    Session.objects.all().delete()
    page.click(ASK)
    sign_in(page, author)
    more = page.locator("#sign-in [data-more]")
    more.wait_for()
    with walker.context.expect_page() as opened:
        more.click()
    window = opened.value
    window.fill("[name=code]", format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    window.keyboard.press("Enter")
    until(page, lambda: Question.objects.filter(text="有两步验证的人问").count() == 1)
    says(page, "main", "有两步验证的人问")


def test_a_form_without_a_network_is_sent_once_when_there_is_one_again(seated):
    walker, world = seated
    page, author = walker.page, sit(walker, world, "stranger")
    walker.go(f"/challenges/{world.objects['challenge'].pk}/")
    walker.page.reload()
    assert walker.questions == [], "who typed nothing is not asked"
    page.fill(ASKED, "没有网络时问的")
    walker.context.set_offline(True)
    page.locator(ASK).dblclick()
    says(page, "[data-sending]", "网络不通")
    assert page.input_value(ASKED) == "没有网络时问的"
    walker.context.set_offline(False)
    until(page, lambda: Question.objects.filter(text="没有网络时问的").exists())
    says(page, "main", "问题已提出")
    # The answer to a sending is lost on the way: it is sent again and done once.
    page.fill(ASKED, "答复丢在路上")
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/questions/", lose, times=1)
    page.locator(ASK).dblclick()
    says(page, "main", "答复丢在路上")
    page.wait_for_timeout(1500)
    assert lost == [204] and Question.objects.filter(text="答复丢在路上").count() == 1
    # A server that cannot take it says so beside the button, and the text stays.
    page.fill(ASKED, "服务器忙")
    for status, words in ((503, "正忙"), (429, "太频繁"), (507, "存储空间不足"), (413, "超过了服务器允许的大小")):
        page.route("**/questions/", partial(answer_with, status))
        page.click(ASK)
        says(page, "[data-sending]", words)
        page.unroute_all()
        assert page.input_value(ASKED) == "服务器忙"
    walker.go("/desk/")
    assert walker.questions == ["beforeunload"]
    walker.go(f"/challenges/{world.objects['challenge'].pk}/")
    says(page, ".draft", "写了还没有存的内容")
    assert page.input_value(ASKED) == "服务器忙"
    Session.objects.all().delete()
    page.locator(ASK).dblclick()
    sign_in(page, author)
    until(page, lambda: Question.objects.filter(text="服务器忙").count() == 1)
    says(page, "main", "问题已提出")
    assert page.locator(".draft").count() == 0 and page.input_value(ASKED) == ""


def test_back_after_an_autosave_is_no_conflict_and_the_hall_comes_back_whole(seated):
    walker, world = seated
    page = walker.page
    sit(walker, world, "drafter")
    here = f"/proposals/{world.objects['draft'].pk}/"
    walker.go(here)
    page.fill(ROUTE, "第一遍")
    page.keyboard.press("Tab")
    until(page, lambda: route_of(world) == "第一遍")
    says(page, "#saved", "已自动保存")
    walker.go("/")
    page.go_back()
    page.locator(ROUTE).wait_for()
    assert page.input_value(ROUTE) == "第一遍"
    page.fill(ROUTE, "第二遍")
    page.keyboard.press("Tab")
    until(page, lambda: route_of(world) == "第二遍")
    assert page.locator(".say-bad").count() == 0
    # What was typed a moment before a reload is put back and saved.
    page.fill(ROUTE, "第三遍，没来得及存")
    page.wait_for_timeout(500)
    page.reload()
    until(page, lambda: route_of(world) == "第三遍，没来得及存")
    walker.go("/")
    page.locator(".list-bar a").last.click()
    page.wait_for_url("**/?sort=newest")
    assert page.locator("header.mast").count() == page.locator("#list").count() == 1
    walker.go("/notices/")
    for address in ("/?sort=newest", "/"):
        page.go_back()
        page.wait_for_url(f"**{address}")
        page.locator("header.hall-head h1").wait_for()
        assert page.locator("header.mast").count() == page.locator("#list").count() == 1


def test_the_deadline_passes_while_somebody_types(seated):
    walker, world = seated
    page = walker.page
    sit(walker, world, "drafter")
    walker.go(f"/proposals/{world.objects['draft'].pk}/")
    at = clock.now()
    past = {"closes_at": at - timedelta(seconds=1), "first_closes_at": at - timedelta(seconds=1)}
    Challenge.objects.filter(pk=world.objects["challenge"].pk).update(**past)
    deadlines.take_due_steps(at)
    page.fill(ROUTE, "晚了一步")
    page.keyboard.press("Tab")
    says(page, "#saved", "申报已截止")
    assert "网络" not in page.locator("#saved").inner_text()
    assert "可以复制" in page.locator("#form-route [data-net]").inner_text()
    assert page.input_value(ROUTE) == "晚了一步" and page.locator(ROUTE).is_editable()
    assert route_of(world) != "晚了一步"


def test_a_refused_form_leaves_what_stands_in_the_others(seated):
    walker, world = seated
    page = walker.page
    sit(walker, world, "expert")
    walker.go("/expert/interests/")
    page.fill("[name=tie-unit_name]", "另一张表里的字")
    page.wait_for_timeout(600)
    page.locator("form[action$='/absences/'] button").click()
    page.locator(".say-bad").first.wait_for()
    says(page, ".draft", "写了还没有存的内容")
    assert page.input_value("[name=tie-unit_name]") == "另一张表里的字"
