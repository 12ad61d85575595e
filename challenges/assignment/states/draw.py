"""The life of a draw 抽取: promised by the hash of its secret, made, and taken into the panel or given up."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class DrawState(TextChoices):
    PROMISED = "promised", _("已公布承诺")
    DRAWN = "drawn", _("已抽取")
    APPLIED = "applied", _("已采用")
    VOID = "void", _("已作废")


D = DrawState

DRAW = Table(
    "draw",
    DrawState,
    (
        step("make", D.PROMISED, D.DRAWN, event="draw.made"),
        step("apply", D.DRAWN, D.APPLIED, event="draw.applied"),
        step("void", (D.PROMISED, D.DRAWN), D.VOID, event="draw.voided"),
    ),
)
