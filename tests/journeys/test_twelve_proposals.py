"""Twelve proposals in three panels of one batch, from the pool to the signed ranking and the feedback, in a browser.

The sandbox clock drives the timers. One expert lets their invitation run out, one steps aside, one score is reopened.
Every kind of act is taken in the browser; where sixty reviews would be the same keystrokes over again, the other
experts' marks are written by the action that the page calls.
"""

import json
import subprocess
import sys
from decimal import Decimal
from functools import partial

import pytest
from django.conf import settings as django_settings

from accounts.acting import acting_as
from accounts.models import User
from challenges.assignment.actions.staffing import solve_waiting
from challenges.assignment.models import Draw, Staffing
from challenges.bulletin.models import Notice
from challenges.listing.models import Batch
from challenges.management.commands.seed_demo import DATA
from challenges.review.actions import review as reviews
from challenges.review.models import Panel, Review
from challenges.site.demo.accounts import address
from challenges.site.demo.answers import FIRMS, Answers
from challenges.site.demo.needs import Needs
from challenges.site.demo.people import People
from notifications import clock
from notifications.clock import day_of
from tests.frontend import chromium

from . import review_steps as steps
from .walker import Walker

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
KEYS = ("031", "032", "033")
COMMENT = (
    "方案路径清楚，关键参数有实测数据支撑，指标承诺覆盖全部必达项；"
    "建议补充批次一致性数据，并明确第三方检测的抽样方法与判定依据。"
)


