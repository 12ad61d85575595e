"""The second half of a call, by pages: qualified in bulk, reviewed, decided, publicised together, objected to."""

from challenges.award.models import Decision, Objection
from challenges.listing.models import Challenge
from challenges.proposals.models import Proposal
from challenges.review.models import Panel, Review

from .call_begun import EXPERTS, at_work, picked, post
from .steps import COMMENT, in_bulk, person, sit


def qualify(walker, town, batch, challenges) -> None:
    """One firm cures what was missing; all the others are found in order in bulk, by one person and then another."""
    cured = Proposal.objects.get(challenge=challenges[0], organisation=town.organisations["S02"])
    sit(walker, town, "check", "O01")
    walker.go(f"/proposals/{cured.pk}/")
    walker.press("request_supplement", items=["signature"], note="签字页缺日期")
    sit(walker, town, "handler", "S02")
    walker.go(f"/proposals/{cured.pk}/")
    walker.press("supply", reply="签字页已补日期")
    rest = list(Proposal.objects.filter(state="opened"))
    for role, turn in (("check", "first"), ("second", "second")):
        sit(walker, town, role, "O01")
        job = in_bulk(walker, f"/batches/{batch.pk}/checks/?turn={turn}", rest)
        assert (job.done, job.failed) == (len(rest), 0)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"qualified"}
    for challenge in challenges:
        at_work(walker, town, "review", "O01", challenge)
        walker.press("begin_review")


def review(walker, town, challenges) -> None:
    """Each challenge has a panel of three; they accept, mark, and the leader signs."""
    experts = [person("expert", key) for key in EXPERTS]
    for challenge in challenges:
        at_work(walker, town, "review", "O01", challenge)
        walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/panels/"] button'))
        walker.choose("compose", "members", experts)
        walker.press("compose", leader=experts[0].pk)
        walker.press("invite")
    for one in experts:
        walker.sit_down(one)
        for panel in Panel.objects.all():
            walker.go(f"/panels/{panel.pk}/")
            walker.press("accept")
    sit(walker, town, "review", "O01")
    for panel in Panel.objects.all():
        walker.go(f"/panels/{panel.pk}/")
        walker.press("begin_scoring")
    for one in experts:
        walker.sit_down(one)
        for row in Review.objects.filter(seat__expert=one).select_related("seat__panel__rubric"):
            mark(walker, row, "84" if row.proposal.organisation == town.organisations["S01"] else "80")
    walker.sit_down(experts[0])
    for panel in Panel.objects.all():
        walker.go(f"/panels/{panel.pk}/")
        walker.press("lock")


def mark(walker, row: Review, value: str) -> None:
    """One expert declares, marks and hands in one review."""
    walker.go(f"/reviews/{row.pk}/")
    walker.press("declare_clear")
    form = walker.page.locator(f'form[action="/reviews/{row.pk}/scores/"]')
    for criterion in row.seat.panel.rubric.criteria.all():
        walker.fill(form, f"s{criterion.pk}", value)
    walker.fill(form, "comment", COMMENT)
    walker.settle()
    walker.press("submit")


def decide(walker, town, challenges) -> None:
    """The lead firm chooses for each, and three of the organiser approve in their order."""
    for challenge in challenges:
        at_work(walker, town, "review", "O01", challenge)
        walker.press("propose")
        at_work(walker, town, "signer", "L01", challenge)
        walker.press("choose")
        decision = challenge.decisions.get()
        for role in ("review", "batch", "approver"):
            sit(walker, town, role, "O01")
            walker.go(f"/decisions/{decision.pk}/")
            walker.press("approve", opinion="同意")
    assert set(Decision.objects.values_list("state", flat=True)) == {"complete"}


def publicise(walker, town, batch, challenges) -> None:
    """One publicity for all five, drafted by one and posted by another."""
    sit(walker, town, "notice", "O01")
    picked(walker, batch, challenges, "publicity")
    notice = post(walker, town, "batch")
    assert notice.items.count() == 5
    assert set(Challenge.objects.values_list("state", flat=True)) == {"publicity"}


def object_and_dismiss(walker, town, challenge) -> None:
    """A firm that was not chosen objects to one of the five; the desk registers it and finds that it does not hold."""
    sit(walker, town, "signer", "S03")
    walker.go(f"/challenges/{challenge.pk}/objections/")
    form = walker.page.locator("main form[enctype]")
    for name, value in OBJECTION.items():
        walker.fill(form, name, value)
    walker.send(form.locator("button").last)
    objection = Objection.objects.get()
    conclusion = {"decision": "评审记录第 3 页与异议所述不符，评分依据在案。"}
    for officer, verb, given in (("notice", "register", {}), ("batch", "dismiss", conclusion)):
        sit(walker, town, officer, "O01")
        walker.go(f"/objections/{objection.pk}/")
        walker.press(verb, **given)
    objection.refresh_from_db()
    challenge.refresh_from_db()
    assert (objection.state, challenge.state) == ("dismissed", "publicity")


OBJECTION = {
    "phone": "13800000003",
    "matter": "truth",
    "text": "公示的第 2 项，中榜单位所报样机的检测报告编号与其官网公开的报告编号不一致。",
    "source": "检测报告 JC-2026-118 第 3 页；检测机构官网的报告查询页。",
    "remedy_kind": "check",
    "remedy": "请核对检测报告原件。",
}
