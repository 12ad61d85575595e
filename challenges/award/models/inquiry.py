"""Inquiries 询问: what the desk of an objection asks of the objector, the firm objected to or the lead firm."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.award.states.inquiry import InquiryState
from challenges.core.models.lifecycle import Lifecycle, state_field


class Side(models.TextChoices):
    """Whom an inquiry is sent to, by what they are to the objection."""

    OBJECTOR = "objector", _("异议人")
    TARGET = "target", _("被异议单位")
    LEAD = "lead", _("发榜方")


class Wanted(models.TextChoices):
    """What is asked for: words are enough, or at least one file must come."""

    STATEMENT = "statement", _("书面说明")
    DOCUMENT = "document", _("证明文件")


class Inquiry(Lifecycle):
    """One question of the desk with the answer to it. Neither changes once it is sent.

    `organisation` is the firm asked, None for an objector who acts for none. The three last columns say to which other
    side the desk has passed on question and answer; the side asked always reads them, and nobody else.
    """

    noun = "inquiry"

    state = state_field(InquiryState, InquiryState.ASKED)
    objection = models.ForeignKey("challenges.Objection", on_delete=models.PROTECT, related_name="inquiries")
    side = models.CharField(_("询问对象"), max_length=8, choices=Side)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    wanted = models.CharField(_("要求提供"), max_length=9, choices=Wanted)
    question = models.TextField(_("询问内容"))
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("答复"), blank=True, default="")
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    for_objector = models.BooleanField(default=False, editable=False)
    for_target = models.BooleanField(default=False, editable=False)
    for_lead = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="inquiry_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side=Side.OBJECTOR) | models.Q(organisation__isnull=False),
                name="inquiry_to_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=InquiryState.ANSWERED)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer=""),
                name="inquiry_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.objection_id} {self.side}"

    def parent(self):
        """Return the objection: it is locked first."""
        return self.objection

    @property
    def challenge(self):
        """Return the challenge whose award is objected to."""
        return self.objection.challenge
