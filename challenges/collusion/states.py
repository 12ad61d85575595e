"""The life of a signal 围标线索: found, then explained or taken up for an inquiry by the organiser's people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class SignalState(TextChoices):
    OPEN = "open", _("待看")
    EXPLAINED = "explained", _("已说明")
    PURSUED = "pursued", _("核查中")


S = SignalState

SIGNAL = Table(
    "signal",
    SignalState,
    (
        step("explain", (S.OPEN, S.PURSUED), S.EXPLAINED, event="signal.explained"),
        step("pursue", (S.OPEN, S.EXPLAINED), S.PURSUED, event="signal.pursued"),
    ),
)
