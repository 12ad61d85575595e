"""The first half of a call, by pages: copied, its needs written and checked, published by one notice, applied for."""

from challenges.bulletin.models import Notice
from challenges.listing.models import Batch, Challenge
from challenges.proposals.models import Proposal
from notifications import clock
from notifications.clock import day_of
from tests.factories.proposals import answered

from .steps import in_bulk, person, sit

TITLES = ("气膜孔在线测量", "粉末氧含量快检", "主轴轴承寿命预测", "叶片涂层厚度检测", "铸件缺陷自动判读")
EXPERTS = ("exp-02", "exp-07", "exp-03")
CHAIN = ("review_officer", "batch_admin", "approver")
RULES = (
    ("check", {"argumentation_experts": 1}),
    ("panel", {"panel_size": 3}),
    (
        "decide",
        {f"decision_chain_{n}": role for n, role in enumerate(("review_officer", "batch_admin", "approver"), 1)},
    ),
)


def copy_call(walker, town) -> Batch:
    """The manager copies last year's call and sets what is different in this one."""
    last = Batch.objects.get(code__endswith="B2")
    sit(walker, town, "batch", "O01")
    walker.go(f"/batches/{last.pk}/copy/")
    form = walker.page.locator("main form")
    opens = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    for name, value in {"name": "第九批榜单", "code": "Z9", "collect_from": opens}.items():
        walker.fill(form, name, value)
    walker.send(form.locator("button").last)
    batch = Batch.objects.get(code="Z9")
    for part, values in RULES:
        walker.go(f"/batches/{batch.pk}/rules/{part}/")
        form = walker.page.locator("main form")
        for name, value in {**values, "effective_from": day_of(clock.now()).isoformat(), "basis": "通知第六条"}.items():
            walker.fill(form, name, value)
        walker.send(form.locator("button").last)
        assert walker.page.locator(".say-bad").count() == 0, walker.text()
    return batch


def write(walker, town, batch, title) -> None:
    """The lead firm's engineer writes a need for this call, the secrecy officer clears it, the signer hands it in."""
    sit(walker, town, "handler", "L01")
    walker.go("/challenges/new/")
    form = walker.page.locator("main form")
    walker.fill(form, "batch", batch.pk)
    walker.fill(form, "title", title)
    walker.send(form.locator("button.btn-ink"))
    form = walker.page.locator("#need")
    for name, value in NEED.items():
        walker.fill(form, name, value)
    walker.settle()
    walker.send(form.locator("button[name=save]"))
    challenge = Challenge.objects.get(title=title)
    for post, verb in (("office", "clear_secrecy"), ("handler", "submit_inside"), ("signer", "approve")):
        at_work(walker, town, post, "L01", challenge)
        walker.press(verb)


NEED = {
    "type": "key_technology",
    "field_code": "804",
    "mode": "bounty",
    "confidentiality": "public",
    "background": "依靠抽检，漏检率高。",
    "content": "研制随机床在线检测装置。",
    "total_wan": "360",
    "enterprise_wan": "300",
    "fiscal_wan": "60",
    "ip_clause": "JOINT",
    "indicators.0.name": "测量误差",
    "indicators.0.unit": "μm",
    "indicators.0.comparator": "le",
    "indicators.0.target": "5",
    "indicators.0.test_method": "标准件比对",
    "payment_parts.0.node": "验收通过",
    "payment_parts.0.percent": "100",
    "deliverables.0.kind": "prototype",
    "deliverables.0.text": "样机 2 台",
    "milestones.0.name": "中试",
    "milestones.0.due_month": "10",
}


def at_work(walker, town, post, key, challenge) -> None:
    """Sit down in front of the work page of a challenge."""
    sit(walker, town, post, key)
    walker.go(f"/challenges/{challenge.pk}/work/")


