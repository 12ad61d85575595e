"""Every act that any page offers to any of the demo's people, in every state in which it is offered."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import ExpertProfile, Membership, User
from challenges.core.noun import NOUNS

from .crawl import LEFT_OUT, LINK, by_client, unescape
from .forms_of import parsed

# Signing in, choosing a language and the demo's own tools are nobody's acts.
APART = ("/accounts/", "/preferences/", "/sandbox/", "/demo/")
ACT = re.compile(r"^/acts/(?P<noun>[^/]+)/(?P<pk>\d+)/(?P<verb>[^/]+)/$")
STARTS = ("/", "/desk/", "/inbox/", "/settings/", "/organisation/", "/batches/", "/rubrics/", "/expert/")
# What a page offers depends on how far its thing has come: of a view that offers acts many pages are opened, of one
# that offers none on its first two no more.
EACH, OFFERING, BARE, MOST = 2, 12, 2, 120


def everybody():
    """Yield (user, way) for the people of the demo who can act: `way` is what those who see the same have in common."""
    ways = Counter()
    for row in Membership.objects.active().select_related("user", "organisation").order_by("pk"):
        kind, way = row.organisation.kind, (row.organisation_id, *sorted(row.roles))
        ways[kind, *way[1:]] += 1
        if ways[kind, *way[1:]] <= EACH:
            yield row.user, way
    for row in ExpertProfile.objects.select_related("user").order_by("pk")[: 2 * EACH]:
        yield row.user, ("expert", row.pk)
    for user in User.objects.filter(is_operator=True):
        yield user, ("operator", user.pk)


def walked(user, opened):
    """Yield (path, forms) of what this person reaches; `opened` are pages that somebody like them has shown already."""
    client = Client()
    client.force_login(user)
    fetch, seen, queue = by_client(client), set(STARTS), deque(STARTS)
    counted, offering = Counter(), set()
    while queue and counted.total() < MOST:
        path = queue.popleft()
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if path in opened or counted[name] >= (OFFERING if name in offering else BARE):
            continue
        opened.add(path)
        counted[name] += 1
        status, html, landed = fetch(path)
        if status != 200 or html is None:
            continue
        forms = list(acts_of(html, landed))
        if forms:
            offering.add(name)
        yield landed, forms
        for href in LINK.findall(html):
            target = urljoin(landed, unescape(href))
            if target.startswith("/") and target not in seen and not target.startswith(LEFT_OUT):
                seen.add(target)
                queue.append(target)


def acts_of(html, path):
    """Yield (address, form) of what can be pressed on a page."""
    if 'method="post"' not in html:
        return
    for form in parsed(html).iter("form"):
        action = urlsplit(urljoin(path, form.get("action") or "")).path
        if (form.get("method") or "").lower() == "post" and not action.startswith(APART):
            yield action, form


def kind_of(action: str) -> tuple:
    """Return what makes one act of one kind: the act of a noun in a state, else the address without numbers."""
    if match := ACT.match(action):
        row = NOUNS[match["noun"]].model.objects.get(pk=match["pk"])
        return match["noun"], match["verb"], row.state
    return (re.sub(r"\d+", "N", action),)


def acts(user, known, opened):
    """Yield (kind, path, action, form) of each act of a new kind that this person meets; `known` is added to."""
    for path, forms in walked(user, opened):
        for action, form in forms:
            kind = kind_of(action)
            if kind not in known:
                known.add(kind)
                yield kind, path, action, form
