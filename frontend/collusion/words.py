"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "signal": {"open": "wait", "explained": "ok", "pursued": "run"},
}

EVENTS = {
    "signal.explained": _("说明围标线索"),
    "signal.pursued": _("线索列入核查"),
}
