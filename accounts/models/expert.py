"""An expert's profile 专家档案 and his dated posts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExpertCategory(models.TextChoices):
    TECHNICAL = "technical", _("技术专家")
    ENTERPRISE = "enterprise", _("企业专家")
    FINANCE = "finance", _("财务专家")
    IP = "ip", _("知识产权专家")
    INVESTMENT = "investment", _("投资专家")


class Integrity(models.TextChoices):
    NORMAL = "normal", _("正常")
    SUSPENDED = "suspended", _("暂停")
    BARRED = "barred", _("禁止")


class ExpertProfile(models.Model):
    """What an expert knows, for whom he counts, and how much he can take on."""

    noun = "expert"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    category = models.CharField(_("类别"), max_length=12, choices=ExpertCategory.choices)
    title = models.CharField(_("职称"), max_length=60, blank=True)
    field_codes = models.JSONField(_("领域"), default=list)
    keywords = models.JSONField(_("关键词"), default=list)
    languages = models.JSONField(_("语言"), default=list)
    years = models.PositiveSmallIntegerField(_("从业年限"), null=True, blank=True)
    max_load = models.PositiveSmallIntegerField(_("每批最多评审份数"), default=8)
    available = models.BooleanField(_("可接受邀请"), default=True)
    integrity = models.CharField(_("诚信状态"), max_length=10, choices=Integrity.choices, default=Integrity.NORMAL)

    class Meta:
        verbose_name = _("专家")
        verbose_name_plural = _("专家")

    def __str__(self):
        return str(self.user)

    @property
    def chain(self) -> str:
        """Return the expert's own timeline."""
        return f"expert:{self.pk}"


class Employment(models.Model):
    """A post of an expert, with dates. Two posts at once (双聘) both count for recusal."""

    expert = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit_name = models.CharField(_("单位"), max_length=120)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="employment_dates_ordered",
            )
        ]

    def __str__(self):
        return self.unit_name
