"""Which part of the money falls due on what: the effect of the contract, a milestone, or the acceptance."""

from collections.abc import Sequence

from accounts.typed import text

EFFECT, ACCEPTANCE = "effect", "acceptance"
# By what a part says it is paid on, where it names no milestone.
ON_EFFECT = ("生效", "签约", "签订", "签署", "合同签", "启动", "预付", "首付", "入围")
ON_ACCEPTANCE = ("验收", "结题", "终验", "质保", "尾款", "结算")
NUMERALS = "一二三四五六七八九"


def due_on(nodes: Sequence[str], milestones: Sequence[tuple[int, str]]) -> list[str | int]:
    """Return for each part on what it falls due: EFFECT, the number of a milestone, or ACCEPTANCE.

    `nodes` are the words of the parts in their order, `milestones` numbers and names. A part that names a milestone by
    number or name is due on it; a milestone named like an acceptance outdoes the acceptance. What names nothing falls
    due with the milestones that are left, in their order, and after the last of them on the acceptance.
    """
    found: list[str | int | None] = [named(node, milestones) for node in nodes]
    taken = {one for one in found if isinstance(one, int)}
    left = iter([number for number, _name in milestones if number not in taken])
    return [next(left, ACCEPTANCE) if one is None else one for one in found]


def named(node: str, milestones: Sequence[tuple[int, str]]) -> str | int | None:
    """Return what the words of a part name, or None."""
    words = text.folded(node)
    for number, name in milestones:
        spelt = NUMERALS[number - 1] if 0 < number <= len(NUMERALS) else ""
        marks = [f"里程碑{number}", *([f"里程碑{spelt}", f"第{spelt}个里程碑"] if spelt else [])]
        if (name and text.folded(name) in words) or any(mark in words for mark in marks):
            return number
    if any(word in words for word in ON_EFFECT):
        return EFFECT
    return ACCEPTANCE if any(word in words for word in ON_ACCEPTANCE) else None
