"""No page has a serious accessibility finding, in either theme. The demo's pages in a real browser.

Pages are rendered first and then handed to the browser from memory, so that no server and no commit is needed.
"""

import mimetypes

import pytest
from django.contrib.staticfiles import finders

from tests.frontend import chromium, demo

pytestmark = [pytest.mark.django_db, pytest.mark.drill, pytest.mark.xdist_group("demo")]
HOST = "http://jiebang.test"


@pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine")
def test_axe_finds_nothing_serious_on_any_page_in_either_theme(filled):
    rendered = {}
    for word, user in demo.people().items():
        for name, (path, html) in demo.pages(user).items():
            rendered.setdefault(name, (f"{word} at {path}", html))
    assert len(rendered) > 8
    assert examine(rendered) == {}


def examine(rendered):
    """{page and rule: example} of every serious or critical finding."""
    from axe_playwright_python.sync_playwright import Axe

    found, current = {}, {}

    def answer(route):
        address = route.request.url.removeprefix(HOST)
        if address.startswith("/static/"):
            file = finders.find(address.removeprefix("/static/").partition("?")[0])
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0]) if file else route.abort()
        elif address == "/page":
            route.fulfill(body=current["html"], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    with chromium.browser() as browser:
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(chromium.PATIENCE)
            page = context.new_page()
            page.route("**/*", answer)
            for name, (where, html) in rendered.items():
                current["html"] = html
                page.goto(f"{HOST}/page")
                for rule in Axe().run(page).response["violations"]:
                    if rule["impact"] in ("serious", "critical"):
                        node = rule["nodes"][0]
                        found[f"{name} {scheme} {rule['id']}"] = f"{where}: {node['html'][:160]}"
            context.close()
    return found
