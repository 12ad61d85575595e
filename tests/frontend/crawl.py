"""Every kind of page that somebody can reach by following links from where they land."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#][^"]*)"')
# Not pages of ours, or a way out.
LEFT_OUT = ("/static/", "/admin/", "/api/", "/accounts/logout/", "/attachments/")


def crawl(fetch, starts, most=120):
    """Return {view name: (path, html)}, one page of each kind, breadth first, for `most` requests.

    `fetch(path)` gives (status, html, path after redirects), html None for what is not a page. A page that answers
    500 raises AssertionError: a link of ours led there.
    """
    found, seen, queue, asked = {}, set(starts), deque(starts), 0
    while queue and asked < most:
        path = queue.popleft()
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found:
            continue
        status, html, landed = fetch(path)
        asked += 1
        assert status < 500, f"{path} answers {status}"
        if status != 200 or html is None:
            continue
        name = resolve(urlsplit(landed).path).view_name
        if name not in found:
            found[name] = (landed, html)
        for href in LINK.findall(html):
            target = urljoin(landed, unescape(href))
            if target.startswith("/") and target not in seen and not target.startswith(LEFT_OUT):
                seen.add(target)
                queue.append(target)
    return found


def by_client(client):
    """A `fetch` over Django's test client."""

    def fetch(path):
        answer = client.get(path, follow=True)
        landed = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        page = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
        return answer.status_code, answer.content.decode() if page else None, landed

    return fetch
