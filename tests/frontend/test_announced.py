"""What changes while the page stands is said to whoever does not see it, and takes the focus from nobody."""

import pytest

from tests.frontend import chromium
from tests.world import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
FOCUS = "() => document.activeElement.textContent.trim()"


@pytest.fixture
def opened(settings, monkeypatch, live_server):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.DEMO = False
    build()
    with chromium.browser() as browser:
        page = browser.new_page(locale="zh-CN")
        page.set_default_timeout(chromium.PATIENCE)
        page.goto(live_server.url)
        yield page


def test_a_filter_keeps_the_focus_says_how_many_there_are_and_counts_anew_in_the_headline(opened):
    page, told = opened, opened.locator("#told")
    assert told.get_attribute("role") == "status" and told.text_content() == ""
    before = page.query_selector("h1")
    region = page.evaluate_handle("() => document.getElementById('told')")
    page.locator(".facets a:not([aria-current])").last.focus()
    link = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('told').textContent.trim()")
    assert page.evaluate(FOCUS) == link
    assert page.evaluate("it => it.isConnected", region)
    assert "本页列出" in told.text_content()
    assert not before.evaluate("it => it.isConnected") and page.locator("h1").text_content() in told.text_content()
    assert page.locator("#hall-kept input").count() == 1


def test_a_menu_does_not_lie_over_what_the_keys_reach_next(opened):
    page = opened
    page.evaluate(
        "() => { const menu = document.createElement('details'); menu.className = 'menu';"
        "menu.innerHTML = '<summary>x</summary><p><a href=\"/\">y</a></p>';"
        "document.querySelector('.who').prepend(menu); }"
    )
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    page.keyboard.press("Tab")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert menu.get_attribute("open") is None
