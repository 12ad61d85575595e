"""An amount in parts: by percent with the largest remainder, and what a receipt pays of parts that are open."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.typed.unreadable import Unreadable
from challenges.contracts.money.yuan import exact, said
from challenges.core.queries.amount import apportioned

ALL = Decimal(100)


def split(total: int, percents: Sequence[Decimal]) -> list[int]:
    """Return the parts of `total` fen by percent; their sum is the total, to the fen.

    What is left after whole fen goes to the parts with the largest remainder, among equal ones to the last.
    Raises Unreadable: `negative`, `no_parts`, and `not_all`, naming the sum that the percents miss or go beyond.
    """
    if total < 0:
        raise Unreadable(_("金额不能为负数。"), "negative")
    if not percents:
        raise Unreadable(_("请至少分成一期。"), "no_parts")
    if any(percent < 0 for percent in percents):
        raise Unreadable(_("比例不能为负数。"), "negative")
    whole = sum(percents, Decimal(0))
    if whole != ALL:
        gap = said(abs(round(total * (ALL - whole) / ALL)))
        words = {"percent": f"{whole:f}", "gap": gap}
        if whole < ALL:
            raise Unreadable(_("各期比例合计 %(percent)s%%，还差 %(gap)s 元没有分。") % words, "not_all")
        raise Unreadable(_("各期比例合计 %(percent)s%%，多分了 %(gap)s 元。") % words, "not_all")
    return [int(part * 100) for part in apportioned(exact(total), percents)]


def allocate(open_parts: Sequence[int], received: int) -> list[int]:
    """Return how many of the received fen each open part takes, in the order given; a part takes no more than it is.

    Raises Unreadable: `nothing` for a receipt of no money, `beyond` for one larger than all that is open.
    """
    if received <= 0:
        raise Unreadable(_("金额须大于 0。"), "nothing")
    left = received
    taken = []
    for part in open_parts:
        taken.append(min(part, left))
        left -= taken[-1]
    if left:
        words = {"received": said(received), "open": said(sum(open_parts)), "over": said(left)}
        raise Unreadable(_("%(received)s 元超出台账：只有 %(open)s 元未付，多出 %(over)s 元。") % words, "beyond")
    return taken
