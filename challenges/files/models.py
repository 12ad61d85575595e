"""Attachments 附件: immutable files named by the hash of their content, always handed out as a download."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class AttachmentKind(models.TextChoices):
    LICENCE = "licence", _("营业执照")
    AUDIT = "audit", _("审计报告")
    AGREEMENT = "agreement", _("联合体协议")
    TEST_REPORT = "test_report", _("检测报告")
    NOVELTY = "novelty", _("查新报告")
    FUNDS_LETTER = "funds_letter", _("资金落实函")
    EVIDENCE = "evidence", _("佐证材料")
    OTHER = "other", _("其他")


class ScanState(models.TextChoices):
    WAITING = "waiting", _("待检查")
    CLEAN = "clean", _("已检查")
    BLOCKED = "blocked", _("未通过检查")
    FAILED = "failed", _("暂时无法检查")


# What a file may belong to, each by its own column.
OWNED = ("challenge", "proposal", "objection", "notice", "inquiry", "milestone")


def only_one(names: tuple[str, ...]) -> models.Q:
    """Return the condition that exactly one of these columns is filled."""
    found = models.Q()
    for owner in names:
        found |= models.Q(**{f"{name}__isnull": name != owner for name in names})
    return found


class Attachment(models.Model):
    """A file of exactly one owner. Removing it only hides the row; what was handed in stays what it was.

    Until its contents have been checked (`scan_state`), only those who uploaded it may load it; what was found and
    where stands in `findings`. Of a proposal's file its firm says who besides the organiser reads it: the partners of
    the consortium (the leading firm and the one it came from always do), the lead firm, the experts.
    """

    noun = "attachment"

    challenge = models.ForeignKey(
        "challenges.Challenge", null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    proposal = models.ForeignKey("challenges.Proposal", null=True, on_delete=models.CASCADE, related_name="attachments")
    objection = models.ForeignKey(
        "challenges.Objection", null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    notice = models.ForeignKey("challenges.Notice", null=True, on_delete=models.CASCADE, related_name="attachments")
    inquiry = models.ForeignKey("challenges.Inquiry", null=True, on_delete=models.CASCADE, related_name="attachments")
    milestone = models.ForeignKey(
        "challenges.Milestone", null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    kind = models.CharField(_("种类"), max_length=16, choices=AttachmentKind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    scan_state = models.CharField(max_length=8, choices=ScanState.choices, default=ScanState.WAITING)
    findings = PlainField(default=list, blank=True)
    # The organisation that uploaded it acted for; none for a person who acted for themselves.
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    for_consortium = models.BooleanField(_("联合体成员可看"), default=True)
    for_lead = models.BooleanField(_("发榜方可看"), default=True)
    for_experts = models.BooleanField(_("评审专家可看"), default=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["scan_state", "id"], name="attachment_to_scan")]
        constraints = [
            models.CheckConstraint(
                condition=only_one(OWNED),
                name="attachment_one_owner",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def owner(self):
        """Return the one row this file belongs to."""
        return next(getattr(self, name) for name in OWNED if getattr(self, f"{name}_id"))

    @property
    def refused(self) -> list[dict]:
        """Return the findings for which this file is not taken."""
        return [found for found in self.findings if found.get("level") == "refused"]

    @property
    def chain(self) -> str:
        """Return the timeline of the owner."""
        return self.owner.chain
