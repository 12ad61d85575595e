"""The batch's review board in words: its headline, tabs and rows, and the same rows as a file."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.core.queries.job import KINDS
from challenges.core.queries.tables import Table
from challenges.review.queries.batch_board import Filters, Row, Tally
from challenges.review.queries.review_jobs import BOARD
from challenges.review.states.review import SCORING, PanelState
from frontend.core.presenters.saved_view import View, shown
from frontend.kit import moments, names
from frontend.kit.tabs import Tab
from notifications.phrase import Phrase

STATES = {
    "none": gettext_lazy("没人开始"),
    "partly": gettext_lazy("评分中"),
    "all": gettext_lazy("已交齐"),
    "discuss": gettext_lazy("须合议"),
    "returned": gettext_lazy("有退回"),
    "recused": gettext_lazy("有回避"),
    "locked": gettext_lazy("已锁定"),
}


def address(pk: int, filters: Filters) -> str:
    """Return the address of a batch's board under these filters; short, and good to share."""
    return f"/batches/{pk}/reviews/?{urlencode(filters.words()) or 'all=1'}"


def headline(tally: Tally) -> str:
    """Return the fact the board opens with: what is late, what must be discussed, or how far it is."""
    if not tally.number:
        return _("没有在评的申报书")
    if tally.late:
        return ngettext("%(n)s 份申报书逾期没有交齐", "%(n)s 份申报书逾期没有交齐", tally.late) % {"n": tally.late}
    left = tally.given - tally.handed
    if tally.states["discuss"]:
        return _("%(n)s 份申报书分差过大，须先合议") % {"n": tally.states["discuss"]}
    if left:
        return ngettext("还有 %(n)s 份评审没有交", "还有 %(n)s 份评审没有交", left) % {"n": left}
    if tally.states["locked"] == tally.number:
        return _("%(n)s 份申报书的评分都已锁定") % {"n": tally.number}
    return _("发出的评审都已交齐") if tally.given else _("评审组还没有开始评分")


def tabs(pk: int, filters: Filters, tally: Tally) -> list[Tab]:
    """Return the tabs: everything, what is late, and each state."""
    plain = filters.having(state="", overdue="")
    found = [Tab(_("全部"), tally.number, address(pk, plain), not filters.state and not filters.overdue)]
    late = address(pk, plain.having(overdue="1"))
    found.append(Tab(_("逾期"), tally.late, late, bool(filters.overdue) and not filters.state, bool(tally.late)))
    for key, label in STATES.items():
        found.append(Tab(label, tally.states[key], address(pk, plain.having(state=key)), filters.state == key))
    return found


def found(filters: Filters, tally: Tally) -> int | None:
    """Return how many rows the filter shows; None where a state and lateness together were not counted."""
    if filters.state and filters.overdue:
        return None
    return tally.states[filters.state] if filters.state else tally.late if filters.overdue else tally.number


def sorts() -> list[tuple[str, str]]:
    """Return the orders and what they are called."""
    return [
        ("due", _("期限近的在前")),
        ("progress", _("交得少的在前")),
        ("firm", _("按单位")),
        ("score", _("得分高的在前")),
    ]


def acts() -> list[tuple[str, Phrase]]:
    """Return what may be done with many rows, in the order of the bar."""
    return [(kind.code.value, kind.code.label) for kind in KINDS.values() if kind.board is BOARD]


def views(pk: int, kept, filters: Filters) -> list[View]:
    """Return the person's saved views as links into this batch."""
    return shown(
        kept, filters, lambda one: address(pk, one), lambda view, act: reverse("saved_view", args=[pk, view, act])
    )


@dataclass(frozen=True)
class Line:
    """One row ready to print: the firm, where it stands as a mark and a word, when it falls due."""

    row: Row
    firm: str
    panel: str
    mark: str
    word: Phrase
    notes: str
    when: str
    left: str
    late: bool
    percent: int


def late(row: Row, at) -> bool:
    """Return True when the panel's last moment has passed and somebody has not handed in."""
    return bool(row.due_at and row.due_at < at and row.panel_state in SCORING and row.handed < row.given)


def standing(row: Row) -> tuple[str, Phrase]:
    """Return where a proposal stands: the name of its mark and the word beside it."""
    if row.panel_state not in SCORING:
        marks = {"planning": "wait", "inviting": "wait", "locked": "seal", "reported": "ok"}
        return marks.get(row.panel_state, "wait"), str(PanelState(row.panel_state).label)
    if row.wide:
        return "fix", STATES["discuss"]
    if row.given and row.handed == row.given:
        return "ok", STATES["all"]
    if row.handed or row.begun:
        return "run", STATES["partly"]
    return "wait", STATES["none"]


def line(row: Row, at) -> Line:
    """Return a row with its words."""
    name, word = standing(row)
    notes = []
    if row.returned:
        notes.append(ngettext("退回 %(n)s 份", "退回 %(n)s 份", row.returned) % {"n": row.returned})
    if row.recused:
        notes.append(ngettext("%(n)s 位回避", "%(n)s 位回避", row.recused) % {"n": row.recused})
    waits = row.due_at and row.panel_state in SCORING
    return Line(
        row=row,
        firm=names.local(names.short_firm(row.firm_name, row.firm_short), row.firm_name_en),
        panel=names.short_panel(row.panel_name),
        mark=name,
        word=word,
        notes=_("，").join(notes),
        when=moments.short(row.due_at) if waits else "",
        left=moments.left(row.due_at, at) if waits and row.handed < row.given else "",
        late=late(row, at),
        percent=row.handed * 100 // row.given if row.given else 0,
    )


def sheet(batch, rows: list[Row], at) -> Table:
    """Return the rows as a table for a file; no score of a panel that is not locked."""
    head = [
        _("单位"),
        _("编号"),
        _("榜单"),
        _("评审组"),
        _("状态"),
        _("期限"),
        _("已交"),
        _("应交"),
        _("退回"),
        _("回避"),
    ]
    head += [_("得分"), _("名次")]
    cells = []
    for row in rows:
        due = f"{moments.beijing(row.due_at):%Y-%m-%d %H:%M}" if row.due_at else ""
        cells.append(
            [
                row.firm_name,
                row.receipt_number or "",
                row.title,
                row.panel_name,
                str(_("逾期") if late(row, at) else standing(row)[1]),
                due,
                row.handed,
                row.given,
                row.returned,
                row.recused,
                row.score if row.score is not None else "",
                row.rank if row.rank is not None else "",
            ]
        )
    return Table(
        name=_("评审进度"),
        title=_("评审进度：%(batch)s") % {"batch": batch.name},
        note=_("共 %(n)s 份") % {"n": len(rows)},
        head=head,
        rows=cells,
        widths=[26, 18, 30, 24, 10, 16, 7, 7, 7, 7, 9, 7],
        landscape=True,
    )
