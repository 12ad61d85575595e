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
# What takes back a file that its own page has given out first has tests of its own.
GIVEN_OUT = re.compile(r"^/panels/\d+/pack/")
ACT = re.compile(r"^/acts/(?P<noun>[^/]+)/(?P<pk>\d+)/(?P<verb>[^/]+)/$")
STARTS = ("/", "/desk/", "/inbox/", "/settings/", "/organisation/", "/batches/", "/rubrics/", "/expert/")
# What a page offers depends on how far its thing has come: of a view many pages are opened while they still offer
# something new, and no more of it once so many in a row did not. Of people who see the same there are EACH.
EACH, PATIENCE = 2, 4


def everybody():
    """Yield (user, way) for the people of the demo who can act: `way` is what those of one kind have in common."""
    ways = Counter()
    for row in Membership.objects.active().select_related("user", "organisation").order_by("pk"):
        way = (row.organisation.kind, *sorted(row.roles))
        ways[way] += 1
        if ways[way] <= EACH:
            yield row.user, way
    for row in ExpertProfile.objects.select_related("user").order_by("pk")[: 2 * EACH]:
        yield row.user, ("expert",)
    for user in User.objects.filter(is_operator=True):
        yield user, ("operator",)


def walked(user, barren, dead):
    """Yield (view name, path, forms) of what this person reaches by links; those that lead nowhere go into `dead`.

    `barren` counts how often in a row each view has offered nothing new.
    """
    client = Client()
    client.force_login(user)
    fetch, seen, queue = by_client(client), set(STARTS), deque(STARTS)
    while queue:
        path = queue.popleft()
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if barren[name] >= PATIENCE and path not in STARTS:
            continue
        status, html, landed = fetch(path)
        if status >= 400 and path not in STARTS:
            dead[name] = f"{user.email}: {path} answers {status}"
        if status != 200 or html is None:
            barren[name] += 1
            continue
        yield name, landed, list(acts_of(html, landed))
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
        # Without a host and a mark on the page, with what the address asks for: as a browser sends it.
        action = urlsplit(urljoin(path, form.get("action") or ""))._replace(scheme="", netloc="", fragment="").geturl()
        if (
            (form.get("method") or "").lower() == "post"
            and not action.startswith(APART)
            and not GIVEN_OUT.match(action)
        ):
            yield action, form


def kind_of(action: str) -> tuple:
    """Return what makes one act of one kind: the act of a noun in a state, else the address without numbers."""
    if match := ACT.match(action):
        row = NOUNS[match["noun"]].model.objects.get(pk=match["pk"])
        return match["noun"], match["verb"], row.state
    return (re.sub(r"\d+", "N", action),)


def acts(user, known, barren, dead):
    """Yield (kind, path, action, form) of each act of a new kind that this person meets; `known` is added to."""
    for name, path, forms in walked(user, barren, dead):
        new = {kind_of(action): (action, form) for action, form in forms}
        new = {kind: one for kind, one in new.items() if kind not in known}
        barren[name] = 0 if new else barren[name] + 1
        known.update(new)
        for kind, (action, form) in new.items():
            yield kind, path, action, form
