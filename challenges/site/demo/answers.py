"""Proposals of the demo: written, reviewed in their firms, handed in, opened and checked like real ones."""

from datetime import timedelta
from decimal import Decimal

from accounts.origin import Origin
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.core.gate import CLOCK
from challenges.listing.actions import challenge_reader, question
from challenges.listing.models import Comparator
from challenges.proposals.actions import challenge_close, complaint, member, proposal_check, proposal_draft, team
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.queries.qualification import points
from challenges.site.demo.accounts import person_name
from challenges.site.demo.needs import PLACES
from challenges.site.demo.signals import alike

SECOND = timedelta(seconds=1)

# challenge: firms with the state each proposal is to stand in while applications run, or at the close.
FIRMS = {
    "001": {"S01": "draft", "S06": "internal_review", "S12": "submitted"},
    "002": {"S02": "submitted", "S01": "withdrawn"},
    "005": {"S05": "submitted", "S14": "draft"},
    "008": {"S08": "draft"},
    "010": {"S10": "submitted"},
    "011": {"S11": "draft", "S01": "submitted"},
    "014": {"S14": "submitted", "S10": "submitted"},
    "017": {"S17": "submitted", "S05": "draft"},
    "006": {"S08": "submitted", "S15": "submitted", "S14": "submitted"},
    "012": {"S12": "submitted", "S02": "submitted", "S06": "submitted", "S19": "submitted", "S11": "draft"},
    "031": {"S03": "submitted", "S04": "submitted", "S17": "submitted", "S05": "submitted"},
    "032": {"S07": "submitted", "S13": "submitted", "S06": "submitted", "S20": "submitted"},
    "033": {"S08": "submitted", "S10": "submitted", "S16": "submitted", "S15": "submitted"},
    "003": {"S03": "submitted", "S04": "submitted", "S17": "submitted", "S05": "submitted"},
    "013": {"S07": "submitted", "S13": "submitted", "S16": "submitted"},
    "009": {"S09": "submitted", "S18": "submitted", "S02": "submitted"},
    "019": {"S19": "submitted", "S12": "submitted", "S01": "submitted"},
    "034": {"S04": "submitted", "S03": "submitted"},
    "035": {"S14": "submitted", "S17": "submitted"},
    "004": {"S04": "submitted", "S03": "submitted", "S17": "submitted"},
    "018": {"S18": "submitted", "S09": "submitted"},
    "036": {"S05": "submitted", "S12": "submitted", "S15": "submitted"},
    "037": {"S06": "submitted", "S13": "submitted"},
    "016": {"S16": "draft"},
}
# After the opening: what the checkers found. The rest is qualified; firms named here are not, or not yet.
FOUND = {
    "006": {"S08": "qualified", "S15": "supplement", "S14": "opened"},
    "012": {"S12": "qualified", "S02": "disqualified", "S06": "checked", "S19": "opened"},
    "009": {"S02": "disqualified"},
}
# Whom the leader of the consortium asked: firm, share of the money in percent, task.
PARTNERS = (
    ("S20", "15", "标准与检测"),
    ("S19", "23", "回收料处理"),
    ("S18", "10", "粉末批次检测"),
    ("S16", "10", "工艺数据平台"),
)
QUESTIONS = {
    "001": [
        ("S06", "“连续 10 批”是否可以分两个季度完成？", "可以，但 10 批须使用同一设备和同一工艺窗口。"),
        ("S12", "空心粉率是否接受第三方 CT 报告？", ""),
    ],
    "002": [("S02", "热膨胀系数的测试温区是多少？", "50–200 ℃，升温速率 5 ℃/min。")],
}


# Where the firm that was not qualified complained of it.
COMPLAINED = ("009",)


