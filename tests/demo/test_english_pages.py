"""On an English page everything but what people wrote is English."""

import re
from html.parser import HTMLParser

import pytest

from accounts.models import Organisation, User
from challenges.listing.models import Batch, Challenge, Condition, Indicator, PlannedMilestone

from .rendered import everything, listed

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
CHINESE = re.compile(r"[一-鿿]+")
SPOKEN = ("aria-label", "placeholder", "alt", "title", "data-failed-word", "data-saving-word")
# What is typed or chosen is the reader's own; a page's title carries the name of the thing.
SILENT = {"script", "style", "textarea", "option", "title"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "rect", "path", "line", "circle", "source"}


class Chrome(HTMLParser):
    """Collects the Chinese of a page outside what is marked as written by people."""

    def __init__(self):
        super().__init__()
        self.stack, self.found = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        quiet = tag in SILENT or "data-text" in given or bool(self.stack and self.stack[-1][1])
        if not quiet:
            self.found += [given[name] for name in SPOKEN if given.get(name) and CHINESE.search(given[name])]
            if tag == "input" and given.get("type") in ("submit", "button") and CHINESE.search(given.get("value", "")):
                self.found.append(given["value"])
        if tag not in VOID:
            self.stack.append((tag, quiet))

    def handle_startendtag(self, tag, attrs):
        """Drawn shapes hold no words."""

    def handle_endtag(self, tag):
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data):
        if CHINESE.search(data) and not (self.stack and self.stack[-1][1]):
            self.found.append(data.strip())


def chrome(html):
    """The Chinese of a page that nobody wrote as data."""
    parser = Chrome()
    parser.feed(html)
    return parser.found


def own_words():
    """What people of the demo wrote that stands inside a sentence or a label of ours: names and titles."""
    words = set()
    for model, names in (
        (Organisation, ("name", "short_name")),
        (User, ("name",)),
        (Challenge, ("title",)),
        (Indicator, ("name", "unit")),
        (PlannedMilestone, ("name",)),
        (Batch, ("name",)),
    ):
        for row in model.objects.values_list(*names):
            words.update(row)
    words.update(params.get("text", "") for params in Condition.objects.values_list("params", flat=True))
    return re.compile("|".join(map(re.escape, sorted(filter(None, words), key=len, reverse=True))))


def test_the_reader_finds_chinese_chrome_and_passes_over_data():
    assert chrome('<p>Hello <span lang="zh-Hans" data-text>粉末<wbr>制备</span></p>') == []
    assert chrome('<p aria-label="进度">Hello</p><b>提交</b>') == ["进度", "提交"]


def test_no_page_in_english_has_chinese_chrome(filled):
    left, data = {}, own_words()
    for (word, name), (path, html) in everything("en").items():
        for text in filter(CHINESE.search, (data.sub("", text) for text in chrome(html))):
            left.setdefault(f"{name}: {text}", f"{word} at {path}")
    assert not left, listed(left)
