"""What people ask about their own data, and for how long the law has what they did kept."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class PersonalRule(models.Model):
    """A number that a law or a rule book says about personal data, with the day from which it holds; the latest wins.

    `value` is in years for what is kept (`keep_…`), in days for the pause before a deletion and for the answer to a
    request. `basis` names the source, which is told to whoever asks for a deletion.
    """

    class Key(models.TextChoices):
        RECORD = "keep_record", _("申报、评审、审定和办理记录保存（年）")
        NOTICE = "keep_notice", _("榜单和公告保存（年）")
        UNIT = "keep_unit", _("单位与岗位记录保存（年）")
        REQUEST = "keep_request", _("个人信息请求保存（年）")
        GRACE = "grace_days", _("提出删除后几天执行（其间可以撤回）")
        ANSWER = "answer_days", _("更正请求几个工作日内答复")

    key = models.CharField(_("规则"), max_length=20, choices=Key)
    value = models.PositiveSmallIntegerField(_("数值"))
    basis = models.CharField(_("依据文件"), max_length=240)
    effective_from = models.DateField(_("生效日期"))

    noun = "personal_rule"
    # One timeline for all of them.
    chain = "personal_rules"

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息规则")
        ordering = ["key", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["key", "effective_from"], name="personal_rule_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.value} {self.effective_from}"

    @classmethod
    def in_force(cls, on: date) -> dict[str, "PersonalRule"]:
        """Return the rule of each key that holds on a day."""
        return {row.key: row for row in cls.objects.filter(effective_from__lte=on).order_by("effective_from")}


class PersonalRequest(models.Model):
    """What somebody asked about their own data: that others correct something, or that their account be deleted.

    A correction is answered before `due_at`; a deletion is carried out at `due_at`, and may be withdrawn until then.
    `kept` names what the law has kept, `name_until` the day until which the name stands with it.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("更正")
        ERASURE = "erasure", _("删除")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("等待办理")
        ANSWERED = "answered", _("已更正")
        REFUSED = "refused", _("未办理")
        WITHDRAWN = "withdrawn", _("已撤回")
        DONE = "done", _("已删除")

    noun = "personal_request"

    person: Any = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True, default="")
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    answer = models.TextField(blank=True, default="")
    answered_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    kept = PlainField(default=list, blank=True)
    name_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", ended_at=None) | (~Q(outcome="waiting") & Q(ended_at__isnull=False)),
                name="personal_request_ended",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="erasure", outcome="waiting"), name="personal_erasure_once"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(outcome="waiting"), name="personal_request_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def chain(self) -> str:
        """Return the timeline of the person."""
        return f"user:{self.person_id}"
