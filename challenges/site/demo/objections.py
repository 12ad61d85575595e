"""Objections of the demo: waiting, taken up, and concluded in every way; one of them undid a publicity."""

from challenges.award.actions import objection


def filed(needs, key: str, firm: str, at, *, phone: str, text: str, remedy: str):
    """Let the signer of a firm object to a publicity."""
    by = needs.people.by(firm, "signer")
    name = by.organisation.name
    return objection.file(needs.again(key), by=by, at=at, name=name, phone=phone, text=text, remedy=remedy)


def officer(needs):
    """Return who handles objections."""
    return needs.people.by("O01", "notice")


def upheld(needs, key: str, day: int) -> None:
    """Take an objection up and find that it holds: the choice falls, and the firm chooses anew."""
    row = filed(
        needs,
        key,
        "S20",
        needs.days.at(day, 10),
        phone="0451-5550-0002",
        text="第一顺位单位所附流量检测报告的委托方是另一家企业，样品也不是其自有产品。",
        remedy="请核查该报告，不属实的不作为评审依据。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(day + 1, 10))
    why = "经向检测机构核实，报告的委托单位和样品均非申报单位，相应指标的佐证不成立。退回拟定，由发榜方重新择定。"
    objection.uphold(row, by=officer(needs), at=needs.days.at(day + 3, 15), decision=why, back_to="proposed")


def without_effect(needs, key: str, day: int) -> None:
    """Let one objection be found baseless and one be taken back; the publicity goes on."""
    row = filed(
        needs,
        key,
        "S13",
        needs.days.at(day, 10),
        phone="025-5550-0013",
        text="第二顺位单位的负责人同时承担三个在研项目，超过规定的数量。",
        remedy="请核查负责人的在研项目数。",
    )
    other = filed(
        needs,
        key,
        "S18",
        needs.days.at(day, 14),
        phone="0371-5550-0018",
        text="第一顺位单位的专精特新证书似已过期。",
        remedy="请核查证书的有效期。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(day + 1, 9))
    objection.withdraw(other, by=needs.people.by("S18", "signer"), at=needs.days.at(day + 1, 11))
    why = "经核查，所称三个项目中两个已经验收，负责人现有在研项目一个，符合规定。异议不成立。"
    objection.dismiss(row, by=officer(needs), at=needs.days.at(day + 2, 16), decision=why)


def not_taken_up(needs, key: str) -> None:
    """Refuse to take up an objection that names no facts."""
    row = filed(
        needs,
        key,
        "S13",
        needs.days.at(-1, 9),
        phone="025-5550-0013",
        text="对评审结果不满意，认为应当由我单位承担。",
        remedy="请重新评审。",
    )
    why = "所提异议没有具体事实和证据，对评审专家的学术判断不予受理。可补充事实后在公示期内另行提出。"
    objection.refuse(row, by=officer(needs), at=needs.days.at(-1, 15), decision=why)


def open_ones(needs, key: str) -> None:
    """Leave one objection that is being looked into, and one that nobody has registered yet."""
    row = filed(
        needs,
        key,
        "S16",
        needs.days.at(-2, 15),
        phone="023-5550-0016",
        text="拟揭榜单位与发榜方的一名董事存在亲属关系，未在申报书中声明。",
        remedy="请核实关联关系，属实的取消其拟揭榜资格。",
    )
    objection.register(row, by=officer(needs), at=needs.days.at(-1, 9))
    filed(
        needs,
        key,
        "S20",
        needs.days.at(-1, 10),
        phone="0451-5550-0001",
        text="拟揭榜单位所引用的检测报告出具时间晚于申报截止时间，请核实其有效性。",
        remedy="请核实检测报告；不属实的，取消其拟揭榜资格。",
    )
