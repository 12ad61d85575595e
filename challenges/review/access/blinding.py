"""Blind panels 匿名评审: what an expert reads of a proposal when its firms and people are hidden from them.

One place knows whether somebody reads blind (`access.proposal.layer` says it), what is hidden in a text (`text`), what
a proposal is called (`label`), and in which order proposals stand (`in_order`). The seat binds the person: whoever they
act for, an expert of a blind panel reads blind. It ends for nobody by itself, neither with the lock nor the award.
"""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, Region
from challenges.experts.access.conflicts import domain
from challenges.proposals.models import Member, Proposal, Section, SectionKey
from challenges.proposals.states import ProposalState
from challenges.review.access.traces import Firm, Human, Traces, collect, hide, hide_all
from challenges.review.models import Panel, Review

LEADER = "申报单位"
RIVAL = "其他申报单位"
RIVALS_PERSON = "其他申报单位人员"
# Parts of a proposal that are nothing but who applies.
HIDDEN = frozenset({SectionKey.CONSORTIUM, SectionKey.TEAM, SectionKey.DECLARATIONS})
# What is left of a right of the firm: its number and name would lead to the owner in any public register.
RIGHT = ("kind", "status")
# Where the people of an application are named.
NAMING = (SectionKey.BASICS, SectionKey.TEAM)


def text(proposal: Proposal, words: str) -> str:
    """Return a text with everything that tells who applies replaced by neutral words."""
    return hide(traces_of(proposal), words) if words else words


def documents(proposal: Proposal, data: dict | None = None) -> dict:
    """Return the sections of a proposal as a blind reader reads them, {key: data}; `data` are those at hand."""
    if data is None:
        data = {row.key: row.data for row in proposal.sections.all()}
    traces = traces_of(proposal, data)
    shown = {key: hide_all(traces, typed) for key, typed in data.items() if key not in HIDDEN}
    if SectionKey.BASICS in shown:
        basics = mapping(shown[SectionKey.BASICS])
        shown[SectionKey.BASICS] = {name: basics[name] for name in ("summary",) if name in basics}
    if SectionKey.IP in shown:
        rights = mapping(shown[SectionKey.IP])
        rows = rights.get("background")
        kept = [
            {name: row[name] for name in RIGHT if row.get(name)}
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict)
        ]
        shown[SectionKey.IP] = {**rights, "background": [row for row in kept if row]}
    return shown


def veiled(proposal: Proposal) -> Proposal:
    """Return a stand-in for a proposal that carries its id and nothing that tells one firm from another.

    No firm, receipt or time is on it, and every state of the review looks the same, because a public award would
    otherwise tell whose proposal this was. It is made to be shown; it cannot be saved.
    """
    stand_in = Proposal(pk=proposal.pk, challenge=proposal.challenge, state=ProposalState.QUALIFIED)
    stand_in.edition = proposal.edition
    stand_in.organisation = Organisation(name=LEADER, short_name=LEADER)
    return stand_in


def label(panel: Panel, proposal) -> str:
    """Return what a blind panel calls a proposal: the same for all its experts, and for as long as it lasts."""
    return labels([panel])[panel.pk].get(proposal.pk, _("申报书"))


def labels(panels: Iterable[Panel]) -> dict[int, dict[int, str]]:
    """Return {panel: {proposal: name}} for several panels, in one query, each in the panel's own order."""
    return {
        panel_id: {pk: _("申报书 %(n)s") % {"n": n} for pk, n in found.items()}
        for panel_id, found in numbers(panels).items()
    }


def numbers(panels: Iterable[Panel]) -> dict[int, dict[int, int]]:
    """Return {panel: {proposal: number}}: the number a proposal goes by wherever an expert of the panel meets it."""
    panels = list(panels)
    given: dict[int, set[int]] = {panel.pk: set() for panel in panels}
    rows = Review.objects.filter(seat__panel__in=panels).values_list("seat__panel_id", "proposal_id")
    for panel_id, proposal_id in rows.distinct():
        given[panel_id].add(proposal_id)
    return {panel.pk: {pk: n for n, pk in enumerate(in_order(panel, given[panel.pk]), start=1)} for panel in panels}


def in_order(panel: Panel, proposals: Iterable[int]) -> list[int]:
    """Return the ids of proposals in the order of a blind panel: shuffled by the panel's own key, always alike."""
    return sorted(proposals, key=lambda pk: place(panel, pk))


def place(panel: Panel, proposal_id: int) -> str:
    """Return what a proposal is sorted by in a blind panel; neither id, receipt nor time can be read from it."""
    return hashlib.sha256(f"{panel.shuffle}:{proposal_id}".encode()).hexdigest()


def traces_of(proposal: Proposal, data: dict | None = None) -> Traces:
    """Return the traces of a proposal's firms and people, looked up once for each row at hand."""
    kept = vars(proposal)
    if "_traces" not in kept:
        if data is None:
            data = dict(proposal.sections.filter(key__in=NAMING).values_list("key", "data"))
        kept["_traces"] = collect(*parties(proposal, data))
    return kept["_traces"]


