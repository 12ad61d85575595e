"""The check of eligibility 资格审查 of many proposals: what keeps one from passing with the others, and the jobs on it.

With others only a proposal passes on which nothing is to be judged by itself. What is individual, a cure or a result
"not qualified", is decided on the page of its proposal.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Refused
from challenges.core import gate
from challenges.core.noun import table
from challenges.core.queries.job import Kind, register
from challenges.core.states import JobKind
from challenges.listing.access import eligibility
from challenges.proposals.access.proposal import visible_to
from challenges.proposals.actions.proposal_check import check, confirm_check
from challenges.proposals.models import Proposal
from challenges.proposals.queries.check_board import BOARD
from challenges.proposals.queries.qualification import points_of
from challenges.proposals.states import ProposalState


def passes(proposal: Proposal, *, by: Acting, at: datetime) -> None:
    """Write down the first person's result "qualified", as one of many; a second person confirms it."""
    refuse(outlook_of_checks(by, [proposal], at))
    check(proposal, qualified=True, by=by, at=at)


def confirms(proposal: Proposal, *, by: Acting, at: datetime) -> None:
    """Confirm as the second person, as one of many, that a proposal is qualified."""
    refuse(outlook_of_confirmations(by, [proposal], at))
    confirm_check(proposal, by=by, at=at)


def refuse(found: dict[int, Refused]) -> None:
    """Raise what keeps the one proposal asked about from passing."""
    for refused in found.values():
        raise refused


def outlook_of_checks(_by: Acting, proposals: Sequence[Proposal], at: datetime) -> dict[int, Refused]:
    """Return what keeps each of these from a first result "qualified", by id, in six queries for any number."""
    found = wrong_state(proposals, "check")
    for proposal in proposals:
        if proposal.pk not in found and proposal.checked_by_id is not None:
            found[proposal.pk] = Refused(_("已经初核，请由第二人复核，或者在申报书页面重新初核。"), code="checked")
    for pk, points in points_of([row for row in proposals if row.pk not in found], at).items():
        failed = [f"{one.requirement}（{one.found}）" for one in points if one.machine == eligibility.FAIL]
        asked = [one.requirement for one in points if one.machine == eligibility.MANUAL]
        if failed:
            found[pk] = Refused(_("条件不符，请单独办理：%(why)s") % {"why": "；".join(failed)}, code="condition")
        elif asked:
            found[pk] = Refused(_("须人工核对，请单独办理：%(what)s") % {"what": "；".join(asked)}, code="manual")
    return found


def outlook_of_confirmations(by: Acting, proposals: Sequence[Proposal], _at: datetime) -> dict[int, Refused]:
    """Return what keeps each of these from being confirmed as qualified by this person, by id; asks nothing."""
    found = wrong_state(proposals, "confirm_check")
    for proposal in (row for row in proposals if row.pk not in found):
        if proposal.checked_by_id is None:
            found[proposal.pk] = Refused(_("还没有初审结果，不能复核。"), code="not_checked")
        elif proposal.check_result != ProposalState.QUALIFIED:
            found[proposal.pk] = Refused(_("初核结论是不合格，请在申报书页面单独复核。"), code="individual")
        elif proposal.checked_by_id == by.user_id:
            found[proposal.pk] = Refused(_("经办与审核不能是同一人，请换一位有权限的同事办理。"), code="four_eyes")
    return found


def wrong_state(proposals: Iterable[Proposal], verb: str) -> dict[int, Refused]:
    """Return which of these are in no state for a step, each with its state, by id."""
    step, found = table("proposal").step(verb), {}
    for proposal in proposals:
        try:
            gate.check_source(proposal, step)
        except Refused as refused:
            found[proposal.pk] = refused
    return found


def named(rows: Any, meant: list[int]) -> Any:
    """Return the proposals that were picked, whatever their state: each says for itself why it does not pass."""
    return rows.filter(pk__in=meant).select_related("challenge__batch", "organisation")


for code, act, outlook in (
    (JobKind.CHECK, passes, outlook_of_checks),
    (JobKind.CONFIRM, confirms, outlook_of_confirmations),
):
    register(
        Kind(
            code,
            BOARD,
            visible=visible_to,
            concerned=named,
            names=("organisation__name", "challenge__title"),
            act=act,
            fields={},
            outlook=outlook,
            noun="proposal",
            challenge="challenge",
        )
    )
