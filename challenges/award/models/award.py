"""What follows the ranking: the lead firm's choice 拟选, and the award 中榜."""

from django.db import models


class Choice(models.Model):
    """The lead firm's choice 拟选 for one slot; other than by rank it needs a reason.

    Chosen by nobody: a reserve that moved up when the firm before it did not sign in time.
    """

    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="choices")
    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    chosen_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "slot"], name="choice_one_a_slot"),
            models.UniqueConstraint(fields=["challenge", "proposal"], name="choice_once_a_proposal"),
        ]

    def __str__(self):
        return f"{self.challenge_id} slot {self.slot}"


class Award(models.Model):
    """A slot of a challenge that was won. One award a slot: the database itself refuses a second."""

    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="awards")
    proposal = models.OneToOneField("challenges.Proposal", on_delete=models.PROTECT, related_name="award")
    slot = models.PositiveSmallIntegerField()
    awarded_at = models.DateTimeField()
    sign_by = models.DateTimeField()

    class Meta:
        ordering = ["slot"]
        constraints = [models.UniqueConstraint(fields=["challenge", "slot"], name="award_one_a_slot")]

    def __str__(self):
        return f"{self.challenge_id} slot {self.slot}"
