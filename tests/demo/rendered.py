"""The demo's pages, rendered once for all who only look at them, and a browser that is handed them from memory."""

import mimetypes
from contextlib import contextmanager
from functools import cache

from django.contrib.staticfiles import finders

from tests.frontend import chromium, demo

HOST = "http://jiebang.test"


def each_kind(language="zh-hans"):
    """{view name: (where it was met, html)}: one page of each kind that anybody of the demo reaches."""
    found = {}
    for (word, name), (path, html) in everything(language).items():
        found.setdefault(name, (f"{word} at {path}", html))
    return found


@cache
def everything(language="zh-hans"):
    """{(person, view name): (path, html)}: a page of each kind as each person sees it, asked for once per demo."""
    return {
        (word, name): page for word, user in demo.people().items() for name, page in demo.pages(user, language).items()
    }


@contextmanager
def tab(browser, **how):
    """A browser's tab, and the function that shows it a page: `show(html)`. What a page asks for beyond files fails."""
    current = {}

    def answer(route):
        address = route.request.url.removeprefix(HOST)
        if address.startswith("/static/"):
            file = finders.find(address.removeprefix("/static/").partition("?")[0])
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0]) if file else route.abort()
        elif address == "/page":
            route.fulfill(body=current["html"], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    context = browser.new_context(**how)
    context.set_default_timeout(chromium.PATIENCE)
    page = context.new_page()
    page.route("**/*", answer)

    def show(html):
        current["html"] = html
        page.goto(f"{HOST}/page")

    try:
        yield page, show
    finally:
        context.close()


def listed(found) -> str:
    """Return {what: where} as lines, all of them: a comparison shows the first few."""
    return "\n".join(f"{what}  ({where})" for what, where in found.items())
