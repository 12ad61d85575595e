"""Forms of a page as a browser sees them: their fields as they would be posted, and what is folded around them."""

from lxml import html

TEXTS = ("text", "email", "url", "tel", "number", "date", "datetime-local", "password", "search", "hidden")


def parsed(page):
    """Return a page, or an element of one, as a tree."""
    return html.fromstring(f"<div>{page}</div>") if isinstance(page, str) else page


def form_at(page, action: str):
    """Return the form that posts to an address."""
    found = [form for form in parsed(page).iter("form") if form.get("action") == action]
    assert found, f"no form posts to {action}"
    return found[0]


def fields_of(form) -> dict:
    """Return the fields of a form as a browser would post them; several values of one name as a list."""
    found: dict = {}
    for node in parsed(form).iter("input", "textarea", "select"):
        name, kind = node.get("name"), node.get("type", "text")
        if not name or node.get("disabled") is not None or kind in ("file", "submit", "button"):
            continue
        for value in values_of(node, kind):
            found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def values_of(node, kind) -> list:
    """Return what one control posts."""
    if node.tag == "textarea":
        return [(node.text or "").removeprefix("\n")]
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None]
        if not chosen and node.get("multiple") is None:
            chosen = options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    if kind in ("checkbox", "radio"):
        return [node.get("value", "on")] if node.get("checked") is not None else []
    return [node.get("value", "")]


def closed_around(node) -> list:
    """Return the folded details and dialogs around an element."""
    return [one.tag for one in node.iterancestors("details", "dialog") if one.get("open") is None]
