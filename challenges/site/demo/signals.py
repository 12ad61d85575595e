"""Signals of the demo: two rival proposals with one hand behind them, compared as the worker compares."""

from challenges.collusion import actions as signals
from challenges.collusion.models import Signal

CHALLENGE = "006"
# What both wrote, the second with a few words changed.
PASSAGE = (
    "版图寄生提取采用“规则库粗提、场求解器精修”的两级流程：先按工艺文件生成互连规则库，对全芯片做快速提取；"
    "再对时序敏感的一成线网调用三维场求解器复核，两级结果的偏差写回规则库，逐轮收敛。"
)
ALIKE = {"S08": PASSAGE, "S14": PASSAGE.replace("快速提取", "首轮提取").replace("逐轮收敛", "三轮内收敛")}
PHONE = "021-60150218"


def alike(key: str, firm: str, sections: dict) -> dict:
    """Return the sections of a proposal, for the two firms of the example with what they have in common."""
    if key == CHALLENGE and firm in ALIKE:
        sections["route"]["route"] += ALIKE[firm]
        sections["basics"]["contact_phone"] = PHONE
    return sections


def make(answers) -> None:
    """Compare what was opened; let an officer explain a signal that only looked like one, and look into another."""
    signals.compare_waiting(at=answers.at)
    namesakes = Signal.objects.filter(first__challenge=answers.needs.made[CHALLENGE], kind="person", strength=1)
    checker = answers.people.by("O01", "check")
    note = "已核对身份信息，两家单位的同名成员不是同一人。"
    signals.explain(namesakes.order_by("pk")[0], by=checker, at=answers.at, note=note)
    passage = Signal.objects.filter(first__challenge=answers.needs.made[CHALLENGE], kind="text").order_by("pk")
    note = "技术路线中有连续雷同段落，已请两家单位分别书面说明来源，并提供编写过程材料。"
    signals.pursue(passage[0], by=checker, at=answers.at, note=note)
