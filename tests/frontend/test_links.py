"""Every page that a template or a module names is there: a link is never left out because its name is wrong."""

import ast
import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.urls import get_resolver

from accounts.roles import roles_of
from tests.factories.accounts import acting
from tests.factories.remembered import remembered
from tests.factories.review import Review5
from tests.frontend.crawl import LEFT_OUT, LINK
from tests.test_routes import names

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "challenges", "frontend", "notifications", "config")
URL_TAG = re.compile(r"{%-?\s*url\s+(.+?)\s*-?%}", re.DOTALL)
NAMED = re.compile(r"""["']([\w:.-]+)["']""")
ASKING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def templates():
    for app in APPS:
        yield from (ROOT / app).glob("**/templates/**/*.html")
        yield from (ROOT / app).glob("**/templates/**/*.txt")


def modules():
    for app in APPS:
        yield from (ROOT / app).glob("**/*.py")


def named_in_templates():
    """(file, name) of every `{% url "name" … %}`."""
    for path in templates():
        for words in URL_TAG.findall(path.read_text(encoding="utf-8")):
            found = NAMED.match(words)
            if found:
                yield path, found[1]


def named_in_modules():
    """(file, name) of every `reverse("name")` and its relatives; an address or a variable is no name."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            choices = [node.args[0]]
            while any(isinstance(choice, ast.IfExp) for choice in choices):
                choices = [
                    part
                    for choice in choices
                    for part in ((choice.body, choice.orelse) if isinstance(choice, ast.IfExp) else (choice,))
                ]
            for choice in choices:
                literal = isinstance(choice, ast.Constant) and isinstance(choice.value, str)
                if called in ASKING and literal and "/" not in choice.value:
                    yield path, choice.value


def admin_names():
    return {f"admin:{name}" for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)}


def test_every_named_page_is_there():
    known = set(names()) | admin_names()
    asked = [*named_in_templates(), *named_in_modules()]
    assert len(asked) > 100
    assert sorted({(path.name, name) for path, name in asked if name not in known}) == []


def test_no_wrong_name_is_swallowed():
    quiet = [path.name for path in templates() for words in URL_TAG.findall(path.read_text("utf-8")) if " as " in words]
    quiet += [path.name for path in modules() if "NoReverseMatch" in path.read_text(encoding="utf-8")]
    assert quiet == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/notices/", "/accounts/login/", "/no-such-page/"])
def test_the_footer_leads_to_the_interface_for_programs(client, page):
    text = client.get(page).content.decode()
    assert 'href="/api/v1/docs/"' in text[text.index("<footer") :]


def refused_links(client, viewer, pages):
    """Which links of these pages are not there for this person: (page, link, status)."""
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()
    asked, found = {}, []
    for page in pages:
        answer = client.get(page, follow=True)
        if answer.status_code != 200:
            continue
        for href in LINK.findall(answer.content.decode()):
            target = urljoin(answer.request["PATH_INFO"], unescape(href)).partition("#")[0]
            if not target.startswith("/") or target.startswith(LEFT_OUT):
                continue
            if target not in asked:
                asked[target] = client.get(target, follow=True).status_code
            if asked[target] != 200:
                found.append((page, target, asked[target]))
    return found, asked


@remembered
def a_batch_with_panels():
    """Return a batch and its panels: one that is composed, one that is invited, one that marks."""
    planning = Review5().composed()
    batch = planning.challenge.batch
    return batch, [planning.panel, Review5(batch=batch).invited().panel, Review5(batch=batch).scoring().panel]


@pytest.mark.django_db
@pytest.mark.parametrize("role", roles_of("organiser"))
def test_who_opens_a_board_may_open_what_it_leads_to(client, role):
    batch, panels = a_batch_with_panels()
    viewer = acting(batch.organiser, role)
    boards = [f"/panels/{panel.pk}/" for panel in panels]
    batches = [f"/batches/{batch.pk}/{page}" for page in ("", "reviews/")]
    found, asked = refused_links(client, viewer, ["/desk/", *batches, *boards])
    assert sorted({(target, status) for _page, target, status in found}) == []
    assert len(asked) > 5
