"""What a person's post would let them do here and now, but somebody else has to: each such act with the reason why.

Three things keep an act from somebody: the matter is their own (`core.own`), they prepared what it decides (four
eyes), or what a domain knows of its own noun and lends as (noun, "withheld"): a function of the viewer, the row that
returns (verbs, sentence), or None.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from challenges.core import own
from challenges.core.noun import NOUNS, lent
from challenges.core.table import Step


@dataclass(frozen=True)
class Withheld:
    """Acts that a person leaves to colleagues, and why in a sentence. `verbs` may be none: then it is the row."""

    verbs: tuple[str, ...]
    why: str


def four_eyes(step: Step) -> str:
    """Return the sentence for whoever prepared what a step decides; of what a firm signs, with who can in their place.

    A small firm may have no second signer who has not written: it is told how it comes by one.
    """
    if step.signed:
        return _(
            "经办与审核不能是同一人：改过这份草稿的人不能签署。请由没有改过的签字人签署；没有这样的签字人的，请管理员邀请一位，或者把签字岗位授权给没有改过的同事。"
        )
    return _("经办与审核不能是同一人，请换一位有权限的同事办理。")


def withheld(viewer: Acting, row: Any) -> list[Withheld]:
    """Return what this viewer must leave to others in the state the row is in; nothing for who has no post in it."""
    if viewer is CLOCK or not viewer.user_id:
        return []
    noun = NOUNS[row.noun]
    steps = noun.table.from_state(row.state)
    names = noun.relations(viewer, row)
    if why := own.reason(viewer, row, names):
        left = own.without_office(names)
        lost = {verb for verb, who in noun.may.items() if who & names and not who & left}
        if not lost or row.state in noun.table.ends:
            return []
        return [Withheld(tuple(step.verb for step in steps if step.verb in lost), why)]
    found: dict[str, list[str]] = {}
    for step in steps:
        if noun.may[step.verb] & names and step.barred(row, viewer):
            found.setdefault(four_eyes(step), []).append(step.verb)
    return [*(Withheld(tuple(verbs), why) for why, verbs in found.items()), *by_domain(viewer, row)]


def by_domain(viewer: Acting, row: Any) -> list[Withheld]:
    """Return what the domain of a row knows to keep this viewer from: what `steps_for` alone would still offer."""
    here = [step.verb for step in NOUNS[row.noun].table.from_state(row.state)]
    told = [found for ask in lent(row.noun, "withheld") if (found := ask(viewer, row))]
    return [Withheld(tuple(verb for verb in here if verb in verbs), why) for verbs, why in told]