class Answers:
    """Writes the proposals for every challenge that takes or took them."""

    def __init__(self, needs):
        self.needs, self.people, self.at, self.days = needs, needs.people, needs.at, needs.days
        self.made = {}

    def make(self) -> None:
        """Write, hand in, close and check; the oldest challenges first."""
        for key in sorted(FIRMS, key=lambda key: PLACES[key][1]):
            challenge = self.needs.made[key]
            if challenge.confidentiality == "restricted":
                self.promise(challenge, FIRMS[key])
            for number, (firm, state) in enumerate(FIRMS[key].items()):
                self.made[key, firm] = self.write(challenge, key, firm, state, number)
            self.ask(key)
            if PLACES[key][1] < 0:
                self.close(key)

    def promise(self, challenge, firms) -> None:
        """Promise secrecy where the challenge is restricted."""
        for firm in firms:
            at = challenge.opens_at
            read = in_force(TextKind.SECRECY, challenge.organiser_id, at).sha256
            challenge_reader.undertake(challenge, by=self.people.by(firm, "signer"), at=at, read=read)

    def write(self, challenge, key: str, firm: str, state: str, number: int):
        """Write one proposal and take it as far as it is to go."""
        day = min(PLACES[key][1], 0) - 9 + number
        handler, signer = self.people.by(firm, "handler"), self.people.by(firm, "signer")
        begun = max(self.days.at(day, 9, 20), challenge.opens_at)
        proposal = proposals.create(challenge, by=handler, at=begun)
        whole = state != "draft"
        # Most are written at a stretch; over that of the demo's own firm people sat longer, and it has versions.
        pause = timedelta(minutes=4 if firm == "S01" else 1)
        for step, (section, data) in enumerate(alike(key, firm, text_of(challenge, handler, number, whole)).items()):
            proposal_draft.save_section(proposal, section, data, 0, by=handler, at=begun + pause * (step + 1))
        if key == "001" and firm == "S01":
            self.gather(proposal, begun)
        proposal.refresh_from_db()
        if state == "draft":
            return proposal
        self.consent(proposal, handler, begun + timedelta(hours=6))
        sent = begun + timedelta(hours=30)
        proposals.send_for_review(proposal, by=handler, at=sent)
        if state == "internal_review":
            return proposal
        submit(proposal, by=signer, at=sent + timedelta(hours=5, minutes=7 * number))
        if state == "withdrawn":
            proposals.withdraw(proposal, by=signer, at=sent + timedelta(hours=20), reason="")
        return proposal

    def consent(self, proposal, handler, at) -> None:
        """Ask the people of the team, who agree within the day."""
        team.ask(proposal, by=handler, at=at)
        for number, asked in enumerate(proposal.team_requests.select_related("proposal__challenge")):
            said = at + timedelta(hours=1, minutes=11 * number)
            team.answer(asked, "agreed", read=asked.sha256, origin=Origin(), at=said)
        proposal.team_requests.update(mailed_at=at)
        proposal.refresh_from_db()

    def gather(self, proposal, at) -> None:
        """Invite partners: one has confirmed, one has not answered yet, one declined, one was taken out again."""
        handler = self.people.by("S01", "handler")
        own = proposal.members.get(leader=True)
        member.change_share(own, by=handler, at=at + timedelta(hours=4), share="62", task="雾化与批量验证")
        asked = {
            firm: member.invite(
                proposal,
                self.people.organisations[firm],
                by=handler,
                at=at + timedelta(hours=5),
                share=share,
                task=task,
            )
            for firm, share, task in PARTNERS
        }
        member.remove(asked["S16"], by=handler, at=at + timedelta(hours=6))
        member.confirm(asked["S19"], by=self.people.by("S19", "signer"), at=at + timedelta(hours=26))
        why = "本年度检测任务已排满，无法按期投入。"
        member.decline(asked["S18"], by=self.people.by("S18", "signer"), at=at + timedelta(hours=27), reason=why)

    def ask(self, key: str) -> None:
        """Ask questions; some have been answered."""
        challenge = self.needs.made[key]
        lead = self.needs.rows[key]["lead"]
        for number, (firm, text, reply) in enumerate(QUESTIONS.get(key, ())):
            asked = question.ask(
                challenge, by=self.people.by(firm, "handler"), at=self.days.at(-3 + 2 * number), text=text
            )
            if reply:
                at = self.days.at(-2, 15)
                question.answer(asked, by=self.people.by(lead, "handler"), at=at, text=reply)

    def close(self, key: str) -> None:
        """Let the deadline pass, and check what was opened."""
        challenge = self.needs.again(key)
        after = challenge.closes_at + SECOND
        challenge_close.close(challenge, by=CLOCK, at=after)
        challenge_close.sort_out(challenge, by=CLOCK, at=after)
        for firm, state in FIRMS[key].items():
            if state == "submitted":
                self.check(key, firm, FOUND.get(key, {}).get(firm, "qualified"))

    def check(self, key: str, firm: str, found: str) -> None:
        """Check one opened proposal, as far as the demo wants it."""
        proposal = self.made[key, firm]
        proposal.refresh_from_db()
        if found == "opened":
            return
        day = PLACES[key][1] + 1
        checker, second = self.people.by("O01", "check"), self.people.by("O01", "second")
        if found == "supplement":
            items = [{"item": "signature", "note": "第 3 页缺签章"}]
            proposal_check.request_supplement(proposal, items=items, by=checker, at=self.days.at(day))
            return
        reasons = [{"code": "certificate", "note": "高新技术企业证书已到期"}] if found == "disqualified" else []
        at = self.days.at(day)
        # What only people can judge, and what they find otherwise than the machine, with what it rests on.
        result, note = ("fail", "申报书和所附材料里都没有") if reasons else ("ok", "原件已核，与所附材料一致")
        results = [
            {"key": point.key, "result": result, "note": note}
            for point in points(proposal, at)
            if point.machine == "manual" or (not reasons and point.machine == "fail")
        ]
        proposal_check.check(
            proposal, qualified=found != "disqualified", reasons=reasons, results=results, by=checker, at=at
        )
        if found != "checked":
            proposal_check.confirm_check(proposal, by=second, at=self.days.at(day, 15))
        if key in COMPLAINED and found == "disqualified":
            self.complain(proposal, firm, day)

    def complain(self, proposal, firm: str, day: int) -> None:
        """Complain of the result on the day it came; an officer who had no part in it dismisses it the day after."""
        signer, head = self.people.by(firm, "signer"), self.people.by("O01", "batch")
        why = "证书附件第 1 页写明换证申请已受理"
        complaint.complain(
            proposal, disputed=list(complaint.disputable(proposal)), text=why, by=signer, at=self.days.at(day, 16)
        )
        decision = "受理通知的日期在申报截止之后，截止时证书已经到期。"
        complaint.dismiss_complaint(proposal, decision=decision, by=head, at=self.days.at(day + 1))


