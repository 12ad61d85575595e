"""Papers of a review 评审材料: drawn up after the lock, each time with a reason that is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.acting import Acting
from accounts.actions.checking import fitting
from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.core import gate, policy
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused
from challenges.core.periods import day_of
from challenges.core.queries.documents import document
from challenges.core.queries.sheets import XLSX, workbook
from challenges.files.actions import keep_content, stored_at
from challenges.review.access.review import may_read_report, reports_visible_to
from challenges.review.models import Panel, Report
from challenges.review.queries.papers import PAPERS
from challenges.review.queries.report import report
from challenges.review.states.review import PanelState
from notifications.events import record

LOCKED = (PanelState.LOCKED, PanelState.REPORTED)
TYPES = {
    "xlsx": XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_DAYS = 60
# Official papers are in Chinese, whatever their reader's language.
LANGUAGE = "zh-hans"


@dataclass(frozen=True)
class Paper:
    """A paper as a file to hand out."""

    name: str
    content_type: str
    content: bytes


def export(
    panel: Panel,
    *,
    by: Acting,
    at: Moment,
    kind: str,
    reason: str,
    format: str = "xlsx",
    days: Any = None,
    round: Any = None,
) -> Paper:
    """Hand out a paper of a locked panel: "scores", "opinions" or "fees" drawn up now, "report" as it was kept.

    `format` is "xlsx" or "docx"; `days` are the working days of each expert for the fee sheet, `round` names an
    earlier report. Who took what, and why, is recorded.
    Raises NotAllowed (the report is for all who watch the panel, the others for its officers), Refused before the lock
    or the report, Invalid for an unknown paper, format or number of days, or an empty reason.
    """
    days, problems = checked(kind, format, reason, days)
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        allowed = may_read_report(by, panel) if kind == "report" else policy.may(by, "report", panel)
        if not allowed:
            raise NotAllowed(policy.why_not(by, panel))
        if problems:
            raise Invalid(problems)
        if kind == "report":
            content, round = kept(panel, by, format, round)
        else:
            content, round = drawn_up(panel, now, kind, format, days), panel.round
        facts = {"kind": kind, "format": format, "reason": fitting(reason), "round": round}
        record("panel.exported", subject=panel, by=by, at=now, facts=facts)
    return Paper(f"panel-{panel.pk}-{kind}-{round}.{format}", TYPES[format], content)


def checked(kind: str, format: str, reason: str, days: Any) -> tuple[Decimal | None, list[Problem]]:
    """Return the days as a number, and everything that is wrong with what was asked for."""
    problems = []
    if kind not in PAPERS and kind != "report":
        problems.append(Problem("kind", _("没有这种材料。"), "unknown_paper"))
    if format not in TYPES:
        problems.append(Problem("format", _("请选择 Excel 或 Word 格式。"), "unknown_format"))
    if not reason.strip():
        problems.append(Problem("reason", _("请写明导出的用途。"), "required"))
    if days in (None, ""):
        return None, problems
    try:
        days = number.read(days, unit="day")
        sound = 0 < days <= MOST_DAYS and days * 2 == int(days * 2)
    except Unreadable:
        sound = False
    if not sound:
        words = _("天数须大于 0、不超过 %(most)s，可以是半天。") % {"most": MOST_DAYS}
        problems.append(Problem("days", words, "bad_days"))
    return days, problems


def drawn_up(panel: Panel, at: datetime, kind: str, format: str, days: Decimal | None) -> bytes:
    """Return a paper drawn up from the locked scores."""
    if panel.state not in LOCKED:
        raise Refused(_("评分锁定之后才能导出。"), code="not_locked")
    with override(LANGUAGE):
        return written(PAPERS[kind](panel, on=day_of(at), days=days), format, at)


def written(tables: Any, format: str, at: datetime) -> bytes:
    """Return tables as a file of this format."""
    return document(tables, at=at) if format == "docx" else workbook(tables)


def kept(panel: Panel, by: Acting, format: str, round: int | None) -> tuple[bytes, int]:
    """Return a kept report and its round, the newest unless one is named; its bytes are compared with their hash."""
    rows = reports_visible_to(by).filter(panel=panel, format=format)
    row = rows.filter(round=round).first() if round else rows.first()
    if row is None:
        raise Refused(_("评审报告还没有出具。"), code="no_report")
    return read(row), row.round


def read(row: Report) -> bytes:
    """Return the bytes of a kept report. Raises Refused when they are not what was kept."""
    content = stored_at(row.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Refused(_("存档的评审报告与校验码不符，请联系平台运营。"), code="report_damaged")
    return content


def keep_report(panel: Panel, *, by: Acting, at: datetime) -> list[Report]:
    """Draw up the report of the signed result and keep it, in each format; a round has one report, which never changes.

    Must run inside the gate of the panel.
    """
    made = []
    with override(LANGUAGE):
        tables = report(panel, on=day_of(panel.locked_at or at))
        for format in TYPES:
            content = written(tables, format, at)
            made.append(
                Report(
                    panel=panel,
                    round=panel.round,
                    format=format,
                    sha256=keep_content(content),
                    size=len(content),
                    made_at=at,
                    made_by=by.user,
                )
            )
    return Report.objects.bulk_create(made)
