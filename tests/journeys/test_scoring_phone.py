"""An expert marks one proposal on a phone, loses the network on the way, and hands in with nothing lost."""

import re

import pytest

from challenges.review.actions import review as reviews
from challenges.review.models import Review, Score
from tests.factories.review import COMMENT
from tests.frontend import chromium
from tests.review.test_scoring_pages import walk_with

from .walker import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
WORDS = {
    "zh-hans": ("已存", "网络不通，还没有存。", "别处存的："),
    "en": ("Saved", "No network, not saved yet.", "Saved elsewhere:"),
}


@pytest.fixture
def sat(settings, monkeypatch):
    """A panel that scores by every kind of criterion, and one of its experts, who may mark the first proposal."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    walk = walk_with()
    one = walk.experts[1]
    reviews.declare_clear(walk.review_of(one, walk.proposals[0]), by=one, at=walk.at)
    return walk, one, walk.review_of(one, walk.proposals[0])


def saved(page, words):
    """Wait until the page says how its last save went."""
    page.wait_for_function("word => document.getElementById('saved').textContent.includes(word)", arg=words)


def settled(page):
    """Wait until everything typed was sent and answered."""
    page.wait_for_timeout(1200)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_expert_marks_on_a_phone_and_loses_nothing_with_the_network(sat, live_server, language):
    walk, one, review = sat
    numeric, rating, yesno, veto = walk.panel.rubric.criteria.all()
    kept, offline, elsewhere = WORDS[language]
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, language)
        page = walker.page
        page.set_viewport_size({"width": 390, "height": 844})
        walker.sit_down(one.user)
        walker.go("/desk/")
        page.locator(f'a[href="/reviews/{review.pk}/"]').first.click()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        small = page.locator(".side input.in, .side .scale label, .total .btn, .veto > label")
        assert all(box["height"] >= 44 for box in (small.nth(n).bounding_box() for n in range(small.count())))

        # A band and a finer mark.
        page.locator(f'#c{numeric.pk} label:has(input[name="b{numeric.pk}"])').first.click()
        saved(page, kept)
        page.fill(f'[name="s{numeric.pk}"]', "91.5")
        settled(page)
        assert Score.objects.get(criterion=numeric).value == 91.5

        # Without a network everything that is written stays, and the page says so.
        walker.context.set_offline(True)
        page.locator(f'#c{rating.pk} label:has(input[value="80"])').click()
        saved(page, offline)
        page.locator(f'#c{yesno.pk} label:has(input[value="100"])').click()
        page.fill(f'[name="k{numeric.pk}"]', "路线清楚可行，数据可信")
        page.fill("#cm", COMMENT)
        page.check(f'[name="v{veto.pk}"]')
        page.fill(f'[name="k{veto.pk}"]', "检测报告与样品不符")
        page.wait_for_timeout(1500)
        page.wait_for_function("word => document.querySelector('[data-net]').textContent.includes(word)", arg=offline)
        assert page.locator("#cm").input_value() == COMMENT
        assert list(Score.objects.values_list("criterion", flat=True)) == [numeric.pk]

        # Another window saved one of these meanwhile.
        reviews.score(review, by=one, at=walk.at, marks={rating.pk: {"value": 60}})

        walker.context.set_offline(False)
        page.locator(f"#n{rating.pk}", has_text=elsewhere).wait_for()
        settled(page)
        if language == "en":
            # What comes now has no words of its own, and was walked in Chinese.
            return
        rows = {row.criterion_id: row for row in Score.objects.filter(review=review)}
        assert rows[rating.pk].value == 60
        assert (rows[yesno.pk].value, rows[numeric.pk].comment) == (100, "路线清楚可行，数据可信")
        assert (rows[veto.pk].vetoed, rows[veto.pk].comment) == (True, "检测报告与样品不符")
        assert Review.objects.get(pk=review.pk).comment == COMMENT

        # They prefer what they wrote here, take the veto back by the keyboard, and hand in.
        page.locator(f"#n{rating.pk} button").first.click()
        settled(page)
        assert Score.objects.get(criterion=rating).value == 80
        page.focus(f'[name="v{veto.pk}"]')
        page.keyboard.press("Space")
        page.focus(f'[name="s{yesno.pk}"][value="100"]')
        page.keyboard.press("2")
        settled(page)
        assert Score.objects.get(criterion=yesno).value == 0
        assert Score.objects.get(criterion=veto).vetoed is False
        walker.press("submit")
        review.refresh_from_db()
        assert (review.state, str(review.total)) == ("submitted", "60.60")
        assert re.search(r"60\.60", page.locator(".queue").inner_text())
        assert walker.faults == []


def test_keys_lead_through_the_form_and_to_the_next_proposal(sat, live_server):
    walk, one, review = sat
    numeric, rating, *_others = walk.panel.rubric.criteria.all()
    following = walk.review_of(one, walk.proposals[1])
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        walker.sit_down(one.user)
        walker.go(f"/reviews/{review.pk}/")
        page = walker.page
        page.keyboard.press("Alt+j")
        page.keyboard.press("Alt+2")
        settled(page)
        assert Score.objects.get(criterion=numeric).value == 89
        page.keyboard.press("Alt+j")
        assert page.evaluate("document.activeElement.closest('.crit').id") == f"c{rating.pk}"
        page.keyboard.press("1")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Alt+k")
        page.fill(f'[name="k{numeric.pk}"]', "最后一句")
        page.keyboard.press("Alt+n")
        page.wait_for_url(f"**/reviews/{following.pk}/")
        assert Score.objects.get(criterion=rating).value == 80
        assert Score.objects.get(criterion=numeric).comment == "最后一句"
        assert walker.faults == []
