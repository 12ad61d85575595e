"""Public notices 公告 and 公示, objections 异议 to them, and the awards that follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns
from challenges.states.notice import NoticeState, ObjectionState
from notifications.fields import PlainField

from .lifecycle import Lifecycle, state_field


class NoticeKind(models.TextChoices):
    COLLECTION = "collection", _("征集")
    PUBLICATION = "publication", _("发布")
    CORRECTION = "correction", _("更正")
    EXTENSION = "extension", _("延期")
    PUBLICITY = "publicity", _("公示")
    RESULT = "result", _("结果")
    WITHDRAWAL = "withdrawal", _("撤榜")
    LAPSE = "lapse", _("流榜")
    OBJECTION_RESULT = "objection_result", _("异议结果")


class Notice(Lifecycle):
    """A notice to the public. Once posted its words never change: a correction is a new notice that replaces it."""

    noun = "notice"

    state = state_field(NoticeState, NoticeState.DRAFT)
    kind = models.CharField(_("种类"), max_length=16, choices=NoticeKind.choices)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=160)
    body = models.TextField(_("正文"))
    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="notices")
    batch = models.ForeignKey("challenges.Batch", null=True, on_delete=models.PROTECT, related_name="notices")
    dated = models.DateField(_("成文日期"), null=True)
    posted_at = models.DateTimeField(null=True, editable=False)
    publicity_starts_on = models.DateField(_("公示开始"), null=True)
    publicity_ends_at = models.DateTimeField(_("公示结束"), null=True)
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = columns.Phone(_("联系电话"), max_length=40, blank=True)
    contact_email = columns.Mail(_("联系邮箱"), blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    facts = PlainField(default=dict, editable=False)
    prepared_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("公告")
        verbose_name_plural = _("公告")
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="notice_newest"),
            models.Index(fields=["state", "publicity_ends_at"], name="notice_publicity_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"], condition=~models.Q(number=""), name="notice_number_once"
            )
        ]

    def __str__(self):
        return self.title


class NoticeItem(models.Model):
    """What a notice is about: a challenge and, in a publicity, the proposal that is to be awarded."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="notice_items")
    proposal = models.ForeignKey(
        "challenges.Proposal", null=True, on_delete=models.PROTECT, related_name="notice_items"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.notice_id} {self.challenge_id}"


class Objection(Lifecycle):
    """A real-name objection 异议 inside the publicity period: it stops the award of that one challenge."""

    noun = "objection"

    state = state_field(ObjectionState, ObjectionState.FILED)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
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
