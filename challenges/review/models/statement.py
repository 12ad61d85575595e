"""Statements 合议发言: what the experts of a panel write to each other about a proposal while they discuss."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """One statement in the discussion of one proposal. It is part of the record: never altered, never taken back."""

    noun = "statement"

    panel = models.ForeignKey("challenges.Panel", on_delete=models.CASCADE, related_name="statements")
    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("challenges.Seat", on_delete=models.PROTECT, related_name="statements")
    round = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField(_("发言"))
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["panel", "proposal", "id"], name="statement_by_proposal")]

    def __str__(self):
        return f"{self.seat_id}: {self.text[:20]}"

    @property
    def chain(self) -> str:
        """Return the challenge's timeline."""
        return self.panel.chain
