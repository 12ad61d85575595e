"""One challenge from need to award in a real browser: every role, every page, the clock moved from the page."""

import pytest

from challenges.bulletin.models import Notice
from challenges.listing.models import Batch, Challenge
from challenges.proposals.models import Proposal
from challenges.review.models import Review
from notifications import clock
from notifications.models import InboxItem
from notifications.relay import dispatch
from tests.factories.proposals import answered
from tests.frontend import chromium

from .steps import COMMENT, PANEL, advance_until, person, sit
from .walker import Walker

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_need_becomes_an_award(town, live_server, language):
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, language)
        challenge = write_need(walker, town)
        vet(walker, town, challenge)
        apply(walker, town, challenge)
        advance_until(walker, challenge, "qualification")
        qualify(walker, town, challenge)
        review(walker, town, challenge)
        decide(walker, town, challenge)
        advance_until(walker, challenge, "awarded")
        winner = challenge.awards.get().proposal
        assert winner.state == "selected"
        dispatch(clock.now())
        signer = person("signer", "S01")
        assert InboxItem.objects.filter(person=signer).exists()
        walker.sit_down(signer, town.organisations["S01"])
        walker.go("/desk/")
        assert walker.faults == []


def write_need(walker, town) -> Challenge:
    """The lead firm's engineer writes the need, the secrecy officer clears it, the signer hands it in."""
    sit(walker, town, "handler", "L01")
    walker.go("/challenges/new/")
    form = walker.page.locator("main form")
    walker.fill(form, "batch", Batch.objects.get(code__endswith="B2").pk)
    walker.fill(form, "title", "叶片气膜孔在线测量装置")
    walker.send(form.locator("button.btn-ink"))
    form = walker.page.locator("#need")
    for name, value in {
        "title_en": "In-line measuring of film-cooling holes",
        "type": "key_technology",
        "field_code": "804",
        "mode": "bounty",
        "confidentiality": "public",
        "background": "气膜孔依靠抽检。",
        "content": "研制随机床在线测量装置。",
        "total_wan": "360",
        "enterprise_wan": "300",
        "fiscal_wan": "60",
        "ip_clause": "JOINT",
        "indicators.0.name": "孔径测量误差",
        "indicators.0.unit": "μm",
        "indicators.0.comparator": "le",
        "indicators.0.target": "5",
        "indicators.0.test_method": "标准孔板比对",
        "payment_parts.0.node": "验收通过",
        "payment_parts.0.percent": "100",
        "deliverables.0.kind": "prototype",
        "deliverables.0.text": "样机 2 台",
        "milestones.0.name": "中试",
        "milestones.0.due_month": "10",
    }.items():
        walker.fill(form, name, value)
    walker.settle()
    walker.send(form.locator("button[name=save]"))
    challenge = Challenge.objects.get()
    work = f"/challenges/{challenge.pk}/work/"
    sit(walker, town, "office", "L01")
    walker.go(work)
    walker.press("clear_secrecy")
    sit(walker, town, "handler", "L01")
    walker.go(work)
    walker.press("submit_inside")
    sit(walker, town, "signer", "L01")
    walker.go(work)
    walker.press("approve")
    challenge.refresh_from_db()
    assert challenge.state == "formal_check"
    return challenge


def vet(walker, town, challenge) -> None:
    """The organiser checks, three experts give their opinion, the money is confirmed, the list is posted."""
    work = f"/challenges/{challenge.pk}/work/"
    sit(walker, town, "check", "O01")
    walker.go(work)
    walker.press("pass_check")
    advisers = [person("expert", key) for key in PANEL[:3]]
    walker.go(work)
    walker.choose("ask_opinion", "experts", advisers)
    walker.press("ask_opinion")
    for one in advisers:
        walker.sit_down(one)
        walker.go(work)
        walker.press("give_opinion", necessity="yes", measurability="yes", amount="yes", comment="需求真实。")
    sit(walker, town, "check", "O01")
    walker.go(work)
    walker.press("conclude_argumentation")
    sit(walker, town, "office", "L01")
    walker.go(work)
    walker.press("confirm_funds", budget_number="YS-1")
    sit(walker, town, "batch", "O01")
    walker.go(work)
    walker.press("publish")
    challenge.refresh_from_db()
    assert challenge.state == "published"
    assert Notice.objects.filter(items__challenge=challenge).get().kind == "publication"
    advance_until(walker, challenge, "accepting")


