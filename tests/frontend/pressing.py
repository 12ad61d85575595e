"""Press an act as a person would: its form filled from its own fields, or sent empty, and what the page says then."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from notifications.clock import day_of, local, now
from tests.factories.files import PDF

from .forms_of import fields_of, parsed


@dataclass
class Answer:
    """What came of a press: the status, where it led, and the sentence of what went wrong."""

    status: int
    page: str
    wrong: str
    file: bool

    @property
    def succeeded(self) -> bool:
        """Return True when the act was done."""
        return not self.wrong and (self.file or self.status in (200, 302))


def press(client, action: str, data: dict) -> Answer:
    """Send a form and read the page that follows."""
    answer = client.post(action, data)
    file = bool(answer.get("Content-Disposition"))
    status, page = answer.status_code, "" if file or answer.streaming else answer.content.decode()
    if status == 302:
        after = client.get(answer.url, follow=True)
        page = after.content.decode() if not after.streaming else ""
        status = status if after.status_code < 400 else after.status_code
    return Answer(status, page, told(page, sent=status >= 400), file)


def told(page: str, *, sent: bool) -> str:
    """Return what a page says went wrong: its messages, and where the form `sent` stands again, its problems."""
    if not page:
        return ""
    tree = parsed(page)
    nodes = [*tree.find_class("err")] if sent else []
    nodes += [one for one in tree.find_class("say-bad") if one.get("role") == "alert" or within(one, "says")]
    return " / ".join(dict.fromkeys(" ".join(node.text_content().split()) for node in nodes))


def within(node, name: str) -> bool:
    """Return True for an element inside one of this class."""
    return any(name in (one.get("class") or "").split() for one in node.iterancestors())


def empty(form) -> dict:
    """Return a form sent as it stands when somebody types nothing: what is hidden goes along."""
    typed = {node.get("name") for node in form.iter("input", "textarea", "select") if node.get("type") != "hidden"}
    return {name: value for name, value in fields_of(form).items() if name not in typed}


def fill_in(form, known: dict) -> dict:
    """Return a form filled with what its own fields ask for; `known` says what a person types into a named field.

    Rows of a list that stand already, numbered as they are, keep what they say.
    """
    data = dict(fields_of(form))
    for number, node in enumerate(controls(form)):
        name = node.get("name")
        kind = node.get("type", "text") if node.tag == "input" else node.tag
        certain = known.get(name, known.get(name.rpartition("-")[2]))
        stands = data.get(name) and name[-1].isdigit()
        if certain is not None and takes(node, kind, certain) and not stands:
            data[name] = certain
        elif data.get(name) or not asked(node, kind):
            continue
        elif kind == "file":
            data[name] = a_file(node.get("accept") or "")
        else:
            data[name] = content(node, kind, number)
    sent = buttons(form)
    if sent and sent[0].get("name"):
        named = [one for one in sent if known.get(one.get("name")) == one.get("value")]
        data[(named or sent)[0].get("name")] = (named or sent)[0].get("value", "")
    return data


def takes(node, kind, value) -> bool:
    """Return True where a field can take this: a choice only what it offers."""
    if kind == "select":
        return value in [one.get("value") for one in node.iter("option")]
    return kind not in ("radio", "checkbox") or node.get("value") == value


def a_file(accepts: str) -> SimpleUploadedFile:
    """Return a small file of a kind that is taken: a list where a list is asked for, else a scan."""
    if ".csv" in accepts:
        rows = "姓名,邮箱,任职单位\n卫清和,wei.qinghe@institute.cn,临江检测研究院\n"
        return SimpleUploadedFile("名单.csv", rows.encode(), "text/csv")
    return SimpleUploadedFile("核对记录.pdf", PDF, "application/pdf")


def buttons(form):
    """Return the buttons that send a form."""
    return [one for one in form.iter("button") if one.get("type", "submit") == "submit" and one.get("disabled") is None]


def controls(form):
    """Return the fields a person fills in."""
    kept = ("hidden", "submit", "button", "reset", "image")
    for node in form.iter("input", "textarea", "select"):
        if node.get("name") and node.get("disabled") is None and node.get("type", "text") not in kept:
            yield node


def asked(node, kind) -> bool:
    """Return True for a field that must be filled: it says so, or it is a file, or a choice that is not optional."""
    if kind == "file":
        return True
    if kind in ("radio", "checkbox"):
        group = next(node.iterancestors("fieldset"), None)
        legend = group.find("legend").text_content() if group is not None and group.find("legend") is not None else ""
        first = node.get("data-pick") is not None and first_pick(node)
        return node.get("required") is not None or first or (group is not None and "选填" not in legend)
    return node.get("required") is not None


def first_pick(node) -> bool:
    """Return True for the first of the rows that an act on many is for."""
    form = next(node.iterancestors("form"))
    return form.xpath(".//input[@data-pick]")[0] is node


def content(node, kind, number):
    """Return something valid for an empty control."""
    if kind == "select":
        options = [one.get("value", one.text or "") for one in node.iter("option")]
        return next((one for one in options if one), "")
    if kind in ("radio", "checkbox"):
        return node.get("value", "on")
    if kind == "datetime-local":
        return local(now() + timedelta(days=number + 1)).strftime("%Y-%m-%dT%H:%M")
    if kind == "date":
        return node.get("max") or (day_of(now()) + timedelta(days=number + 1)).isoformat()
    typed = {"number": "1", "decimal": "1", "numeric": "1", "tel": "13800138000", "url": "https://firm.example/"}
    typed |= {"email": "wang.min@firm.cn"}
    return typed.get(node.get("inputmode") or kind, "依据已核对的《检测报告》第 3 页第 2 项。")


def undone(step):
    """Return what a step returns, with everything it did to the tables undone."""
    with transaction.atomic():
        result = step()
        transaction.set_rollback(True)
    return result
