"""Whoever uses keys, a phone, great letters or wide spacing reaches everything on every page.

Nothing focused is hidden under a bar (WCAG 2.4.11), no page scrolls sideways at 320 pixels, with the spacing of WCAG
1.4.12 or without, and nothing to press is smaller than 24 pixels (2.5.8) unless it stands in a sentence.
"""

import pytest

from tests.frontend import chromium

from .rendered import each_kind, tab

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.drill,
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
SIZES = [(390, 844), (320, 568), (1280, 720)]
# Everything that takes the focus, down the page and up again as the keyboard goes: which of it cannot be seen then.
# What is higher than half of the window must show a part of itself, all else the whole of its middle line.
HIDDEN = """() => {
  const stops = Array.from(document.querySelectorAll(
    "a[href], button, input:not([type='hidden']), select, textarea, summary, [tabindex='0']"));
  const covered = (it) => {
    const box = it.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top) { return true; }
    const free = (y) => {
      for (let on = document.elementFromPoint((left + right) / 2, y); on && !on.contains(it); on = on.parentElement) {
        if (["fixed", "sticky"].includes(getComputedStyle(on).position)) { return false; }
      }
      return true;
    };
    const seen = [0.02, 0.5, 0.98].map((part) => free(top + (bottom - top) * part));
    if (box.height > innerHeight / 2) { return !seen.some(Boolean); }
    return box.top < -1 || box.bottom > innerHeight + 1 || !seen.every(Boolean);
  };
  const found = new Set();
  for (const it of [...stops, ...stops.reverse()]) {
    it.focus();
    if (document.activeElement === it && covered(it)) {
      found.add(`${it.tagName.toLowerCase()} ${it.name || it.id || it.textContent.trim().slice(0, 20)}`);
    }
  }
  return Array.from(found);
}"""
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) { return null; }
  const rolls = (it) => {
    for (let up = it.parentElement; up && up !== document.body; up = up.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) { return true; }
    }
  };
  const wide = Array.from(document.body.querySelectorAll("*"))
    .filter((it) => it.getBoundingClientRect().right > room + 1 && !rolls(it));
  const name = (it) => `${it.tagName.toLowerCase()}.${it.getAttribute("class") || ""}#${it.id}`;
  return `${document.documentElement.scrollWidth}: ${wide.slice(0, 3).map(name).join(", ")}`;
}"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
SPACE = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""
SMALL = """() => {
  const found = [];
  const targets = "a[href], button, input:not([type='hidden']), select, textarea, summary, [tabindex='0']";
  for (const it of document.querySelectorAll(targets)) {
    const inline = getComputedStyle(it).display === "inline";
    const boxes = it.matches("[type='checkbox'], [type='radio']") ? [it, ...it.labels] : [it];
    const sizes = boxes.map((box) => box.getBoundingClientRect());
    if (!it.checkVisibility({ visibilityProperty: true }) || it.closest(".vh, .skip") || inline) { continue; }
    if (sizes.some((box) => box.width >= 24 && box.height >= 24)) { continue; }
    found.push(`${it.tagName.toLowerCase()} ${(it.name || it.textContent).trim().slice(0, 20)} ` +
      `${Math.round(sizes[0].width)}x${Math.round(sizes[0].height)}`);
  }
  return found;
}"""

# What a thumb would first have to look for by pushing a table aside.
AWAY = """() => Array.from(document.querySelectorAll("table a[href], table button"))
  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().left + 24 > innerWidth)
  .map((it) => it.textContent.trim().slice(0, 20))"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_focused_is_hidden_on_any_page(filled, size):
    found, rendered = {}, each_kind()
    with chromium.browser() as browser, plain_tab(browser, *size) as (page, show):
        for name, (where, html) in rendered.items():
            show(html)
            if covered := page.evaluate(HIDDEN):
                found[f"{name} ({where})"] = covered
    assert found == {}


def test_no_page_scrolls_sideways_and_nothing_to_press_is_too_small(filled):
    wide, small, rendered = {}, {}, each_kind()
    with chromium.browser() as browser, plain_tab(browser, 320, 568) as (page, show):
        for name, (where, html) in rendered.items():
            show(html)
            page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            for width, spaced in ((320, False), (320, True), (760, True), (1280, True), (1280, False)):
                page.set_viewport_size({"width": width, "height": 720})
                page.evaluate(SPACE, SPACED if spaced else "")
                if not spaced and (targets := page.evaluate(SMALL)):
                    small[f"{name} {width} ({where})"] = targets
                if too := page.evaluate(WIDER):
                    wide[f"{name} {width}{' spaced' if spaced else ''} ({where})"] = too
    assert wide == {}
    assert small == {}


def test_no_table_has_its_object_or_act_out_of_sight_on_a_phone(filled):
    away, rendered = {}, each_kind()
    with chromium.browser() as browser, plain_tab(browser, 390, 844) as (page, show):
        for name, (where, html) in rendered.items():
            show(html)
            if out := page.evaluate(AWAY):
                away[f"{name} ({where})"] = out
    assert away == {}


def plain_tab(browser, width, height):
    """A tab of this size without scripts: nothing waits for them, and what stands for them is looked at too."""
    return tab(browser, viewport={"width": width, "height": height}, java_script_enabled=False)
