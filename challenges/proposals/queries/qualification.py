"""What a proposal is qualified by 资格条件: the challenge's conditions, and the documents that its rules ask for."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from challenges.files.models import AttachmentKind, ScanState
from challenges.listing.access import eligibility
from challenges.proposals.access import proposal as access
from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW, MemberState, ProposalState
from notifications.clock import day_of

DOCUMENT = "document"
# States in which the result of the formal check counts.
CHECKED = IN_REVIEW | {ProposalState.DISQUALIFIED}


@dataclass(frozen=True)
class Point:
    """One condition: what it asks, what the machine finds (`machine`: ok, fail or manual; `found` says why), and what
    an officer found of it (`result`: ok or fail, empty while nobody did; `note` says on which fact or document).
    """

    key: str
    kind: str
    params: dict
    requirement: str
    machine: str
    found: str
    result: str = ""
    note: str = ""


def requirement_of(kind: str, params: dict) -> str:
    """Return what is asked, as a sentence in the reader's language."""
    if kind == DOCUMENT:
        return _("提交“%(name)s”") % {"name": AttachmentKind(params["kind"]).label}
    return str(eligibility.KINDS[kind].requirement(params))


def points(proposal: Proposal, at: datetime) -> list[Point]:
    """Return every condition with what the machine finds, judged by the day of the submission, in the call's order."""
    day = day_of(proposal.submitted_at or at)
    members = list(proposal.members.filter(state=MemberState.CONFIRMED).select_related("organisation"))
    partners = [member.organisation for member in members if not member.leader]
    conditions = list(proposal.challenge.conditions.all())
    verdicts = eligibility.check(proposal.challenge, proposal.organisation, partners, on=day, conditions=conditions)
    found = [
        Point(f"condition_{row.pk}", row.kind, row.params, verdict.requirement, verdict.result, verdict.reason)
        for row, verdict in zip(conditions, verdicts, strict=True)
    ]
    return found + documents(proposal, len(members), proposal.challenge.rules_on(day))


def documents(proposal: Proposal, units: int, rules: dict) -> list[Point]:
    """Return the documents that are asked for: a file of the kind that was not stopped by the check of its contents."""
    asked = list(rules["attachments_required"])
    if units > 1:
        asked += [kind for kind in rules["attachments_required_of_consortia"] if kind not in asked]
    files = proposal.attachments.filter(removed_at=None).exclude(scan_state=ScanState.BLOCKED)
    there = set(files.values_list("kind", flat=True))
    found = []
    for kind in asked:
        params, given = {"kind": kind}, kind in there
        said = _("已提交。") if given else _("没有提交。")
        machine = eligibility.OK if given else eligibility.FAIL
        found.append(Point(f"{DOCUMENT}_{kind}", DOCUMENT, params, requirement_of(DOCUMENT, params), machine, said))
    return found


def kept(proposal: Proposal) -> list[Point]:
    """Return the conditions with the results that were written down, in the reader's language."""
    return [
        Point(
            row["key"],
            row["kind"],
            row["params"],
            requirement_of(row["kind"], row["params"]),
            row["machine"],
            row["found"],
            row["result"],
            row["note"],
        )
        for row in proposal.check_results
    ]


def seen(proposal: Proposal, at: datetime) -> list[Point]:
    """Return the conditions for whoever decides: what the machine finds, and beside it what was written down."""
    written = {point.key: point for point in kept(proposal)}
    found = []
    for point in points(proposal, at):
        own = written.get(point.key)
        found.append(replace(point, result=own.result, note=own.note) if own else point)
    return found


@dataclass(frozen=True)
class Qualification:
    """The formal check for one reader. Who checked and confirmed is for the organiser (`inside`) alone."""

    points: list[Point]
    result: str
    inside: bool
    checked_by: str = ""
    checked_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


def of(viewer: Any, proposal: Proposal, at: datetime, names: frozenset | None = None) -> Qualification | None:
    """Return the formal check for this reader; None for those it does not concern.

    The organiser sees every condition from the opening on; the firm that applied, once the result is confirmed. A
    caller who knows what the viewer is to the proposal gives these `names`.
    """
    names = access.relations(viewer, proposal) if names is None else names
    if "organiser" in names and access.layer(viewer, proposal, names) == "full":
        return Qualification(
            seen(proposal, at),
            proposal.check_result,
            inside=True,
            checked_by=proposal.checked_by.name if proposal.checked_by else "",
            checked_at=proposal.checked_at,
            confirmed_by=proposal.check_confirmed_by.name if proposal.check_confirmed_by else "",
            confirmed_at=proposal.check_confirmed_at,
        )
    if names & {"leader", "member"} and proposal.state in CHECKED:
        return Qualification(kept(proposal), proposal.check_result, inside=False)
    return None


def stored(point: Point) -> dict[str, Any]:
    """Return a condition with its result as the proposal keeps it."""
    return {name: getattr(point, name) for name in ("key", "kind", "params", "machine", "found", "result", "note")}


def for_record(proposal: Proposal, at: datetime) -> list[Point]:
    """Return the conditions in the language of the record, whoever asks."""
    with translation.override("zh-hans"):
        return points(proposal, at)
