"""Where people expect a name there is one: no page of the demo shows a raw key, a code or a doubled quotation mark."""

import re
from html.parser import HTMLParser

import pytest

from .rendered import everything, listed

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
SILENT = {"script", "style", "textarea", "title"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "rect", "path", "line", "circle", "source"}
RAW = {
    "dotted": re.compile(r"\b[a-z]+(?:_[a-z]+)*\.[a-z_]{3,}\b"),
    "key": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "region": re.compile(r"(?<![\d,.\-/])\d{6}(?![\d,.\-])"),
    "quoted twice": re.compile(r"““|””|\"\""),
}
# An address of mail or of a page, a file's name, and a setting that the demo names on purpose.
NO_KEY = re.compile(r"\S+@\S+|https?:\S+|\S+\.(?:xlsx|docx|csv|pdf|json|example)\b|\S+\.example\b")


class Text(HTMLParser):
    """Collects what is read on a page and in its labels, without what is code."""

    def __init__(self):
        super().__init__()
        self.stack, self.found = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        code = "mono" in (given.get("class") or "").split() or tag == "code"
        quiet = tag in SILENT or code or bool(self.stack and self.stack[-1][1])
        if not quiet:
            self.found += [given[name] for name in ("aria-label", "placeholder", "alt") if given.get(name)]
        if tag not in VOID:
            self.stack.append((tag, quiet))

    def handle_startendtag(self, tag, attrs):
        """Drawn shapes hold no words."""

    def handle_endtag(self, tag):
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not (self.stack and self.stack[-1][1]):
            self.found.append(" ".join(data.split()))


def raw(html):
    """{(kind, what)}: whatever on a page is no word."""
    reader = Text()
    reader.feed(html)
    texts = [NO_KEY.sub("", text) for text in reader.found]
    return {(kind, hit) for text in texts for kind, form in RAW.items() for hit in form.findall(text)}


def test_the_reader_finds_keys_and_codes_and_passes_over_addresses():
    page = (
        '<p aria-label="proposal.read">所在地 330106，““甲””组</p><code>a_b</code><p>x@a.example 2026-11-30 a_b.csv</p>'
    )
    assert raw(page) == {
        ("dotted", "proposal.read"),
        ("region", "330106"),
        ("quoted twice", "““"),
        ("quoted twice", "””"),
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_shows_a_raw_key_or_a_code(filled, language):
    found = {}
    for (word, name), (path, html) in everything(language).items():
        for hit in raw(html):
            found.setdefault((name, *hit), f"{word} at {path}")
    assert not found, listed(found)
