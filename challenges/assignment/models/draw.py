"""Draws 抽取: how a panel was drawn by lot, with everything needed to draw it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.assignment.states.draw import DrawState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField


class Draw(Lifecycle):
    """One public draw for a panel.

    `commitment` is the SHA-256 of `secret`, recorded before the pool is read; the secret is told when the draw is
    made. `beacon_name` names beforehand a public value nobody can know yet; `beacon` is that value. `record` is the
    file from which anyone can draw again; it holds no names. `changes` are the organiser's edits with their reasons.
    """

    noun = "draw"

    state = state_field(DrawState, DrawState.PROMISED)
    panel = models.ForeignKey("challenges.Panel", on_delete=models.CASCADE, related_name="draws")
    size = models.PositiveSmallIntegerField(_("评审组人数"))
    reserves = models.PositiveSmallIntegerField(_("候补人数"), default=0)
    commitment = models.CharField(_("种子承诺"), max_length=64, editable=False)
    secret = models.CharField(max_length=64, editable=False)
    beacon_name = models.CharField(_("公开随机数来源"), max_length=120, blank=True)
    beacon = models.CharField(_("公开随机数"), max_length=120, blank=True)
    record = PlainField(default=dict, editable=False)
    changes = PlainField(default=list, editable=False)
    void_reason = models.CharField(_("作废理由"), max_length=240, blank=True)
    promised_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel"], condition=models.Q(state__in=["promised", "drawn"]), name="draw_one_open"
            )
        ]

    def __str__(self):
        return f"{self.panel_id} {self.commitment[:8]}"

    def parent(self):
        """Return the panel: its challenge and it are locked first."""
        return self.panel
