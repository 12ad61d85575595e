"""The formal check 形式审查 of many needs: what keeps one from passing with the others, and the job that passes them.

With others only a need passes that is complete, came back with every remark answered, and of whose firm and files
nothing is open. What is individual, a return or a refusal, is decided on the page of its need.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Refused
from challenges.core.queries.job import Kind, register
from challenges.core.states import JobKind
from challenges.listing.access.challenge import visible_to
from challenges.listing.actions import together
from challenges.listing.actions.challenge_change import label
from challenges.listing.actions.challenge_check import pass_check
from challenges.listing.models import Challenge
from challenges.listing.queries.need_board import BOARD
from challenges.listing.queries.need_check import Findings, findings
from challenges.listing.states import CHALLENGE


def passes(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Find a need formally in order, as one of many."""
    together.refuse([challenge], outlook(by, [challenge], at))
    pass_check(challenge, by=by, at=at)


def outlook(_by: Acting, challenges: Sequence[Challenge], at: datetime) -> dict[int, Refused]:
    """Return what keeps each of these needs of one call from passing with others, by id, in as many queries as one."""
    found = together.out_of_state(challenges, CHALLENGE.step("pass_check"))
    left = [challenge for challenge in challenges if challenge.pk not in found]
    looked = findings(left, at)
    for challenge in left:
        refused = hindrance(challenge, looked[challenge.pk])
        if refused is not None:
            found[challenge.pk] = refused
    return found


def hindrance(challenge: Challenge, found: Findings) -> Refused | None:
    """Return what keeps a need in its formal check from passing with others, everything of one kind at once."""
    if found.missing:
        missing = _("；").join(str(problem.message).rstrip("。.") for problem in found.missing)
        return Refused(_("还不齐全，请单独办理：%(what)s") % {"what": missing}, code="incomplete")
    if not challenge.lead.verified:
        return Refused(_("发榜方现在没有通过核验，请单独办理。"), code="lead_unverified")
    if found.unread:
        names = _("、").join(one.name for one in found.unread)
        return Refused(_("附件没有通过检查，请单独办理：%(names)s") % {"names": names}, code="files")
    if found.idle:
        names = _("、").join(dict.fromkeys(called(remark.field) for remark in found.idle))
        return Refused(_("退回意见所指的内容没有改动，请单独办理：%(names)s") % {"names": names}, code="idle")
    return None


def called(path: str) -> str:
    """Return what people call the field that a remark names; a remark on the whole names the full text."""
    try:
        return label(path.partition(".")[0]) if path else _("全文")
    except FieldDoesNotExist:
        return path


def named(rows: Any, meant: list[int]) -> Any:
    """Return the needs that were picked, whatever their state: each says for itself why it does not pass."""
    return rows.filter(pk__in=meant).select_related("batch", "lead")


register(
    Kind(
        JobKind.PASS,
        BOARD,
        visible=visible_to,
        concerned=named,
        names=("title", "lead__name"),
        act=passes,
        fields={},
        outlook=outlook,
        noun="challenge",
    )
)