def better(indicator, step: Decimal) -> dict:
    """Return a promise a little better than the target of an indicator."""
    if indicator.comparator == Comparator.BOOL:
        return {"value": "true", "evidence": "现场演示"}
    if indicator.comparator == Comparator.BETWEEN:
        return {"value": plain(indicator.target), "value_max": plain(indicator.target_max), "unit": indicator.unit}
    factor = 1 - step if indicator.comparator in (Comparator.LE, Comparator.LT) else 1 + step
    value = indicator.target * factor
    if indicator.unit == "%" and value >= 100:
        value = indicator.target
    return {"value": plain(value), "unit": indicator.unit, "evidence": "近 12 批检测汇总"}


def plain(value: Decimal) -> str:
    """Return a number as people type it."""
    return format(Decimal(f"{value:.6g}").normalize(), "f")


def text_of(challenge, handler, number: int, whole: bool) -> dict:
    """Return the sections of a proposal; an unfinished one leaves some of them open."""
    firm = handler.organisation
    name = firm.short_name or firm.name
    indicators = list(challenge.indicators.all())
    promises = {str(i.pk): better(i, Decimal(number + 1) / 50) for i in indicators}
    if not whole and len(indicators) > 2:
        promises[str(indicators[1].pk)] = {
            "value": plain(indicators[1].target * Decimal("1.15")),
            "unit": indicators[1].unit,
        }
        promises.pop(str(indicators[-1].pk))
    own = Decimal(60) + number * 10
    lead = challenge.enterprise_wan + challenge.other_wan
    fiscal = challenge.fiscal_wan
    sections = {
        "basics": {
            "summary": f"{name}以现有产线为基础，针对“{challenge.title}”提出分阶段攻关方案，先样件后中试。",
            "leader_name": person_name(40 + firm.pk + challenge.pk),
            "leader_title": "高级工程师",
            "leader_phone": f"138{challenge.pk % 1000:03}{firm.pk % 100000:05}",
            "leader_email": f"leader{firm.pk}-{challenge.pk}@firm.example.com",
            "contact_name": handler.user.name,
            "contact_phone": f"139{challenge.pk % 1000:03}{firm.pk % 100000:05}",
        },
        "route": {
            "route": f"以{firm.intro or name}为基础，分三步推进：机理与仿真、样件迭代、用户现场考核。每步可测。",
            "innovation": "过程参数与结果指标建立可追溯的对应关系；关键装备自主可控。",
            "feasibility": "已有同类产品小批量供货，检测手段齐备，主要设备到位。",
            "risk": "放大过程中的一致性是主要风险；设置备用工艺窗口，并提前安排第三方比对。" if whole else "",
        },
        "commitments": promises,
        "schedule": {
            str(m.pk): {"month": str(m.due_month), "output": m.check_text or m.name} for m in challenge.milestones.all()
        },
        "budget": budget_of(fiscal, lead, own, whole),
        "ip": {
            "freedom": "经检索，拟用技术未发现侵权风险；背景知识产权由本单位所有。",
            "background": [{"name": f"{name}核心工艺", "kind": "发明专利", "owner": firm.name, "status": "有效"}],
        },
        "team": {
            "people": [
                {"name": person_name(60 + firm.pk + n), "unit": firm.name, "task": task, "months": months}
                | {"email": f"team{firm.pk}-{n}@firm.example.com"}
                for n, (task, months) in enumerate((("总体方案", "10"), ("工艺与装备", "14"), ("检测与验证", "8")))
            ]
        },
    }
    if whole:
        kinds = ("integrity", "no_control_relation", "truth", "publicity_consent", "data_consent", "secrecy")
        sections["declarations"] = dict.fromkeys(kinds, True)
    return sections


def budget_of(fiscal: Decimal, lead: Decimal, own: Decimal, whole: bool) -> dict:
    """Return a budget whose spending equals its sources; an unfinished one is 8.00 short."""
    cells: dict[str, dict] = {category: {} for category in ("equipment", "operating", "labour", "indirect")}
    for source, amount in (("fiscal", fiscal), ("lead", lead), ("self", own)):
        shares = {"equipment": Decimal("0.30"), "operating": Decimal("0.46"), "labour": Decimal("0.14")}
        left = amount
        for category, share in shares.items():
            part = (amount * share).quantize(Decimal("0.01"))
            cells[category][source] = str(part)
            left -= part
        cells["indirect"][source] = str(left if whole or source != "self" else left - 8)
    return {"cells": cells, "sources": {"fiscal": str(fiscal), "lead": str(lead), "self": str(own)}}