@pytest.fixture
def town(settings, monkeypatch):
    """The demo's people, and one batch of three challenges whose twelve proposals have been found in order."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.SANDBOX = True
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    data = json.loads(DATA.read_text(encoding="utf-8"))
    at = clock.now()
    people = People(data, at, day_of(at))
    people.make()
    needs = Needs(people, data, at)
    needs.open_batches()
    answers = Answers(needs)
    for key in KEYS:
        needs.walk(key)
        for number, (firm, state) in enumerate(FIRMS[key].items()):
            answers.made[key, firm] = answers.write(needs.made[key], key, firm, state, number)
        answers.close(key)
    people.challenges = {key: needs.again(key) for key in KEYS}
    return people


def person(post: str, key: str) -> User:
    return User.objects.get(email=address(post, key))


def sit(walker, town, post, key):
    walker.sit_down(person(post, key), town.organisations.get(key))


def ahead(walker, step: str) -> None:
    """Move the sandbox clock from the page: an hour, a day, three days, or to the next step."""
    walker.go("/")
    walker.send(walker.page.locator(f'button[name="step"][value="{step}"]').first)


def test_a_batch_goes_from_the_pool_to_its_feedback(town, live_server, tmp_path):
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        open_panels(walker, town)
        drawn = draw(walker, town, panel_of(town, "031"), tmp_path)
        staff(walker, town, panel_of(town, "032"), panel_of(town, "033"))
        late = invite(walker, town, drawn)
        officer = partial(sit, walker, town, "review", "O01")
        tried = panel_of(town, "032").seats.filter(state="accepted").order_by("order").first().expert
        trial = steps.calibrate(walker, officer, Batch.objects.get(code__endswith="ZB"), tried)
        ahead(walker, "days")
        steps.drift(walker, trial, tried, officer)
        begin(walker, town)
        aside = step_aside(walker, panel_of(town, "032"))
        score(walker, town)
        steps.discuss(walker, officer, panel_of(town, "033"))
        lock(walker, town)
        reopen(walker, town, drawn)
        decide(walker, town)
        read_feedback(walker, town)
        assert drawn.seats.get(expert=late).state == "expired"
        assert Review.objects.filter(seat__expert=aside, state="recused").count() == 1
        assert walker.faults == []


def panel_of(town, key: str) -> Panel:
    return Panel.objects.get(challenge=town.challenges[key])


def open_panels(walker, town) -> None:
    """The review officer sends the proposals to the experts and forms a panel for each challenge."""
    sit(walker, town, "review", "O01")
    for challenge in town.challenges.values():
        work = f"/challenges/{challenge.pk}/work/"
        walker.go(work)
        walker.press("begin_review")
        walker.go(work)
        walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/panels/"] button'))


def draw(walker, town, panel, folder) -> Panel:
    """The first panel is drawn by lot; its record draws the same panel again in a process that knows no site."""
    walker.go(f"/panels/{panel.pk}/draws/")
    form = walker.page.locator("main form").filter(has=walker.page.locator('[name="size"]'))
    walker.fill(form, "size", "5")
    walker.fill(form, "reserves", "2")
    walker.send(form.locator("button").last)
    promised = Draw.objects.get()
    assert promised.commitment in walker.text() and promised.secret not in walker.text()
    walker.press("make")
    record = walker.page.request.get(f"{walker.address}/draws/{promised.pk}/record/").body()
    file = folder / "draw.json"
    file.write_bytes(record)
    command = [sys.executable, "-m", "challenges.assignment.solver.replay", str(file)]
    replayed = subprocess.run(command, cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert replayed.returncode == 0, replayed.stderr
    promised.refresh_from_db()
    names = [row["id"] for row in promised.record["result"]["panel"]]
    walker.go(f"/draws/{promised.pk}/")
    walker.press("apply", leader=names[0])
    assert set(panel.seats.filter(state="picked").values_list("expert_id", flat=True)) == set(names)
    return panel


def staff(walker, town, *panels) -> None:
    """The other two are staffed by a plan, which the worker solves and the officer takes."""
    batch = Batch.objects.get(code__endswith="ZB")
    walker.go(f"/batches/{batch.pk}/staffings/")
    walker.send(walker.page.locator("main form button").first)
    assert solve_waiting(at=clock.now) == 1
    plan = Staffing.objects.get()
    walker.go(f"/staffings/{plan.pk}/")
    walker.press("apply")
    assert all(panel.seats.filter(state="picked").count() == 5 for panel in panels)


def invite(walker, town, drawn) -> User:
    """All are invited; one of the drawn panel never answers, and after 48 hours the next reserve is asked by itself."""
    silent = drawn.seats.filter(state="picked", leader=False).order_by("order").last().expert
    for key in KEYS:
        sit(walker, town, "review", "O01")
        panel = panel_of(town, key)
        walker.go(f"/panels/{panel.pk}/")
        walker.press("invite")
        for seat in panel.seats.filter(state="invited").select_related("expert"):
            if panel == drawn and seat.expert == silent:
                continue
            walker.sit_down(seat.expert)
            walker.go(f"/panels/{panel.pk}/")
            walker.press("accept")
    sit(walker, town, "review", "O01")
    ahead(walker, "days")
    reserve = drawn.seats.get(state="invited")
    walker.sit_down(reserve.expert)
    walker.go("/desk/")
    walker.go(f"/panels/{drawn.pk}/")
    walker.press("accept")
    return silent


def begin(walker, town) -> None:
    """Every panel begins to score."""
    sit(walker, town, "review", "O01")
    for key in KEYS:
        walker.go(f"/panels/{panel_of(town, key).pk}/")
        walker.press("begin_scoring")


def step_aside(walker, panel) -> User:
    """An expert finds a tie to one firm and steps aside: what they could read a moment ago is not there any more."""
    expert = panel.seats.filter(state="accepted", leader=False).first().expert
    review = Review.objects.filter(seat__expert=expert, seat__panel=panel).order_by("proposal_id").first()
    walker.sit_down(expert)
    walker.go(f"/reviews/{review.pk}/")
    walker.press("recuse", reason="两年前共同承担过项目")
    for path in (f"/reviews/{review.pk}/", f"/proposals/{review.proposal_id}/"):
        assert walker.page.goto(walker.address + path).status == 404
    return expert


def score(walker, town) -> None:
    """One expert of each panel marks their first proposal in the browser; the rest is written by the same action."""
    for key in KEYS:
        panel = panel_of(town, key)
        first = Review.objects.filter(seat__panel=panel, seat__leader=True).order_by("proposal_id").first()
        mark_in_browser(walker, panel, first)
        rows = Review.objects.filter(seat__panel=panel, seat__state="accepted", state="waiting")
        for row in rows.select_related("seat__expert", "seat__panel__challenge", "proposal"):
            by = acting_as(row.seat.expert, None, at=clock.now())
            reviews.declare_clear(row, by=by, at=clock.now())
            reviews.score(row, by=by, at=clock.now(), marks=marks(row), comment=COMMENT)
            reviews.submit(row, by=by, at=clock.now())


def marks(row) -> dict:
    """Marks that differ by proposal and expert, and stay close enough to need no discussion."""
    value = Decimal(90 - 6 * (row.proposal_id % 4) + row.seat_id % 3)
    return {criterion.pk: {"value": value} for criterion in row.seat.panel.rubric.criteria.all()}


def mark_in_browser(walker, panel, review) -> None:
    walker.sit_down(review.seat.expert)
    walker.go("/desk/")
    walker.go(f"/reviews/{review.pk}/")
    walker.press("declare_clear")
    form = walker.page.locator(f'form[action="/reviews/{review.pk}/scores/"]')
    for criterion in panel.rubric.criteria.all():
        walker.fill(form, f"s{criterion.pk}", "86")
    walker.fill(form, "comment", COMMENT)
    walker.settle()
    walker.press("submit")
    review.refresh_from_db()
    assert (review.state, review.total) == ("submitted", Decimal("86.00"))


def lock(walker, town) -> None:
    """Each leader signs; the officer sees the ranking and how sure it is."""
    for key in KEYS:
        panel = panel_of(town, key)
        walker.sit_down(panel.seats.get(leader=True).expert)
        walker.go(f"/panels/{panel.pk}/")
        walker.press("lock")
        panel.refresh_from_db()
        assert panel.state == "locked" and panel.results.filter(round=1).count() == 4
        sit(walker, town, "review", "O01")
        walker.go(f"/panels/{panel.pk}/")
        walker.go(f"/panels/{panel.pk}/doubt/")
    walker.go(f"/batches/{Batch.objects.get(code__endswith='ZB').pk}/reviews/")
    walker.go(f"/batches/{Batch.objects.get(code__endswith='ZB').pk}/doubt/")


def reopen(walker, town, panel) -> None:
    """A panel is opened again: an expert changes a mark with a reason, the leader signs anew, the supervisor sees."""
    sit(walker, town, "review", "O01")
    walker.go(f"/panels/{panel.pk}/")
    walker.press("reopen", reason="第二位专家发现附件看漏")
    seat = panel.seats.filter(state="accepted", leader=False).first()
    changed = Review.objects.filter(seat=seat).order_by("proposal_id").first()
    walker.sit_down(seat.expert)
    walker.go(f"/reviews/{changed.pk}/")
    form = walker.page.locator(f'form[action="/reviews/{changed.pk}/scores/"]')
    walker.fill(form, "reason", "附件二补齐了批次数据")
    walker.settle()
    walker.fill(form, f"s{panel.rubric.criteria.first().pk}", "95")
    walker.settle()
    for row in Review.objects.filter(seat__panel=panel, state="returned").select_related("seat__expert"):
        by = acting_as(row.seat.expert, None, at=clock.now())
        reviews.submit(row, by=by, at=clock.now())
    assert changed.changes.get().reason == "附件二补齐了批次数据"
    walker.sit_down(panel.seats.get(leader=True).expert)
    walker.go(f"/panels/{panel.pk}/")
    walker.press("lock")
    panel.refresh_from_db()
    assert (panel.round, panel.results.filter(round=2).count()) == (2, 4)
    sit(walker, town, "watch", "O01")
    walker.go(f"/panels/{panel.pk}/")


def decide(walker, town) -> None:
    """The lead firms choose by rank, the publicity is drafted by one person and posted by another."""
    for challenge in town.challenges.values():
        work = f"/challenges/{challenge.pk}/work/"
        sit(walker, town, "review", "O01")
        walker.go(f"/panels/{challenge.panels.get().pk}/")
        walker.press("report")
        walker.go(work)
        walker.press("propose")
        lead = next(key for key, found in town.organisations.items() if found.pk == challenge.lead_id)
        sit(walker, town, "signer", lead)
        walker.go(work)
        walker.press("choose")
        steps.approve(walker, lambda post: sit(walker, town, post, "O01"), challenge.decisions.get())
        sit(walker, town, "notice", "O01")
        walker.go(work)
        walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/notices/"] button'))
        draft = Notice.objects.get(state="draft")
        sit(walker, town, "batch", "O01")
        walker.go(f"/notices/{draft.pk}/")
        walker.press("post")


def read_feedback(walker, town) -> None:
    """Each of the twelve firms reads what the experts said of its own proposal, and no expert's name."""
    names = set(User.objects.filter(expert__isnull=False).values_list("name", flat=True))
    for key in KEYS:
        for proposal in town.challenges[key].proposals.all():
            firm = next(one for one, found in town.organisations.items() if found.pk == proposal.organisation_id)
            sit(walker, town, "handler", firm)
            walker.go(f"/proposals/{proposal.pk}/feedback/")
            text = walker.text()
            assert COMMENT[:20] in text
            assert not [name for name in names if name in text]