def check(walker, town, batch, challenges) -> None:
    """One need goes back and is mended; all pass in bulk, an expert finds each in order, the money is confirmed."""
    returned = challenges[-1]
    at_work(walker, town, "check", "O01", returned)
    walker.press("return_for_repair", field_1="content", reason_1="没有写明检测节拍的要求")
    sit(walker, town, "handler", "L01")
    walker.go(f"/challenges/{returned.pk}/edit/")
    form = walker.page.locator("#need")
    walker.fill(form, "content", "研制随机床在线检测装置，节拍不超过 90 秒。")
    walker.settle()
    walker.send(form.locator("button[name=save]"))
    for post, verb in (("office", "clear_secrecy"), ("handler", "submit_inside"), ("signer", "approve")):
        at_work(walker, town, post, "L01", returned)
        if walker.page.locator(f'form[action$="/{verb}/"]').count():
            walker.press(verb)
    sit(walker, town, "check", "O01")
    job = in_bulk(walker, f"/batches/{batch.pk}/needs/", challenges)
    assert (job.done, job.failed) == (5, 0)
    adviser = person("expert", EXPERTS[2])
    for challenge in challenges:
        sit(walker, town, "check", "O01")
        walker.go(f"/challenges/{challenge.pk}/work/")
        walker.choose("ask_opinion", "experts", [adviser])
        walker.press("ask_opinion")
        walker.sit_down(adviser)
        walker.go(f"/challenges/{challenge.pk}/work/")
        walker.press("give_opinion", necessity="yes", measurability="yes", amount="yes", comment="需求真实。")
        at_work(walker, town, "check", "O01", challenge)
        walker.press("conclude_argumentation")
        at_work(walker, town, "office", "L01", challenge)
        walker.press("confirm_funds", budget_number="YS-1")


def picked(walker, batch, challenges, kind: str) -> None:
    """Pick these challenges on the page of the call and ask for one notice."""
    walker.go(f"/batches/{batch.pk}/")
    for challenge in challenges:
        walker.page.locator(f'input[name="pick"][value="{challenge.pk}"]').check()
    walker.send(walker.page.locator(f'[formaction$="/notices/{kind}/"]').first)
    walker.send(walker.page.locator("aside form button").first)


def post(walker, town, role: str) -> Notice:
    """Somebody else posts the draft that waits."""
    draft = Notice.objects.get(state="draft")
    sit(walker, town, role, "O01")
    walker.go(f"/notices/{draft.pk}/")
    walker.press("post")
    draft.refresh_from_db()
    assert draft.state == "posted"
    return draft


def publish_together(walker, town, batch, challenges) -> None:
    """One publication for all five, drafted by one and posted by another."""
    sit(walker, town, "notice", "O01")
    picked(walker, batch, challenges, "publication")
    notice = post(walker, town, "batch")
    assert notice.items.count() == 5


def correct(walker, town, challenge) -> None:
    """One published challenge is corrected, with its reason in a notice."""
    sit(walker, town, "batch", "O01")
    walker.go(f"/challenges/{challenge.pk}/edit/")
    form = walker.page.locator("#need")
    walker.fill(form, "indicators.0.test_method", "二级标准件比对")
    walker.fill(form, "reason", "检测方法写漏了标准件等级")
    walker.send(form.locator("button[name=save]"))
    assert Notice.objects.filter(kind="correction", items__challenge=challenge, state="posted").exists()


def apply(walker, town, challenge, firm: str) -> None:
    """A firm writes its proposal and its signer hands it in."""
    sit(walker, town, "handler", firm)
    walker.go(f"/challenges/{challenge.pk}/")
    walker.send(walker.page.locator(f'form[action="/challenges/{challenge.pk}/proposals/"] button').first)
    proposal = Proposal.objects.get(challenge=challenge, organisation=town.organisations[firm])
    indicator, milestone = challenge.indicators.get(), challenge.milestones.get()
    leader = f"宋怀{TITLES.index(challenge.title)}{firm[-1]}"
    contact = {"contact_name": "许清越", "contact_phone": "13800000002"}
    basics = {"leader_name": leader, "leader_phone": "13800000001", "leader_email": f"l{proposal.pk}@firm.example"}
    walker.type_section("basics", summary="在线测量与闭环", **basics, **contact)
    walker.type_section("route", route="共焦测量", innovation="逐孔闭环", feasibility="已有样机", risk="油雾干扰")
    walker.type_section("commitments", **{f"c__{indicator.pk}__value": "4"})
    walker.type_section("schedule", **{f"s__{milestone.pk}__month": "10", f"s__{milestone.pk}__output": "样机"})
    money = {"b__equipment__fiscal": "60", "b__equipment__lead": "300", "b__equipment__self": "0", "src__self": "0"}
    walker.type_section("budget", **money)
    walker.type_section("ip", freedom="未发现侵权风险")
    person = {"p__0__name": leader, "p__0__unit": "本单位", "p__0__task": "总体", "p__0__months": "10"}
    walker.type_section("team", **person, p__0__email=f"t{proposal.pk}@firm.example")
    kinds = ("integrity", "no_control_relation", "truth", "publicity_consent", "data_consent", "secrecy")
    walker.type_section("declarations", **{f"d__{kind}": "1" for kind in kinds})
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("ask_team")
    answered(proposal.pk)
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("send_for_review")
    sit(walker, town, "signer", firm)
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("submit")
