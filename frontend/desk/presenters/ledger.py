"""The ledgers in words: headline, tabs, what may be chosen, and the rows as the tables show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Region, TechField
from challenges.award.models import ObjectionMatter
from challenges.award.states.objection import ObjectionState
from challenges.core.queries.board import Filters, UnknownFilter
from challenges.desk.queries import ledger, ledger_objections, ledger_proposals
from challenges.desk.queries.call_words import next_words, turn
from challenges.desk.queries.ledger_sheet import LEDGERS, check_words, way
from challenges.listing.access.batch import run_by
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from frontend.desk.presenters.call import GROUP_NAMES
from frontend.desk.presenters.ledger_objection import objection_rows
from frontend.kit import moments, names
from frontend.kit.tabs import Tab
from notifications.phrase import Phrase

STAGES = {
    "challenges": {name: GROUP_NAMES[name] for name in ledger.STAGES},
    "proposals": {
        "check": gettext_lazy("资格审查"),
        "review": gettext_lazy("评审"),
        "public": gettext_lazy("拟定与公示"),
        "won": gettext_lazy("中榜"),
        "ended": gettext_lazy("未中榜"),
    },
    "objections": {
        "register": gettext_lazy("待登记"),
        "conclude": gettext_lazy("处理中"),
        "review": gettext_lazy("复核中"),
        "ended": gettext_lazy("已有结论"),
    },
}
STATES: dict[str, tuple[Any, list]] = {
    "challenges": (ChallengeState, ledger.STATES),
    "proposals": (ProposalState, ledger_proposals.STATES),
    "objections": (ObjectionState, ledger_objections.STATES),
}
SORTS = {
    "challenges": {
        "changed": gettext_lazy("最近有变的在前"),
        "due": gettext_lazy("期限近的在前"),
        "amount": gettext_lazy("金额大的在前"),
        "number": gettext_lazy("编号大的在前"),
    },
    "proposals": {
        "submitted": gettext_lazy("后提交的在前"),
        "changed": gettext_lazy("最近有变的在前"),
        "firm": gettext_lazy("按单位"),
        "receipt": gettext_lazy("按受理号"),
    },
    "objections": {
        "due": gettext_lazy("期限近的在前"),
        "filed": gettext_lazy("后提交的在前"),
        "changed": gettext_lazy("最近有变的在前"),
        "number": gettext_lazy("按编号"),
    },
}
AMOUNTS = {
    "small": gettext_lazy("500 万元以下"),
    "middle": gettext_lazy("500–1,000 万元"),
    "large": gettext_lazy("1,000 万元以上"),
}
MODES = {"single": gettext_lazy("单一揭榜"), "race": gettext_lazy("赛马"), "honour": gettext_lazy("荣誉揭榜")}
DUE = {"late": gettext_lazy("已逾期"), "week": gettext_lazy("七天内到期")}


def address(kind: str, filters: Filters) -> str:
    """Return the address of a ledger under these filters; short, and good to share."""
    return f"{reverse('ledger', args=[kind])}?{urlencode(filters.words()) or 'all=1'}"


def back(kind: str, filters: type[Filters], given: dict) -> str:
    """Return the address under these words; the plain one when the ledger does not know them."""
    try:
        return address(kind, filters.read(given))
    except UnknownFilter:
        return address(kind, filters())


def headline(kind: str, tally: dict[str, int], filters: Filters) -> str:
    """Return the fact the page opens with: how many there are, and how many of them are not over."""
    number, state = sum(tally.values()), getattr(filters, "state", "")
    shown = tally.get(state, number)
    if kind == "challenges":
        if state in tally:
            return ngettext("%(n)s 项榜单", "%(n)s 项榜单", shown) % {"n": shown}
        if not number:
            return _("台账里还没有榜单") if not filters.narrows() else _("没有符合这些条件的榜单")
        return _("%(n)s 项榜单，在办 %(open)s 项") % {"n": number, "open": number - tally["ended"]}
    if kind == "objections":
        if state in tally or not number:
            return ngettext("%(n)s 件异议", "%(n)s 件异议", shown) % {"n": shown}
        return _("%(n)s 件异议，待办 %(open)s 件") % {"n": number, "open": number - tally["ended"]}
    if state in tally:
        return ngettext("%(n)s 份申报书", "%(n)s 份申报书", shown) % {"n": shown}
    if not number:
        return _("台账里还没有申报书") if not filters.narrows() else _("没有符合这些条件的申报书")
    return _("%(n)s 份申报书，中榜 %(won)s 份") % {"n": number, "won": tally["won"]}


def ledgers(kind: str) -> list[tuple[Phrase, str, bool]]:
    """Return the ledgers with their addresses, and which of them this is."""
    return [(one.label(), reverse("ledger", args=[name]), name == kind) for name, one in LEDGERS.items()]


def tabs(kind: str, filters: Any, tally: dict[str, int]) -> list[Tab]:
    """Return the tabs: everything, and each stage."""
    found = [Tab(_("全部"), sum(tally.values()), address(kind, filters.having(state="")), not filters.state)]
    for name, label in STAGES[kind].items():
        found.append(Tab(label, tally[name], address(kind, filters.having(state=name)), filters.state == name))
    return found


@dataclass(frozen=True)
class Choice:
    """One control of the bar: the filter's name, what it is called, its options as (value, word), and what is chosen.

    `typed` marks options whose words people wrote.
    """

    name: str
    label: Phrase
    options: list[tuple[str, Phrase]]
    chosen: str
    typed: bool = False


def choices(kind: str, viewer: Any, filters: Any) -> list[Choice]:
    """Return the controls of the bar in their order."""
    states, listed = STATES[kind]
    labels = dict(states.choices)
    batches, fields, provinces = calls_and_places(viewer, places=kind == "challenges")
    found: list[tuple[str, Phrase, Phrase, list]] = [
        ("state", _("状态"), _("全部状态"), [(state.value, labels[state]) for state in listed]),
        ("batch", _("批次"), _("全部批次"), batches),
    ]
    if kind == "challenges":
        found += [
            ("field", _("领域"), _("全部领域"), fields),
            ("region", _("地区"), _("全部地区"), provinces),
            ("mode", _("方式"), _("全部方式"), list(MODES.items())),
            ("amount", _("金额"), _("全部金额"), list(AMOUNTS.items())),
        ]
    if kind == "objections":
        found.append(("matter", _("异议事项"), _("全部事项"), list(ObjectionMatter.choices)))
    found.append(("due", _("期限"), _("不限期限"), [(value, DUE[value]) for value in filters.choices["due"]]))
    shown = [
        Choice(name, label, [("", every), *options], getattr(filters, name), name == "batch")
        for name, label, every, options in found
    ]
    return [*shown, Choice("sort", _("排序"), list(SORTS[kind].items()), filters.sort)]


def calls_and_places(viewer: Any, *, places: bool) -> tuple[list[tuple[str, str]], ...]:
    """Return the organiser's calls, the fields of technology and the provinces as options, in one query.

    The latest call stands first, the others by code; without `places` there are calls only. The value of a province is
    the two signs that the codes of all that lies in it begin with.
    """
    moment: models.DateTimeField = models.DateTimeField()
    text: models.CharField = models.CharField()
    calls = (
        run_by(viewer)
        .order_by()
        .values_list(Value("batch"), Cast("pk", text), "name", "name_en", Cast("collect_from", moment))
    )
    others: list = []
    if places:
        columns = (Cast("code", text), "name", "name_en", Cast(Value(None), moment))
        areas = Region.objects.filter(code__endswith="0000").order_by()
        others = [
            TechField.objects.filter(parent=None).order_by().values_list(Value("field"), *columns),
            areas.values_list(Value("province"), *columns),
        ]
    found: dict[str, list] = {"batch": [], "field": [], "province": []}
    for kind, *columns in calls.union(*others, all=True) if others else calls:
        found[kind].append(columns)
    batches = sorted(found["batch"], key=lambda one: (-one[3].timestamp(), len(one[0]), one[0]))
    return (
        [(code, names.local(zh, en)) for code, zh, en, _from in batches],
        [(code, names.local(zh, en)) for code, zh, en, _from in sorted(found["field"])],
        [(code[:2], names.local(zh, en)) for code, zh, en, _from in sorted(found["province"])],
    )


def rows(kind: str, lines: list, at: Any) -> list:
    """Return the lines ready to print."""
    ways: dict[str, Any] = {"proposals": proposal_rows, "objections": objection_rows}
    return list(ways.get(kind, challenge_rows)(lines, at))


@dataclass(frozen=True)
class Firm:
    """A firm by a short name, and when it was awarded."""

    name: str
    when: str


@dataclass(frozen=True)
class ChallengeRow:
    """One challenge as the table shows it."""

    line: ledger.Line
    word: str
    since: str
    lead: str
    batch: str
    place: str
    way: str
    next: str
    turn: Phrase
    when: str
    left: str
    winners: list[Firm]


def challenge_rows(lines: list[ledger.Line], at: Any) -> Iterator[ChallengeRow]:
    """Yield the challenges with their words."""
    states = {value: str(label) for value, label in ChallengeState.choices}
    for line in lines:
        row, due = line.row, line.place.due
        field = names.local(row.field_name or "", row.field_name_en or "")
        province = names.local(row.province or "", row.province_en or "")
        yield ChallengeRow(
            line=line,
            word=states[row.state],
            since=moments.iso(line.since) if line.since else "",
            lead=names.own(names.short_firm(row.lead_name, row.lead_short), row.lead_name_en),
            batch=names.own(row.batch_name, row.batch_name_en),
            place=_("，").join(word for word in (field, province) if word),
            way=str(way(row.mode, row.race_slots)),
            next=next_words(line.place),
            turn=turn(line.place),
            when=moments.short(due) if due else "",
            left=moments.left(due, at) if due else "",
            winners=[
                Firm(
                    names.own(names.short_firm(one.name, one.short), one.name_en),
                    moments.iso(one.awarded_at) if one.awarded_at else "",
                )
                for one in line.winners
            ],
        )


@dataclass(frozen=True)
class ProposalRow:
    """One proposal as the table shows it."""

    line: ledger_proposals.Line
    word: str
    since: str
    firm: str
    partners: str
    batch: str
    title: str
    submitted: str
    check: str
    when: str
    left: str
    awarded: str


def proposal_rows(lines: list[ledger_proposals.Line], at: Any) -> Iterator[ProposalRow]:
    """Yield the proposals with their words."""
    states = {value: str(label) for value, label in ProposalState.choices}
    for line in lines:
        row = line.row
        due = row.due_at if row.state in ledger_proposals.STAGES["check"] else None
        yield ProposalRow(
            line=line,
            word=states[row.state],
            since=moments.iso(line.since) if line.since else "",
            firm=names.own(names.short_firm(row.firm, row.firm_short), row.firm_en),
            partners=_("、").join(names.local(name, name_en) for name, name_en in line.partners),
            batch=names.own(row.batch_name, row.batch_name_en),
            title=names.own(row.title, row.title_en),
            submitted=moments.short(row.submitted_at) if row.submitted_at else "",
            check=check_words(row),
            when=moments.short(due) if due else "",
            left=moments.left(due, at) if due else "",
            awarded=moments.iso(row.awarded_at) if row.awarded_at else "",
        )
