"""Objections 异议: who objects to what of a publicity, on which facts and documents, and what they ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns
from challenges.award.models.inquiry import Side
from challenges.award.states.objection import ObjectionState
from challenges.core.models.lifecycle import Recallable, state_field


class ObjectionMatter(models.TextChoices):
    """What a publicity states, one of which is objected to."""

    QUALIFICATION = "qualification", _("拟中榜单位的资格条件")
    PROCEDURE = "procedure", _("评审的程序")
    CONFLICT = "conflict", _("应回避而未回避的利害关系")
    TRUTH = "truth", _("成果的归属或者真实性")
    OTHER = "other", _("公示的其他内容")


class ObjectionRemedy(models.TextChoices):
    """What an objector asks for."""

    CHECK = "check", _("核查并说明结果")
    EXCLUDE = "exclude", _("取消拟中榜资格")
    REVIEW = "review", _("重新评审")
    CHOOSE = "choose", _("重新择定")
    OTHER = "other", _("其他处理")


class ObjectorStanding(models.TextChoices):
    """What somebody who acts for no firm has to do with the matter."""

    APPLICANT = "applicant", _("本榜单的申报人员")
    EMPLOYEE = "employee", _("申报单位或者发榜方的职工")
    OTHER = "other", _("其他利害关系")


class Objection(Recallable):
    """An objection under a real name inside the publicity period: it stops the award of that one challenge.

    `name` and `email` are those of the account when it was filed. `source` names a document, where no file was sent.
    """

    noun = "objection"

    state = state_field(ObjectionState, ObjectionState.FILED)
    notice = models.ForeignKey("challenges.Notice", on_delete=models.PROTECT, related_name="objections")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(max_length=40, unique=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("异议人姓名"), max_length=120)
    phone = columns.Phone(_("联系电话"), max_length=40)
    email = columns.Mail(_("联系邮箱"), blank=True)
    standing = models.CharField(_("与本榜单的关系"), max_length=9, choices=ObjectorStanding, blank=True)
    standing_text = models.CharField(_("关系说明"), max_length=240, blank=True)
    matter = models.CharField(_("异议事项"), max_length=13, choices=ObjectionMatter)
    matter_text = models.CharField(_("事项说明"), max_length=240, blank=True)
    text = models.TextField(_("事实"))
    source = models.TextField(_("证据来源"), blank=True)
    remedy_kind = models.CharField(_("请求"), max_length=7, choices=ObjectionRemedy)
    remedy = models.TextField(_("请求的内容"))
    filed_at = models.DateTimeField()
    registered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    register_note = models.TextField(_("登记意见"), blank=True)
    handled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(_("处理意见"), blank=True)
    decided_at = models.DateTimeField(null=True)
    back_to = models.CharField(max_length=24, blank=True, editable=False)
    # Until when a review may be asked for, by the objector and, where it holds, by the firm objected to; None once that
    # is over or used.
    review_until = models.DateTimeField(null=True, editable=False)
    review_side = models.CharField(max_length=8, choices=Side, blank=True, default="", editable=False)
    review_asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    review_asked_at = models.DateTimeField(null=True, editable=False)
    review_text = models.TextField(_("复核理由"), blank=True, default="")
    reviewed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, editable=False)
    review_decision = models.TextField(_("复核意见"), blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["challenge", "state"], name="objection_by_challenge"),
            models.Index(fields=["state", "review_until"], name="objection_review_until"),
        ]

    def __str__(self):
        return self.number

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge
