"""Papers of a review 评审材料: drawn up after the lock, each time with a reason that is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.access import door
from challenges.models import Panel
from challenges.queries.papers import PAPERS
from challenges.queries.sheets import workbook
from challenges.states.review import PanelState
from notifications.events import record

from . import gate
from .gate import Invalid, NotAllowed, Problem, Refused

LOCKED = (PanelState.LOCKED, PanelState.REPORTED)


def export(panel: Panel, *, by, at, kind: str, reason: str) -> bytes:
    """Draw up a paper of a locked panel as XLSX: "scores", "opinions" or "fees"; who took it, and why, is recorded.

    Raises NotAllowed for anybody but the organiser's review officers, Refused before the lock, Invalid for an
    unknown paper or an empty reason.
    """
    problems = []
    if kind not in PAPERS:
        problems.append(Problem("kind", _("没有这种材料。"), "unknown_paper"))
    if not reason.strip():
        problems.append(Problem("reason", _("请写明导出的用途。"), "required"))
    with transaction.atomic():
        gate.lock(panel)
        if not door.may(by, "report", panel):
            raise NotAllowed()
        if problems:
            raise Invalid(problems)
        if panel.state not in LOCKED:
            raise Refused(_("评分锁定之后才能导出。"), code="not_locked")
        facts = {"kind": kind, "reason": reason.strip()[:240], "round": panel.round}
        record("panel.exported", subject=panel, by=by, at=gate.moment(at), facts=facts)
    return workbook(PAPERS[kind](panel))
