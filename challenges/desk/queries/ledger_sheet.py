"""The ledgers as tables for files: a column for each thing an organiser's clerk keeps in a spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from challenges.award.models import ObjectionMatter
from challenges.award.states.objection import ObjectionState
from challenges.core.queries.board import Board
from challenges.desk.queries import ledger, ledger_objections, ledger_proposals
from challenges.desk.queries.call_words import next_words, turn
from challenges.listing.models import Mode
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from notifications.clock import local
from notifications.phrase import Phrase

# More than this no workbook is drawn up for while somebody waits; CSV is handed out line by line, however long.
MOST = 5000
# So many rows are read at once.
CHUNK = 500


@dataclass(frozen=True)
class Ledger:
    """One of them: its board, which rows a filter finds, those rows, and how each stands in a file.

    `ids(viewer, filters, at)`, `lines(viewer, ids, at)` and `page(viewer, filters, at, size)` read; `head()` and
    `cells(line)` are in the reader's language, `widths` in characters.
    """

    board: Board
    label: Callable[[], str]
    ids: Callable
    lines: Callable
    page: Callable
    head: Callable[[], list[str]]
    cells: Callable[[Any], list]
    widths: tuple[int, ...]


def moment(at: datetime | None) -> str:
    """Return a moment as a cell, in Beijing time."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def way(mode: str, slots: int) -> Phrase:
    """Return how a challenge is taken: by one, in a race of several, or for honour."""
    if mode == Mode.HONOUR:
        return Mode.HONOUR.label
    return _("赛马 %(slots)s 家") % {"slots": slots} if slots > 1 else _("单一揭榜")


def challenge_head() -> list[str]:
    """Return what the columns of the challenges are called."""
    return [
        *(_("编号"), _("题目"), _("发榜方"), _("批次"), _("领域"), _("地区"), _("方式"), _("金额（万元）")),
        *(_("状态"), _("状态自"), _("下一步"), _("轮到"), _("期限"), _("审查人"), _("发布"), _("申报截止")),
        *(_("申报份数"), _("揭榜单位"), _("中榜时间")),
    ]


def challenge_cells(line: ledger.Line) -> list:
    """Return a challenge as cells."""
    row, place = line.row, line.place
    return [
        *(row.number or "", row.title, row.lead_name, row.batch_name, row.field_name or "", row.province or ""),
        *(str(way(row.mode, row.race_slots)), row.total_wan, str(ChallengeState(row.state).label)),
        *(moment(line.since), next_words(place), str(turn(place)), moment(place.due), row.checker or ""),
        *(moment(row.published_at), moment(row.closes_at), "" if line.proposals is None else line.proposals),
        *("、".join(one.name for one in line.winners), "、".join(moment(one.awarded_at) for one in line.winners)),
    ]


def check_words(row: ledger_proposals.Row) -> str:
    """Return what the formal check has found so far: the first checker's result is not yet the second's."""
    if row.state == ProposalState.SUPPLEMENT:
        return _("补正中")
    if not row.check_result:
        return ""
    found = ProposalState(row.check_result).label
    return _("初核%(found)s，待复核") % {"found": found} if row.state == ProposalState.OPENED else str(found)


def proposal_head() -> list[str]:
    """Return what the columns of the proposals are called."""
    return [
        *(_("受理号"), _("单位"), _("联合体成员"), _("榜单编号"), _("榜单"), _("批次"), _("状态"), _("状态自")),
        *(_("提交时间"), _("资格审查"), _("初核人"), _("期限"), _("得分"), _("名次"), _("中榜时间")),
    ]


def proposal_cells(line: ledger_proposals.Line) -> list:
    """Return a proposal as cells."""
    row = line.row
    return [
        *(row.receipt_number or "", row.firm, "、".join(name for name, _name_en in line.partners), row.number or ""),
        *(row.title, row.batch_name, str(ProposalState(row.state).label), moment(line.since)),
        *(moment(row.submitted_at), check_words(row), row.checker or "", moment(row.due_at)),
        *("" if row.score is None else row.score, "" if row.rank is None else row.rank, moment(row.awarded_at)),
    ]


def objection_head() -> list[str]:
    """Return what the columns of the objections are called."""
    return [
        *(_("异议编号"), _("榜单编号"), _("榜单"), _("批次"), _("异议事项"), _("状态"), _("状态自"), _("提出时间")),
        *(_("下一步"), _("期限"), _("询问被异议单位"), _("已答复"), _("登记人"), _("办结人"), _("复核人")),
    ]


def objection_cells(line: ledger_objections.Line) -> list:
    """Return an objection as cells."""
    row = line.row
    return [
        *(row.number, row.challenge_number or "", row.title, row.batch_name, str(ObjectionMatter(row.matter).label)),
        *(str(ObjectionState(row.state).label), moment(line.since), moment(row.filed_at), line.next, moment(line.due)),
        *(row.asked, row.answered, row.registered or "", row.handled or "", row.reviewed or ""),
    ]


LEDGERS = {
    "challenges": Ledger(
        board=ledger.BOARD,
        label=lambda: _("榜单台账"),
        ids=ledger.ids,
        lines=ledger.lines,
        page=ledger.page,
        head=challenge_head,
        cells=challenge_cells,
        widths=(16, 30, 22, 18, 14, 10, 12, 10, 10, 15, 22, 12, 15, 10, 15, 15, 8, 22, 15),
    ),
    "proposals": Ledger(
        board=ledger_proposals.BOARD,
        label=lambda: _("申报书台账"),
        ids=ledger_proposals.ids,
        lines=ledger_proposals.lines,
        page=ledger_proposals.page,
        head=proposal_head,
        cells=proposal_cells,
        widths=(20, 24, 24, 16, 30, 18, 10, 15, 15, 16, 10, 15, 8, 7, 15),
    ),
    "objections": Ledger(
        board=ledger_objections.BOARD,
        label=lambda: _("异议台账"),
        ids=ledger_objections.ids,
        lines=ledger_objections.lines,
        page=ledger_objections.page,
        head=objection_head,
        cells=objection_cells,
        widths=(22, 16, 30, 18, 22, 10, 15, 15, 22, 15, 8, 8, 10, 10, 10),
    ),
}