def parties(proposal: Proposal, data: dict) -> tuple[list[tuple[str, Firm]], list[tuple[str, Human]]]:
    """Return the firms and people of a proposal, each with its neutral word; whoever once was invited counts too.

    The firms and people of the challenge's other proposals are among them: a rival that is named is one firm less to
    guess from, and what one firm writes may name the leader of another.
    """
    members = list(
        Member.objects.filter(proposal__challenge_id=proposal.challenge_id)
        .select_related("organisation")
        .order_by("-leader", "id")
    )
    units = [member.organisation for member in members if member.proposal_id == proposal.pk]
    rivals = [member.organisation for member in members if member.organisation not in units]
    staff = list(
        Membership.objects.filter(organisation__in=units).select_related("user").order_by("organisation_id", "id")
    )
    regions = {code for unit in (*units, *rivals) for code in regions_of(unit)}
    names = dict(Region.objects.filter(code__in=regions).values_list("code", "name"))
    firms = []
    for number, unit in enumerate(units, start=1):
        mails = [row.user.email for row in staff if row.organisation_id == unit.pk]
        firms.append((LEADER if number == 1 else f"成员单位 {number}", firm_of(unit, mails, names)))
    people = rows_of(data.get(SectionKey.TEAM), "people")
    basics = mapping(data.get(SectionKey.BASICS))
    known = {firm.name for _word, firm in firms}
    others = dict.fromkeys(name for row in people if (name := written(row, "unit")) and name not in known)
    firms += [(f"参与单位 {number}", Firm(name=unit)) for number, unit in enumerate(others, start=1)]
    firms += [(RIVAL, firm_of(unit, (), names)) for unit in rivals]
    own = humans(basics, people, units, staff)
    named = {human.name for human in own}
    return firms, [
        *((f"项目人员 {number}", human) for number, human in enumerate(own, start=1)),
        *((RIVALS_PERSON, human) for human in people_of_rivals(proposal) if human.name not in named),
    ]


def people_of_rivals(proposal: Proposal) -> list[Human]:
    """Return the leaders, contacts and teams of the challenge's other proposals, in one query."""
    rows = Section.objects.filter(proposal__challenge_id=proposal.challenge_id, key__in=NAMING)
    written_by: dict[int, dict] = {}
    for proposal_id, key, data in rows.exclude(proposal=proposal).values_list("proposal_id", "key", "data"):
        written_by.setdefault(proposal_id, {})[key] = data
    return [
        human
        for data in written_by.values()
        for human in humans(mapping(data.get(SectionKey.BASICS)), rows_of(data.get(SectionKey.TEAM), "people"), [], [])
    ]


def regions_of(unit: Organisation) -> tuple[str, ...]:
    """Return the codes of a unit's province, city and county."""
    code = unit.region_code
    return (code[:2] + "0000", code[:4] + "00", code) if code else ()


def firm_of(unit: Organisation, mails: Iterable[str], regions: dict[str, str]) -> Firm:
    """Return what is looked for of one unit."""
    places = [regions.get(code, "") for code in regions_of(unit)]
    short = [place.rstrip("市省区县") for place in places]
    site = unit.website.split("//")[-1].split("/")[0].removeprefix("www.")
    return Firm(
        name=unit.name,
        name_en=unit.name_en,
        short_name=unit.short_name,
        uscc=unit.uscc,
        domains=tuple(dict.fromkeys(name for name in (*map(domain, mails), site) if name)),
        others=tuple(name for name in (unit.controlled_by, unit.address) if len(name) >= 4),
        places=tuple(place for place in (*places, *short) if len(place) >= 2),
    )


def humans(basics: dict, team: list[dict], units: list[Organisation], staff: list[Membership]) -> list[Human]:
    """Return the people: the leader, the team, the contacts, those who stand for the units and who work there."""
    found: dict[str, list] = {}

    def add(name: str, others: Iterable[str] = (), known: bool = True) -> None:
        if name or any(others):
            held = found.setdefault(name or f"?{len(found)}", [set(), known])
            held[0] |= {other for other in others if other}
            held[1] |= known

    for who in ("leader", "contact"):
        add(written(basics, f"{who}_name"), (written(basics, f"{who}_phone"), written(basics, f"{who}_email")))
    for row in team:
        add(written(row, "name"))
    for unit in units:
        add(unit.legal_representative)
        add(unit.contact_name, (unit.contact_phone,))
    for one in staff:
        add(one.user.name, (one.user.email, one.user.phone), known=False)
    return [
        Human("" if name.startswith("?") else name, tuple(sorted(others)), known)
        for name, (others, known) in found.items()
    ]


def mapping(data) -> dict:
    """Return typed data when it is a mapping, else an empty one."""
    return data if isinstance(data, dict) else {}


def rows_of(data, key: str) -> list[dict]:
    """Return the rows of a list in typed data."""
    rows = mapping(data).get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def written(data: dict, key: str) -> str:
    """Return a typed text, without the blanks around it."""
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""
