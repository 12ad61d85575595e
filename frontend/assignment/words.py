"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "draw": {"promised": "wait", "drawn": "run", "applied": "ok", "void": "end"},
    "allotment": {"asked": "run", "ready": "fix", "failed": "bad", "applied": "ok", "void": "end"},
    "staffing": {"asked": "run", "ready": "fix", "failed": "bad", "applied": "ok", "void": "end"},
}

EVENTS = {
    "draw.promised": _("公布抽取承诺"),
    "draw.made": _("抽取评审专家"),
    "draw.applied": _("采用抽取结果"),
    "draw.voided": _("作废抽取"),
    "staffing.asked": _("求解组评方案"),
    "staffing.solved": _("组评方案得出"),
    "staffing.revised": _("调整组评方案"),
    "staffing.applied": _("采用组评方案"),
    "staffing.voided": _("作废组评方案"),
    "allotment.asked": _("求解派评方案"),
    "allotment.solved": _("派评方案得出"),
    "allotment.revised": _("调整派评方案"),
    "allotment.applied": _("采用派评方案"),
    "allotment.voided": _("作废派评方案"),
}
