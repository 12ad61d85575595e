"""What is kept on paper, printed on A4: nothing is cut off, and tables say on every sheet what they are."""

import os
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse

from accounts.models import Agreement
from challenges.award.actions import objection as objections
from challenges.proposals.actions.proposal_submit import submit
from notifications.clock import now
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, objected, stranger
from tests.frontend import chromium
from tests.frontend.printed import words
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
# The width between the margins of A4 that the style sheet sets (210 - 24 - 26 mm), in pixels of CSS.
WIDE = 604
# Where pictures of the sheets are left to be looked at.
LEFT = os.environ.get("PAPERS", "")


@pytest.fixture
def papers(settings, monkeypatch):
    """Every paper by its name: who prints it, and its address."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    at, firm = now(), OrganisationFactory(kind="sme")
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY)
    proposal = complete_proposal(challenge, organisation=firm, state="internal_review")
    signer = acting(firm, "signer")
    submit(proposal, by=signer, at=now)
    walk, by = Review5(at=at).publicised(), stranger()
    objection = objected(walk.challenge, at=at, by=by)
    objections.register(objection, by=walk.notice_officer, at=at)
    objections.dismiss(objection, decision="证书在有效期内，查无实据。" * 20, by=walk.admin, at=at)
    notices = walk.challenge.notice_items.order_by("notice__posted_at", "notice_id")
    publicity, decided = (item.notice for item in (notices.first(), notices.last()))
    return {
        "receipt": (signer, reverse("receipt", args=[proposal.pk])),
        "receipt_file": (signer, reverse("receipt_file", args=[proposal.pk])),
        "proposal": (signer, reverse("proposal", args=[proposal.pk])),
        "agreement": (signer, reverse("agreement", args=[Agreement.objects.filter(person=signer.user).first().pk])),
        "text": (signer, reverse("text", args=["secrecy"])),
        "publicity": (by, reverse("notice", args=[publicity.pk])),
        "objection_result": (by, reverse("notice", args=[decided.pk])),
        "objection": (by, reverse("objection", args=[objection.pk])),
    }


OUT = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.right > wide + 1 && !node.closest('.sr, .skip');
  }).map(node => node.tagName + '.' + node.className + ': ' + node.textContent.trim().slice(0, 40)).slice(0, 5);
}"""
HEADS = """() => [...document.querySelectorAll('thead')].filter(node => node.getClientRects().length)
  .filter(node => getComputedStyle(node).display !== 'table-header-group').length"""
SEEN = """() => [...document.querySelectorAll('form, button, input, summary')]
  .filter(node => node.getClientRects().length)
  .map(node => node.tagName + ': ' + node.textContent.trim().slice(0, 30))"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_paper_stands_whole_on_a4(papers, live_server, language):
    wrong = []
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, language)
        page = walker.page
        for name, (by, path) in papers.items():
            walker.sit_down(by.user, by.organisation)
            if name == "receipt_file":
                page.goto("about:blank")
                page.set_content(walker.context.request.get(walker.address + path).text())
            else:
                walker.go(path)
            page.emulate_media(media="print")
            page.set_viewport_size({"width": WIDE, "height": 900})
            told = {"out": page.evaluate(OUT), "heads": page.evaluate(HEADS), "acts": page.evaluate(SEEN)}
            sheets = pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True)))
            told["size"] = {tuple(round(float(n)) for n in sheet.mediabox[2:]) for sheet in sheets.pages} - {(595, 842)}
            told["many"] = len(sheets.pages) > MOST.get(name, 3) and len(sheets.pages)
            # Printed beside Chinese, the numbers are drawn in its font, which does not tell which letters they are.
            if name in OFFICIAL and language == "en":
                told["numbers"] = [n for n, sheet in enumerate(sheets.pages, 1) if f"— {n} —" not in words(sheet)]
            if LEFT:
                page.screenshot(path=Path(LEFT) / f"{name}-{language}.png", full_page=True)
                sheets.save(Path(LEFT) / f"{name}-{language}.pdf")
            wrong += [(name, what, found) for what, found in told.items() if found]
            page.emulate_media(media="screen")
    assert wrong == []


# So many sheets a paper takes at most, where it is more than three.
MOST = {"proposal": 6, "text": 5}
# What is numbered as official papers are, GB/T 9704.
OFFICIAL = ("publicity", "objection_result")
