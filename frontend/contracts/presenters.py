"""A contract in words: the fact its page opens with, its rail, whose turn it is, the terms of its text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from challenges.contracts.queries.changes import ip_label, ip_words
from challenges.contracts.queries.difference import value_words
from challenges.contracts.queries.text import SECTIONS
from challenges.contracts.states.contract import ContractState as S
from challenges.core.queries.units import word
from challenges.listing.models import Deliverable
from frontend.kit import moments
from frontend.kit.amounts import SIGNS
from frontend.kit.rails import RailStep
from notifications.phrase import Phrase

STAGES = (S.DRAFTING, S.NEGOTIATING, S.SIGNING, S.EFFECTIVE)


def headline(page: Any) -> str:
    """The fact the page opens with."""
    state, waiting = page.contract.state, page.waiting
    mine = page.mine is not None and page.mine.turn
    if state == S.EFFECTIVE:
        return _("任务书已经生效，开始攻关")
    if state == S.LAPSED:
        return _("逾期没有签约，任务书已失效")
    if state == S.SIGNING:
        if mine:
            return _("轮到贵单位签署任务书和军令状")
        return _("等待签署，还差 %(n)s 方") % {"n": sum(side.signature is None for side in page.sides)}
    if state == S.DRAFTING and len(waiting) == len(page.sides):
        return _("任务书已按榜单和申报书拟好，请双方商定")
    if mine:
        return _("对方提出了第 %(n)s 稿，请接受或者修改") % {"n": page.version.number}
    return _("第 %(n)s 稿在桌面上，等待接受") % {"n": page.version.number}


def rail(page: Any) -> list[RailStep]:
    """The four stages to the effect of a contract."""
    contract = page.contract
    mine = page.mine is not None and page.mine.turn
    here = STAGES.index(contract.state) if contract.state in STAGES else -1
    notes = {
        S.DRAFTING: moments.brief(contract.created_at),
        S.NEGOTIATING: until(contract, S.NEGOTIATING, S.DRAFTING),
        S.SIGNING: until(contract, S.SIGNING) or _("最迟 %(day)s") % {"day": moments.short(contract.sign_by)},
        S.EFFECTIVE: moments.brief(contract.effective_at) if contract.effective_at else "",
    }
    done = here == len(STAGES) - 1
    return [
        RailStep(
            str(state.label),
            notes[state],
            done=n < here or done,
            now=n == here and not done,
            you=n == here and mine,
        )
        for n, state in enumerate(STAGES)
    ]


def until(contract: Any, *states: str) -> str:
    """The last moment of a stage, while the contract is in it."""
    here = contract.state in states and contract.due_at
    return _("至 %(day)s") % {"day": moments.short(contract.due_at)} if here else ""


def turn(page: Any) -> dict[str, Any] | None:
    """Whose turn, until when, what then, what otherwise; nothing once it is signed or has lapsed."""
    contract = page.contract
    if contract.state not in (S.DRAFTING, S.NEGOTIATING, S.SIGNING):
        return None
    who = _("我单位") if page.mine is not None and page.mine.turn else ""
    names = "、".join(side.party.organisation.name for side in page.waiting)
    signing = contract.state == S.SIGNING
    return {
        "who": who or names,
        "until": contract.due_at,
        "then": _("各方签署后生效") if signing else _("双方接受后转入签署"),
        "otherwise": _("退回磋商") if signing else _("最迟 %(day)s 签署，逾期失效") % {"day": day_of_sign(contract)},
    }


def day_of_sign(contract: Any) -> str:
    """The last moment for all signatures."""
    return moments.short(contract.sign_by)


@dataclass(frozen=True)
class Term:
    """One row of the text: what it is called, and what it says. `frozen` where neither side may weaken it."""

    label: Phrase
    words: Phrase
    frozen: bool = False


def ip_terms(content: dict[str, Any], floor: dict[str, Any]) -> list[Term]:
    """The terms on intellectual property: those of the challenge are frozen, the others agreed here."""
    return [Term(ip_label(name), ip_words(name, value), name in floor["ip"]) for name, value in content["ip"].items()]


def indicators(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The indicators with their unit, sign and agreed value."""
    return [
        row
        | {
            "unit": word(row["unit"]),
            "sign": SIGNS.get(row["comparator"], ""),
            "agreed": value_words({**row, "unit": ""}),
        }
        for row in content["indicators"]
    ]


def promises(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The promises with the names of the indicator and the milestone they are tied to."""
    named = {row["position"]: row for row in indicators(content)}
    stages = {row["number"]: row["name"] for row in content["milestones"]}
    found = []
    for row in content["promises"]:
        one = named.get(row["indicator"])
        value = f"{one['name']} {one['sign']} {one['agreed']} {one['unit']}" if one else ""
        found.append(row | {"measured": " ".join(value.split()), "stage": stages.get(row["milestone"], "")})
    return found


def sections(content: dict[str, Any]) -> list[tuple[Phrase, str]]:
    """What the parties wrote, by name; what is empty is left out."""
    return [(SECTIONS[name][0], text) for name, text in content["sections"].items() if text and name in SECTIONS]


def deliverables(content: dict[str, Any]) -> list[tuple[Phrase, str]]:
    """What is handed over: its kind and what it is."""
    return [(Deliverable.Kind(row["kind"]).label, row["text"]) for row in content["deliverables"]]
