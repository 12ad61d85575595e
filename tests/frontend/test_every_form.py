"""Every form that somebody can reach, found by following links: refused, it keeps every word and says where; saved
from two windows, it overwrites nothing before a choice."""

import pytest
from django.db import transaction

from challenges.bulletin.models import NoticeKind
from tests import world
from tests.frontend.crawl import by_client, crawl
from tests.frontend.forms_of import closed_around, fields_of, parsed

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
PEOPLE = ("drafter", "lead", "officer", "expert", "operator")
STARTS = ("/desk/", "/settings/", "/organisation/", "/inbox/", "/batches/", "/rubrics/", "/expert/", "/challenges/new/")
TYPED = ("text", "email", "url", "tel", "number", "date", "datetime-local", "search")
# Signing in, choosing a language and the demo's own tools are not texts that people write.
APART = ("/accounts/", "/preferences/", "/sandbox/", "/demo/")
# Forms that begin something new, or do something once, with a number or a day that a rule proposes.
BEGINS = ("/draws/", "/trials/", "/allotments/", "/staffings/", "/tokens/", "/copy/", "/extend/")
# What stands is the draft of what shall hold from a later day; a second person sees it beside what holds by then.
DRAFTS = ("/processing/rules/", "/wordings/", *(f"/organisation/notices/{kind}/" for kind in NoticeKind.values))
JUNK = {"no number": "七十，乱写", "nothing": "", "too long": "字" * 12000}


def forms(pages):
    """Yield (path, address, form) for each form that takes typed words, once for every shape of address."""
    seen = set()
    for path, page in pages.values():
        for form in parsed(page).iter("form"):
            action = (form.get("action") or path).split("#")[0]
            names = tuple(sorted(control.get("name") for control in controls(form)))
            if form.get("method") != "post" or not names or action.startswith(APART) or (action, names) in seen:
                continue
            seen.add((action, names))
            yield path, action, form


def controls(form):
    """Yield the controls in which people type."""
    for node in form.iter("input", "textarea"):
        if node.get("name") and (node.tag == "textarea" or node.get("type", "text") in TYPED):
            yield node


def of_same_kind(page, action, names, path):
    """Return the form of a page with this address and these fields, or None."""
    for form in parsed(page).iter("form"):
        if (form.get("action") or path).split("#")[0] == action and names <= {
            one.get("name") for one in controls(form)
        }:
            return form
    return None


@pytest.fixture
def town():
    return world.build()


def in_reach(town, name):
    client = town.client(name)
    return client, crawl(by_client(client), STARTS)


def lost(client, path, action, form, junk) -> str:
    """Return what goes wrong when a form is sent with junk, or nothing."""
    names = {one.get("name") for one in controls(form)}
    data = fields_of(form) | dict.fromkeys(names, junk)
    with transaction.atomic():
        answer = client.post(action, data)
        after = client.get(answer.url).content.decode() if answer.status_code == 302 else ""
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    if answer.status_code == 302 and "say-bad" not in after:
        return ""
    if answer.status_code in (200, 404):
        return (
            "" if answer.status_code == 404 or answer.get("Content-Disposition") else "answers 200 to what it refused"
        )
    page = after or answer.content.decode()
    again = of_same_kind(page, action, names, path)
    if again is None:
        return f"answers {answer.status_code} without its form"
    kept = fields_of(again)
    gone = sorted(name for name in names if "".join(kept.get(name, "")).strip() != junk)
    if gone:
        return f"lost {', '.join(gone)}"
    if closed_around(again):
        return "is folded"
    wrong = again.xpath(".//*[@aria-invalid='true']")
    if not wrong and "say-bad" not in page:
        return "does not say what is wrong"
    folded = [node.get("name") for node in wrong if closed_around(node)]
    untied = [node.get("name") for node in wrong if not tied(node)]
    return f"hides {folded}" if folded else f"does not tie {untied} to their errors" if untied else ""


def tied(node) -> bool:
    """Return True for a control that says where its problems stand; a group of choices says it once for all."""
    group = next(node.iterancestors("fieldset"), None)
    return bool(node.get("aria-describedby") or (group is not None and group.get("aria-describedby")))


@pytest.mark.parametrize("name", PEOPLE)
def test_a_refused_form_keeps_every_word_and_stands_open(town, name):
    client, pages = in_reach(town, name)
    found = list(forms(pages))
    assert found
    faults = {
        f"{action} ({kind})": fault
        for path, action, form in found
        for kind, junk in JUNK.items()
        if (fault := lost(client, path, action, form, junk))
    }
    assert faults == {}


def edits(pages):
    """Yield the forms that show what stands: a text with something in it."""
    for path, action, form in forms(pages):
        shown = fields_of(form)
        filled = [one for one in controls(form) if "".join(shown.get(one.get("name"), "")).strip()]
        if filled:
            yield path, action, form, [*filled, *(one for one in controls(form) if one not in filled)]


def twice(client, path, action, form, control) -> str:
    """Return what goes wrong when two windows change one text of a form, or None where the change is not accepted."""
    name, data = control.get("name"), fields_of(form)
    first, second = f"{data[name]}甲", f"{data[name]}乙"
    with transaction.atomic():
        fault = None
        if client.post(action, data | {name: first}).status_code == 302:
            fault = of_two(client, path, action, data, name, first, second)
        transaction.set_rollback(True)
    return fault


def of_two(client, path, action, data, name, first, second) -> str:
    """Go on from the first window's save: the second window's, pressed again, and then with a choice."""
    names = {name}
    for press in ("first", "second"):
        answer = client.post(action, data | {name: second})
        page = answer.content.decode() if answer.status_code != 302 else ""
        if answer.status_code not in (409, 412):
            return f"{press} press of the older window answers {answer.status_code}"
        form = of_same_kind(page, action, names, path)
        told = form.text_content() if form is not None else ""
        if "甲" not in told or "乙" not in told or "keep." not in page:
            return "does not show both texts"
        data = fields_of(form)
        if data[name] != second:
            return "lost what the older window typed"
    own = {one.get("name"): one.get("value") for one in form.xpath(".//input[starts-with(@name, 'keep.')]")}
    if form.xpath(".//button[@name='settle']"):
        own = {"settle": "mine"}
    answer = client.post(action, data | own)
    return "" if answer.status_code == 302 else f"a choice answers {answer.status_code}"


@pytest.mark.parametrize("name", PEOPLE)
def test_two_windows_overwrite_nothing_before_a_choice(town, name):
    client, pages = in_reach(town, name)
    faults, tried = {}, set()
    for path, action, form, filled in edits(pages):
        if action.endswith(BEGINS) or action.startswith(DRAFTS):
            continue
        if not form.xpath(".//input[@name='read']") and not form.xpath(".//input[contains(@name, '-was')]"):
            faults[action] = "shows what stands and does not say at what it was read"
            continue
        for control in filled:
            fault = twice(client, path, action, form, control)
            if fault is not None:
                tried.add(action)
                if fault:
                    faults[action] = fault
                break
    assert faults == {}
    assert tried or name == "operator"