def apply(walker, town, challenge) -> None:
    """A firm writes its proposal section by section, its signer hands it in, and nobody else can open it."""
    sit(walker, town, "handler", "S01")
    walker.go(f"/challenges/{challenge.pk}/")
    walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/proposals/"] button').first)
    proposal = Proposal.objects.get()
    indicator, milestone = challenge.indicators.get(), challenge.milestones.get()
    walker.type_section(
        "basics",
        summary="在线测量与闭环",
        leader_name="宋怀瑾",
        leader_phone="13800000001",
        leader_email="leader@firm.example",
        contact_name="许清越",
        contact_phone="13800000002",
    )
    walker.type_section("route", route="共焦测量", innovation="逐孔闭环", feasibility="已有样机", risk="油雾干扰")
    walker.type_section("commitments", **{f"c__{indicator.pk}__value": "4"})
    walker.type_section("schedule", **{f"s__{milestone.pk}__month": "10", f"s__{milestone.pk}__output": "样机"})
    money = {"b__equipment__fiscal": "60", "b__equipment__lead": "300", "b__equipment__self": "0", "src__self": "0"}
    walker.type_section("budget", **money)
    walker.type_section("ip", freedom="未发现侵权风险")
    people = {"p__0__name": "宋怀瑾", "p__0__unit": "澜屿", "p__0__task": "总体", "p__0__months": "10"}
    people |= {"p__0__email": "team@firm.example"}
    walker.type_section("team", **people)
    kinds = ("integrity", "no_control_relation", "truth", "publicity_consent", "data_consent", "secrecy")
    walker.type_section("declarations", **{f"d__{kind}": "1" for kind in kinds})
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("ask_team")
    answered(proposal.pk)
    walker.go(f"/proposals/{proposal.pk}/")
    assert walker.page.locator("#submit .miss").all_inner_texts() == []
    walker.press("send_for_review")
    sit(walker, town, "signer", "S01")
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("submit")
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert proposal.receipt_number in walker.text()
    sit(walker, town, "batch", "O01")
    assert walker.page.goto(f"{walker.address}/proposals/{proposal.pk}/").status == 404


def qualify(walker, town, challenge) -> None:
    """Two people of the organiser find the proposal in order; the review begins."""
    proposal = Proposal.objects.get()
    assert proposal.state == "opened"
    for post, verb, fields in (("check", "check", {"result": "yes"}), ("second", "confirm_check", {})):
        sit(walker, town, post, "O01")
        walker.go(f"/proposals/{proposal.pk}/")
        walker.press(verb, **fields)
    sit(walker, town, "review", "O01")
    walker.go(f"/challenges/{challenge.pk}/work/")
    walker.press("begin_review")


def review(walker, town, challenge) -> None:
    """The panel is formed and invited; five experts declare, mark and hand in; the leader locks."""
    walker.go(f"/challenges/{challenge.pk}/work/")
    walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/panels/"] button'))
    board = challenge.panels.get()
    experts = [person("expert", key) for key in PANEL]
    walker.choose("compose", "members", experts)
    walker.press("compose", leader=experts[0].pk)
    walker.press("invite")
    for one in experts:
        walker.sit_down(one)
        walker.go(f"/panels/{board.pk}/")
        walker.press("accept")
    sit(walker, town, "review", "O01")
    walker.go(f"/panels/{board.pk}/")
    walker.press("begin_scoring")
    for one in experts:
        walker.sit_down(one)
        row = Review.objects.get(seat__expert=one)
        walker.go(f"/reviews/{row.pk}/")
        walker.press("declare_clear")
        form = walker.page.locator(f'form[action="/reviews/{row.pk}/scores/"]')
        for criterion in board.rubric.criteria.all():
            walker.fill(form, f"s{criterion.pk}", "84")
        walker.fill(form, "comment", COMMENT)
        walker.settle()
        walker.press("submit")
    walker.sit_down(experts[0])
    walker.go(f"/panels/{board.pk}/")
    walker.press("lock")
    board.refresh_from_db()
    assert board.state in ("locked", "reported")


def decide(walker, town, challenge) -> None:
    """The lead firm chooses, two approve, one person drafts the publicity, another posts it."""
    work = f"/challenges/{challenge.pk}/work/"
    sit(walker, town, "review", "O01")
    walker.go(work)
    walker.press("propose")
    sit(walker, town, "signer", "L01")
    walker.go(work)
    walker.press("choose")
    decision = challenge.decisions.get()
    for post in ("review", "approver"):
        sit(walker, town, post, "O01")
        walker.go(f"/decisions/{decision.pk}/")
        walker.press("approve", opinion="同意")
    sit(walker, town, "notice", "O01")
    walker.go(work)
    walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/notices/"] button'))
    draft = Notice.objects.get(state="draft")
    sit(walker, town, "batch", "O01")
    walker.go(f"/notices/{draft.pk}/")
    walker.press("post")
    challenge.refresh_from_db()
    assert challenge.state == "publicity"
