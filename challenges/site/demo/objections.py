"""Objections of the demo: waiting, taken up, and concluded in every way; one of them undid a publicity."""

import datetime

from accounts.acting import CLOCK
from challenges.award.actions import inquiry, objecting, objection, objection_review
from challenges.award.models import Objection
from challenges.award.queries.hearing import targets
from challenges.core.actions import motion as motions
from challenges.core.motions import ACTS

SECOND = datetime.timedelta(seconds=1)


def filed(needs, key: str, firm: str, at, **said: str):
    """Let the signer of a firm object to a publicity."""
    return objecting.file(needs.again(key), objecting.Statement(**said), by=needs.people.by(firm, "signer"), at=at)


def officer(needs):
    """Return who registers objections."""
    return needs.people.by("O01", "notice")


def second(needs):
    """Return who concludes what another officer registered."""
    return needs.people.by("O01", "batch")


def upheld(needs, key: str, day: int) -> None:
    """Take an objection up, hear the firm, find that it holds, and let a review find the same: the choice falls."""
    row = filed(
        needs,
        key,
        "S20",
        needs.days.at(day, 10),
        phone="0451-5550-0002",
        matter="truth",
        text="第一顺位单位所附流量检测报告的委托方是另一家企业，样品也不是其自有产品。",
        source="申报书附件“流量检测报告”的委托方一栏；检测机构网站的报告查询页。",
        remedy_kind="check",
        remedy="请核查该报告，不属实的不作为评审依据。",
    )
    note = "异议人身份已核对。已向检测机构发函，请其确认报告的委托单位和样品来源。"
    objection.register(row, by=officer(needs), at=needs.days.at(day + 1, 10), note=note)
    why = "经向检测机构核实，报告的委托单位和样品均非申报单位，相应指标的佐证不成立。退回拟定，由发榜方重新择定。"
    asked(
        needs,
        row,
        "lead",
        needs.days.at(day + 1, 14),
        "请说明验收条款是否要求第三方流量检测报告，以及报告应当由谁委托。",
    )
    said = asked(needs, row, "target", needs.days.at(day + 1, 15), "请提供流量检测报告的委托合同，并说明样品的来源。")
    given = "报告由我单位的供应商委托，样品与申报产品同一型号，但不是本批次产品。委托合同由供应商保存。"
    inquiry.answer(said, by=speaker(needs, said), at=needs.days.at(day + 3, 11), text=given)
    inquiry.release(said, by=second(needs), at=needs.days.at(day + 4, 9), to="objector")
    lapsed(row)
    objection.uphold(row, by=second(needs), at=needs.days.at(day + 7, 15), decision=why, back_to="proposed")
    asks = "供应商的委托合同可以证明样品型号一致，处理意见没有考虑这份合同，请复核。"
    objection_review.ask_review(row, by=speaker(needs, said), at=needs.days.at(day + 8, 10), reason=asks)
    kept = "型号一致不能证明报告所测的是申报产品，规则要求报告由申报单位委托。原结论认定事实清楚，予以维持。"
    objection_review.affirm(row, by=needs.people.by("O01", "third"), at=needs.days.at(day + 9, 16), decision=kept)


def asked(needs, row, side: str, at, question: str):
    """Let the desk ask one side of an objection, each firm of it; return the first inquiry."""
    firms = [firm.pk for firm in targets(row)] if side == "target" else [None]
    given = {"by": officer(needs), "at": at, "side": side, "question": question}
    sent = [inquiry.inquire(row, organisation_id=firm, **given) for firm in firms]
    first, *_others = sent
    return first


def speaker(needs, said):
    """Return who answers for the firm that was asked."""
    key = next(key for key, firm in needs.people.organisations.items() if firm.pk == said.organisation_id)
    return needs.people.by(key, "signer")


def lapsed(row) -> None:
    """Let the clock note every inquiry on an objection that nobody answered in time."""
    for one in row.inquiries.filter(state="asked"):
        inquiry.lapse(one, by=CLOCK, at=one.due_at + SECOND)


