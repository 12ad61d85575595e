"""Steps of a review in the browser, for more than one journey: the calibration round, the discussion, the decision."""

from datetime import timedelta

from accounts.acting import acting_as
from challenges.review.actions import trialist
from challenges.review.models import Panel, Review, Statement, Trial
from notifications import clock

SAMPLES = (
    ("样本一：数据齐全的方案", "三炉中试数据说明了工艺窗口，指标全部承诺，经费按任务分解。" * 3),
    ("样本二：思路新、缺验证的方案", "机理不同于现有路线，只有实验室一次结果，没有说明放大的风险。" * 3),
)


def calibrate(walker, officer, batch, expert) -> Trial:
    """One round for all panels of a batch: set up, begun, marked by everybody, closed by the clock at its time.

    `officer()` lets the review officer sit down; `expert` marks in the browser, the others by the same action.
    """
    officer()
    walker.go(f"/batches/{batch.pk}/trials/")
    form = walker.page.locator("aside form")
    due = clock.local(clock.now() + timedelta(days=2))
    walker.fill(form, "due_at", f"{due:%Y-%m-%dT%H:%M}")
    walker.send(form.locator("button").last)
    row = Trial.objects.get()
    form = walker.page.locator("form", has=walker.page.locator('[name="samples.0.title"]'))
    for n, (title, text) in enumerate(SAMPLES):
        block = walker.page.locator(f'details:has([name="samples.{n}.title"])')
        if block.count() and block.first.get_attribute("open") is None:
            block.first.locator("summary").first.click()
        walker.fill(form, f"samples.{n}.title", title)
        walker.fill(form, f"samples.{n}.text", text)
    walker.send(form.locator("button").last)
    walker.go(f"/trials/{row.pk}/")
    walker.press("begin")
    mark_samples(walker, row, expert)
    for part in row.trialists.exclude(expert=expert).select_related("expert"):
        by = acting_as(part.expert, None, at=clock.now())
        for sample in row.samples.all():
            marks = {line.pk: {"value": 70 + part.pk % 5 * 4} for line in row.rubric.criteria.all()}
            trialist.score(part, by=by, at=clock.now(), sample=sample.pk, marks=marks)
        trialist.hand_in(part, by=by, at=clock.now())
    return row


def mark_samples(walker, row: Trial, expert) -> None:
    """One expert marks every sample in the browser and hands in."""
    walker.sit_down(expert)
    walker.go("/desk/")
    walker.go(f"/trials/{row.pk}/")
    for sample in row.samples.all():
        walker.go(f"/trials/{row.pk}/?sample={sample.pk}")
        form = walker.page.locator(f'form:has(input[name="sample"][value="{sample.pk}"])')
        for criterion in row.rubric.criteria.all():
            walker.fill(form, f"s{criterion.pk}", "82")
        walker.settle()
    walker.go(f"/trials/{row.pk}/")
    walker.press("hand_in")


def drift(walker, row: Trial, expert, officer) -> None:
    """After the end the expert sees their own drift and nobody else's name; the officer sees them all."""
    row.refresh_from_db()
    assert row.state == "closed"
    walker.sit_down(expert)
    walker.go(f"/trials/{row.pk}/")
    others = row.trialists.exclude(expert=expert).values_list("expert__name", flat=True)
    assert not [name for name in others if name in walker.text()]
    officer()
    walker.go(f"/trials/{row.pk}/")
    assert all(name in walker.text() for name in others)


def discuss(walker, officer, panel: Panel) -> None:
    """The panel is called to discuss; one expert states reasons, another takes a review back and hands in anew."""
    officer()
    walker.go(f"/panels/{panel.pk}/")
    walker.press("discuss")
    first, second = panel.seats.filter(state="accepted").order_by("order")[:2]
    walker.sit_down(first.expert)
    walker.go(f"/panels/{panel.pk}/discussion/")
    proposal = panel.challenge.proposals.order_by("pk").first()
    form = walker.page.locator(f'form:has(input[name="proposal"][value="{proposal.pk}"])')
    walker.fill(form, f"p{proposal.pk}-text", "附件二的数据只有两批，结论偏乐观。")
    walker.send(form.locator("button").first)
    assert Statement.objects.get().text == "附件二的数据只有两批，结论偏乐观。"
    walker.sit_down(second.expert)
    walker.go(f"/panels/{panel.pk}/discussion/")
    assert "附件二的数据只有两批" in walker.text() and first.expert.name not in walker.text()
    review = Review.objects.get(seat=second, proposal=proposal)
    walker.go(f"/reviews/{review.pk}/")
    walker.press("reconsider")
    walker.go(f"/reviews/{review.pk}/")
    walker.press("submit")


def approve(walker, sit_down, decision) -> None:
    """The approvers agree in their order, each to the version that stands on the page."""
    for post in ("review", "approver"):
        sit_down(post)
        walker.go(f"/decisions/{decision.pk}/")
        assert decision.digest in walker.text()
        walker.press("approve", opinion="同意")
    decision.refresh_from_db()
    assert decision.state == "complete"
