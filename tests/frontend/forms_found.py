"""Every form of the product that somebody types in, found by walking the demo as each of its people."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from . import demo
from .crawl import LEFT_OUT, LINK, by_client, unescape

# How many pages of one view are opened for each person: what stands on a page depends on how far its thing has come.
EACH = 4
MOST = 400
NOT_TYPED = {"hidden", "password", "file", "submit", "button", "checkbox", "radio", "image", "reset"}


class Forms(HTMLParser):
    """The POST forms of a page: where each is sent, and whether it has a field to type in."""

    def __init__(self, html):
        super().__init__()
        self.found, self.inside = [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = None
            if given.get("method", "").lower() == "post" and "data-sign-in" not in given:
                self.inside = [given.get("action") or "", False]
                self.found.append(self.inside)
        elif self.inside and tag in ("textarea", "input") and "readonly" not in given:
            self.inside[1] |= tag == "textarea" or given.get("type", "text") not in NOT_TYPED

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def kind_of(path, action):
    """One kind of form: where it is sent, without the numbers of things."""
    return re.sub(r"\d+", "N", urlsplit(urljoin(path, action)).path)


def pages(user):
    """Yield (path, html) of what this person reaches, some pages of each view."""
    client = Client()
    if user is not None:
        client.force_login(user)
    fetch = by_client(client)
    starts = demo.STARTS if user is not None else ("/", "/accounts/login/", "/accounts/signup/")
    seen, queue, counted = set(starts), deque(starts), Counter()
    while queue and len(seen) < MOST:
        path = queue.popleft()
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if counted[name] >= EACH:
            continue
        counted[name] += 1
        status, html, landed = fetch(path)
        if status != 200 or html is None:
            continue
        yield landed, html
        for href in LINK.findall(html):
            target = urljoin(landed, unescape(href))
            if target.startswith("/") and target not in seen and not target.startswith(LEFT_OUT):
                seen.add(target)
                queue.append(target)


def found():
    """{person: {path: the kinds of form first met there}} of every kind of form that somebody types in."""
    known, places = set(), {}
    for word, user in demo.people().items():
        for path, html in pages(user):
            kinds = {kind_of(path, action) for action, typed in Forms(html).found if typed}
            if fresh := kinds - known:
                known |= fresh
                places.setdefault((word, user), {})[path] = fresh
    return places
