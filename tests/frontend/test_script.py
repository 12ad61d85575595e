"""The script of the pages, module by module, in a browser; and as a server hands it out."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from frontend.kit.context import MODULES

from . import chromium

FOLDER = finders.find("frontend/main.js").removesuffix("main.js")
# Fetched by one page of its own, that of the interface, which has no other script of ours.
ALONE = {"api-search"}
IMPORTED = re.compile(r'(?:import|from) ?"\./([a-z.0-9]+)\.js"')
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>试</title>
<script type="module" src="/static/frontend/main.js"></script></head>
<body><main id="main"><div id="says"></div>%s</main></body></html>"""
ROWS = "".join(f'<tr><td><input type="checkbox" data-pick value="{n}"></td></tr>' for n in range(1, 5))
SELECTION = f"""<form data-select><p data-bulk hidden>已选 <b data-count>0</b></p>
<table><tr><th><input type="checkbox" data-pick-all></th></tr>{ROWS}</table></form>"""
DIALOG = """<form>
<button type="button" id="ask" data-confirm="sure" onclick="document.title += '!'">撤回</button></form>
<dialog id="sure"><button data-no>否</button><button data-yes>是</button></dialog>
<a id="dashed" aria-disabled="true" href="#gone">送审</a>"""
MARKS = """<fieldset data-scale><input type="radio" name="band" value="100" data-band data-low="90">
<input type="radio" name="band" value="89" data-band data-low="75"><input name="mark" data-mark></fieldset>
<textarea data-tally="said" data-least="5"></textarea><p id="said" data-short="还差 {m}" data-enough="已写 {n}"></p>
<form data-rubric><input data-weight value="60"><input data-weight value="30"><b data-total>90</b></form>"""
KEYS = """<form data-pieces>
<section class="crit"><input id="one"></section><section class="crit"><input id="two"></section></form>
<a data-next href="#next">下一份</a>"""


@pytest.fixture
def shown(live_server, monkeypatch):
    """Show a page that holds this and the script of every page, in a browser; nothing fails on it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    faults = []
    with chromium.browser() as browser:
        page = browser.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))

        def show(body):
            page.route("**/made/", lambda route: route.fulfill(body=PAGE % body, content_type="text/html"))
            page.goto(f"{live_server.url}/made/")
            return page

        yield show
    assert faults == []


def in_browser(test):
    """Mark a test that opens pages."""
    for mark in (
        pytest.mark.browser,
        pytest.mark.django_db(transaction=True, serialized_rollback=True),
        pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
    ):
        test = mark(test)
    return test


@in_browser
def test_rows_are_picked_one_by_one_in_a_row_and_all(shown):
    page = shown(SELECTION)
    picks, bulk = page.locator("[data-pick]"), page.locator("[data-bulk]")
    picks.nth(0).check()
    assert (bulk.is_visible(), page.locator("[data-count]").inner_text()) == (True, "1")
    assert page.locator("[data-pick-all]").evaluate("all => all.indeterminate")
    picks.nth(2).click(modifiers=["Shift"])
    assert [picks.nth(n).is_checked() for n in range(4)] == [True, True, True, False]
    assert page.locator("tr[aria-selected='true']").count() == 3
    picks.nth(2).press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "4"
    page.locator("[data-pick-all]").check()
    assert page.locator("[data-count]").inner_text() == "4"
    page.locator("[data-pick-all]").uncheck()
    assert bulk.is_hidden()


@in_browser
def test_a_question_is_asked_before_and_answered_once(shown):
    page = shown(DIALOG)
    ask, dialog = page.locator("#ask"), page.locator("#sure")
    ask.click()
    assert (dialog.is_visible(), page.title()) == (True, "试")
    dialog.locator("[data-no]").click()
    assert (dialog.is_visible(), page.title(), page.evaluate("document.activeElement.id")) == (False, "试", "ask")
    ask.click()
    dialog.locator("[data-yes]").click()
    page.wait_for_function("document.title === '试!'")
    page.locator("#dashed").click(force=True)
    assert not page.url.endswith("#gone")


@in_browser
def test_a_band_and_its_mark_follow_each_other_and_sums_follow_what_is_typed(shown):
    page = shown(MARKS)
    bands, mark = page.locator("[data-band]"), page.locator("[data-mark]")
    bands.nth(1).check()
    assert mark.input_value() == "89"
    mark.fill("95")
    assert [bands.nth(n).is_checked() for n in range(2)] == [True, False]
    mark.fill("12")
    assert [bands.nth(n).is_checked() for n in range(2)] == [False, False]
    page.locator("textarea").fill("一 二")
    assert page.locator("#said").inner_text() == "还差 3"
    page.locator("textarea").fill("一二三四五六")
    assert page.locator("#said").inner_text() == "已写 6"
    page.locator("[data-weight]").nth(1).fill("45")
    assert page.locator("[data-total]").inner_text() == "105"


@in_browser
def test_the_keys_of_an_expert_lead_from_place_to_place(shown):
    page = shown(KEYS)
    page.locator("#one").focus()
    page.keyboard.press("Alt+j")
    assert page.evaluate("document.activeElement.id") == "two"
    page.keyboard.press("Alt+k")
    assert page.evaluate("document.activeElement.id") == "one"
    page.keyboard.press("Alt+n")
    page.wait_for_url("**#next")


def imported(name):
    return set(IMPORTED.findall(open(f"{FOLDER}{name}.js", encoding="utf-8").read()))


def test_every_module_is_joined_by_main_and_fetched_with_it():
    """What no module imports never runs; what the page does not name is fetched only after its importers."""
    found, ahead = set(), {"main"}
    while ahead:
        name = ahead.pop()
        found.add(name)
        ahead |= imported(name) - found
    lying = {name.removesuffix(".js") for name in finders_list()} - ALONE
    assert found == lying == {"main", *MODULES}
    assert len(MODULES) == len(set(MODULES))


def finders_list():
    return [name.split("/")[-1] for finder in finders.get_finders() for name, _s in finder.list(None) if ours(name)]


def ours(name):
    return name.startswith("frontend/") and name.endswith(".js")


@pytest.mark.slow
def test_a_server_hands_out_modules_that_find_each_other(settings, tmp_path):
    """Their names hold a digest of what is in them: what they import must be named by it too."""
    backend = {"BACKEND": "config.statics.Statics"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    digested = [path for path in (tmp_path / "frontend").glob("*.js") if path.stem.count(".") == 1]
    assert len(digested) == len(MODULES) + 1 + len(ALONE)
    for path in digested:
        for name in IMPORTED.findall(path.read_text(encoding="utf-8")):
            assert (path.parent / f"{name}.js") in digested, (path.name, name)
