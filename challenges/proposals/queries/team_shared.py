"""What the people of a team consented to beside being listed: their name published, their data given to the lead firm.

Each consent stands by itself (个人信息保护法 arts. 23, 25). Without it the name is masked for whoever the consent is
about, whatever the rules ask for; the rules alone say whether a proposal may be handed in without.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from accounts.typed.text import folded
from challenges.proposals.models import Proposal, Section, SectionKey, TeamAnswer, TeamRequest
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries.team import spelled
from notifications import masking

# What of the people who answer for a proposal the lead firm reads with their consent alone, by who they are.
ANSWERING = {
    "leader": {"leader_name": masking.person, "leader_phone": masking.phone, "leader_email": masking.masked},
    "contact": {"contact_name": masking.person, "contact_phone": masking.phone, "contact_email": masking.masked},
}
Key = tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """Whose consent of one kind stands in a proposal: the rows of the team, each as its person was asked."""

    rows: frozenset[Key] = frozenset()

    def has(self, row: Any) -> bool:
        """Return True for a row of the team whose person consented to exactly what it says."""
        return key_of(row) in self.rows

    def names(self, team: Any, name: str) -> bool:
        """Return True when everybody of the team who bears this name consented, and somebody does bear it."""
        called = [row for _n, row in parts.rows(team, "people") if folded(spelled(row)["name"]) == folded(name)]
        return bool(called) and all(self.has(row) for row in called)


def key_of(row: Any) -> Key:
    """Return a row of the team in the spelling by which it is compared with what its person was asked."""
    said = spelled(row)
    return tuple(said[name] for name in TeamRequest.ROW)


def shared(proposals: Iterable[Any], about: str, *, text: Any = None) -> dict[int, Shared]:
    """Return whose consent of this kind stands, by proposal id (or row); in two queries for as many as there are.

    Whoever withdrew from the team shares nothing more. With a `text`, only consents to this version of it count.
    """
    said: dict[tuple[int, Key], dict[str, TeamAnswer]] = defaultdict(dict)
    rows = TeamRequest.objects.filter(proposal__in=list(proposals)).prefetch_related("answers")
    for request in rows.order_by("pk"):
        key = tuple(getattr(request, name) for name in TeamRequest.ROW)
        for kind in (TextKind.TEAM, about):
            if (last := request.said(kind)) is not None:
                said[request.proposal_id, key][kind] = last
    found: dict[int, set[Key]] = defaultdict(set)
    for (proposal_id, key), last in said.items():
        stands = all(kind in last and last[kind].kind == TeamAnswer.Kind.AGREED for kind in (TextKind.TEAM, about))
        if stands and (text is None or last[about].text_id == text.pk):
            found[proposal_id].add(key)
    return {proposal_id: Shared(frozenset(keys)) for proposal_id, keys in found.items()}


def for_lead(proposal: Any, documents: dict[str, Any], given: Shared | None = None) -> dict[str, Any]:
    """Return sections as the lead firm reads them: names and ways to reach people only of those who consented to it.

    `documents` are the sections as they were saved, with the addresses of the team; those do not leave here.
    """
    if given is None:
        given = shared([proposal.pk], TextKind.LEAD_DATA).get(proposal.pk, Shared())
    team = documents.get(SectionKey.TEAM)
    found = dict(documents)
    if SectionKey.TEAM in documents:
        found[SectionKey.TEAM] = masked_team(team, given)
    if SectionKey.BASICS in documents:
        basics = dict(parts.mapping(documents[SectionKey.BASICS]))
        for who, columns in ANSWERING.items():
            if not given.names(team, str(basics.get(f"{who}_name") or "")):
                basics |= {name: mask(str(basics[name])) for name, mask in columns.items() if basics.get(name)}
        found[SectionKey.BASICS] = basics
    return found


def masked_team(team: Any, given: Shared) -> Any:
    """Return a team section with the names of those masked who did not consent."""
    if not isinstance(team, dict) or not isinstance(team.get("people"), list):
        return team
    people = [
        row if not isinstance(row, dict) or given.has(row) else {**row, "name": masking.person(spelled(row)["name"])}
        for row in team["people"]
    ]
    return {**team, "people": people}


def published_leaders(proposals: Iterable[Any]) -> dict[int, str]:
    """Return by proposal id how a public notice names its project leader: in full with their consent, else masked."""
    ids = list(proposals)
    given = shared(ids, TextKind.PUBLISH)
    documents: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Section.objects.filter(proposal__in=ids, key__in=(SectionKey.BASICS, SectionKey.TEAM))
    for proposal_id, key, data in rows.values_list("proposal_id", "key", "data"):
        documents[proposal_id][key] = data
    found = {}
    for proposal_id, data in documents.items():
        name = str(parts.mapping(data.get(SectionKey.BASICS)).get("leader_name") or "").strip()
        consented = given.get(proposal_id, Shared()).names(data.get(SectionKey.TEAM), name)
        found[proposal_id] = name if consented else masking.person(name)
    return found


def lacking(proposal: Proposal, data: dict[str, Any], rules: dict[str, Any], at: datetime) -> dict[str, list[Problem]]:
    """Return by section which of these consents the rules ask for and nobody gave, each beside its person."""
    found: dict[str, list[Problem]] = {SectionKey.BASICS: [], SectionKey.TEAM: []}
    team = data.get(SectionKey.TEAM)
    if rules.get("lead_data_consent_required", 0):
        given = standing(proposal, TextKind.LEAD_DATA, at)
        said = _("“%(name)s”还没有单独同意向发榜单位提供个人信息。")
        found[SectionKey.TEAM] += [
            Problem(f"team.people.{place}.email", said % {"name": spelled(row)["name"]}, "no_lead_data")
            for place, row in parts.rows(team, "people")
            if not given.has(row)
        ]
    name = str(parts.mapping(data.get(SectionKey.BASICS)).get("leader_name") or "").strip()
    if rules.get("publish_consent_required", 0) and name:
        given = standing(proposal, TextKind.PUBLISH, at)
        if not given.names(team, name):
            said = _("项目负责人“%(name)s”须列入团队，并由本人单独同意公开姓名。")
            found[SectionKey.BASICS].append(Problem("basics.leader_name", said % {"name": name}, "no_publish"))
    return found


def standing(proposal: Proposal, about: str, at: datetime) -> Shared:
    """Return whose consent to the text in force at `at` stands in a proposal that is still to be handed in."""
    text = in_force(about, proposal.challenge.organiser_id, at)
    return shared([proposal.pk], about, text=text).get(proposal.pk, Shared())
