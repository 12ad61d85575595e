"""Review reports 评审报告: drawn up when the organiser takes over a signed result, and kept as they were."""

from django.db import models


class Report(models.Model):
    """One kept file of a panel's report: one for each round and format, named by its hash, never altered.

    Scores that are opened again begin a new round, and its report stands beside the older one.
    """

    noun = "report"

    panel = models.ForeignKey("challenges.Panel", on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-round", "format"]
        constraints = [models.UniqueConstraint(fields=["panel", "round", "format"], name="report_once_a_round")]

    def __str__(self):
        return f"{self.panel_id} {self.round} {self.format}"

    @property
    def chain(self) -> str:
        """Return the challenge's timeline."""
        return self.panel.chain
