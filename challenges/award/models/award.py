"""What follows the ranking: the lead firm's choice 拟选, the objections 异议 to it, and the award 中榜."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns
from challenges.award.states.objection import ObjectionState
from challenges.core.models.lifecycle import Recallable, state_field


class Choice(models.Model):
    """The lead firm's choice 拟选 for one slot; other than by rank it needs a reason."""

    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="choices")
    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    chosen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "slot"], name="choice_one_a_slot"),
            models.UniqueConstraint(fields=["challenge", "proposal"], name="choice_once_a_proposal"),
        ]

    def __str__(self):
        return f"{self.challenge_id} slot {self.slot}"


class Objection(Recallable):
    """A real-name objection 异议 inside the publicity period: it stops the award of that one challenge."""

    noun = "objection"

    state = state_field(ObjectionState, ObjectionState.FILED)
    notice = models.ForeignKey("challenges.Notice", on_delete=models.PROTECT, related_name="objections")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(max_length=40, unique=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("异议人姓名或单位名称"), max_length=120)
    phone = columns.Phone(_("联系电话"), max_length=40)
    email = columns.Mail(_("联系邮箱"), blank=True)
    text = models.TextField(_("异议事项与事实"))
    remedy = models.TextField(_("请求"))
    filed_at = models.DateTimeField()
    handled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(_("处理意见"), blank=True)
    decided_at = models.DateTimeField(null=True)
    back_to = models.CharField(max_length=24, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["challenge", "state"], name="objection_by_challenge")]

    def __str__(self):
        return self.number

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge


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
