"""What a proposal is qualified by 资格条件: the challenge's conditions, and the documents that its rules ask for."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Certificate, Region
from challenges.files.models import Attachment, AttachmentKind, ScanState
from challenges.listing.access import eligibility
from challenges.listing.models import Condition
from challenges.proposals.access import proposal as access
from challenges.proposals.models import Member, Proposal
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
    return points_of([proposal], at)[proposal.pk]


def points_of(proposals: Sequence[Proposal], at: datetime) -> dict[int, list[Point]]:
    """Return the conditions of each of these proposals, by id; in as many statements for many as for one.

    Rules are asked for once for each call and day of submission, words of a condition once for all that have it.
    """
    read = facts_of(proposals)
    worded: dict[Any, str] = {}
    rules: dict[Any, dict] = {}
    found: dict[int, list[Point]] = {}
    for proposal in proposals:
        day = day_of(proposal.submitted_at or at)
        partners = read.partners[proposal.pk]
        held = read.certificates[proposal.organisation_id]
        applicant = eligibility.Applicant(proposal.organisation, tuple(partners), tuple(held), read.places)
        own = []
        for row, result, reason in eligibility.judged(read.conditions[proposal.challenge_id], applicant, day):
            said = (row.kind, json.dumps(row.params, sort_keys=True))
            if said not in worded:
                worded[said] = eligibility.requirement(row)
            own.append(Point(f"condition_{row.pk}", row.kind, row.params, worded[said], result, reason))
        when = (proposal.challenge.batch_id, day)
        if when not in rules:
            rules[when] = proposal.challenge.rules_on(day)
        found[proposal.pk] = own + documents(read.kinds[proposal.pk], 1 + len(partners), rules[when])
    return found


@dataclass(frozen=True)
class Read:
    """What proposals are judged by, read once for all of them: by challenge, by proposal, or by firm."""

    conditions: dict[int, list]
    partners: dict[int, list]
    certificates: dict[int, list]
    kinds: dict[int, set]
    places: dict[str, str]


def facts_of(proposals: Sequence[Proposal]) -> Read:
    """Return what these proposals are judged by, in five queries."""
    conditions, partners, held, kinds = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(set)
    for condition in Condition.objects.filter(challenge__in={row.challenge_id for row in proposals}):
        conditions[condition.challenge_id].append(condition)
    members = Member.objects.filter(proposal__in=proposals, leader=False, state=MemberState.CONFIRMED)
    for member in members.select_related("organisation"):
        partners[member.proposal_id].append(member.organisation)
    firms = {row.organisation_id for row in proposals}
    for one in Certificate.objects.filter(organisation__in=firms, removed_at=None).exclude(verification="refused"):
        held[one.organisation_id].append(one)
    files = Attachment.objects.filter(proposal__in=proposals, removed_at=None).exclude(scan_state=ScanState.BLOCKED)
    for pk, kind in files.values_list("proposal_id", "kind"):
        kinds[pk].add(kind)
    codes = {row.organisation.region_code for row in proposals}
    full = {str(code).ljust(6, "0") for code in codes if code}
    places = dict(Region.objects.filter(code__in=full).values_list("code", "name"))
    return Read(conditions, partners, held, kinds, places)


def documents(there: set[str], units: int, rules: dict) -> list[Point]:
    """Return the documents that are asked for: a file of the kind that was not stopped by the check of its contents."""
    asked = list(rules["attachments_required"])
    if units > 1:
        asked += [kind for kind in rules["attachments_required_of_consortia"] if kind not in asked]
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