def without_effect(needs, key: str, day: int) -> None:
    """Let one objection be found baseless and one be taken back; the publicity goes on."""
    row = filed(
        needs,
        key,
        "S13",
        needs.days.at(day, 10),
        phone="025-5550-0013",
        matter="qualification",
        text="第二顺位单位的负责人同时承担三个在研项目，超过规定的数量。",
        source="省科技计划项目公开查询系统中该负责人名下的三个项目。",
        remedy_kind="check",
        remedy="请核查负责人的在研项目数。",
    )
    other = filed(
        needs,
        key,
        "S18",
        needs.days.at(day, 14),
        phone="0371-5550-0018",
        matter="qualification",
        text="第一顺位单位的专精特新证书似已过期。",
        source="省工业和信息化厅专精特新企业公告名单（2023 年）。",
        remedy_kind="check",
        remedy="请核查证书的有效期。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(day + 1, 9))
    asked(needs, row, "target", needs.days.at(day + 1, 10), "请说明项目负责人目前承担的在研项目及其验收情况。")
    objection.withdraw(other, by=needs.people.by("S18", "signer"), at=needs.days.at(day + 1, 11))
    why = "经核查，所称三个项目中两个已经验收，负责人现有在研项目一个，符合规定。异议不成立。"
    objection.dismiss(row, by=second(needs), at=needs.days.at(day + 2, 16), decision=why)


def not_taken_up(needs, key: str) -> None:
    """Refuse to take up an objection that names no facts."""
    row = filed(
        needs,
        key,
        "S13",
        needs.days.at(-1, 9),
        phone="025-5550-0013",
        matter="procedure",
        text="对评审结果不满意，认为应当由我单位承担。",
        source="我单位的申报书全文。",
        remedy_kind="review",
        remedy="请重新评审。",
    )
    why = "所提异议没有具体事实和证据，对评审专家的学术判断不予受理。可补充事实后在公示期内另行提出。"
    motion = motions.prepare(ACTS["objection.refuse"], row, by=officer(needs), at=needs.days.at(-1, 15), decision=why)
    motions.confirm(motion, by=second(needs), at=needs.days.at(-1, 16))


def final(at) -> None:
    """Let the clock close the times for a review that are over at this moment, the earliest first."""
    for row in Objection.objects.filter(review_until__lt=at).order_by("review_until", "id"):
        if row.review_until is not None:
            objection_review.let_stand(row, by=CLOCK, at=row.review_until + SECOND)


def reviewed(needs, key: str) -> None:
    """Leave one objection whose conclusion is under review."""
    row = filed(
        needs,
        key,
        "S13",
        needs.days.at(-1, 11),
        phone="025-5550-0013",
        matter="qualification",
        text="拟揭榜单位所称的检测资质，证书附表里没有申报的检测项目。",
        source="该单位资质认定证书附表第 3 页。",
        remedy_kind="check",
        remedy="请核查检测项目是否在资质范围内。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(-1, 12))
    why = "经核查，该单位委托有资质的机构检测，委托合同在申报书附件中。异议不成立。"
    objection.dismiss(row, by=second(needs), at=needs.days.at(-1, 15), decision=why)
    asked = "处理意见没有说明受托机构的资质附表是否包括该项目，请核对附表后复核。"
    objection_review.ask_review(row, by=needs.people.by("S13", "signer"), at=needs.days.at(-1, 16), reason=asked)


def open_ones(needs, key: str) -> None:
    """Leave one objection that is being looked into, and one that nobody has registered yet."""
    row = filed(
        needs,
        key,
        "S16",
        needs.days.at(-2, 15),
        phone="023-5550-0016",
        matter="conflict",
        text="拟揭榜单位与发榜方的一名董事存在亲属关系，未在申报书中声明。",
        source="国家企业信用信息公示系统中双方的董事备案。",
        remedy_kind="exclude",
        remedy="请核实关联关系，属实的取消其拟揭榜资格。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(-1, 9))
    asked(
        needs,
        row,
        "target",
        needs.days.at(-1, 10),
        "请说明贵单位与发榜方的董事、高级管理人员有无亲属关系，并提供声明。",
    )
    asked(needs, row, "objector", needs.days.at(-1, 10, 30), "请补充所称亲属关系的具体情况和证据来源。")
    filed(
        needs,
        key,
        "S20",
        needs.days.at(-1, 10),
        phone="0451-5550-0001",
        matter="truth",
        text="拟揭榜单位所引用的检测报告出具时间晚于申报截止时间，请核实其有效性。",
        source="公示所列检测报告的编号和签发日期。",
        remedy_kind="exclude",
        remedy="请核实检测报告；不属实的，取消其拟揭榜资格。",
    )
