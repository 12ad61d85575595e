"""The terms of a challenge, row by row: indicators, payments, deliverables, milestones, conditions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.listing.models.challenge import Challenge
from challenges.listing.models.ip import IpOwner
from notifications.fields import PlainField


class Comparator(models.TextChoices):
    GE = "ge", "≥"
    LE = "le", "≤"
    GT = "gt", ">"
    LT = "lt", "<"
    EQ = "eq", "="
    BETWEEN = "between", _("区间")
    TOLERANCE = "tolerance", "±"
    BOOL = "bool", _("是/否")
    ENUM = "enum", _("选项")


VALUE: dict[str, Any] = {"max_digits": 24, "decimal_places": 10}


class Indicator(models.Model):
    """A measurable indicator 指标: name, unit, comparator, baseline and target, and how it is tested."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("指标名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    unit = models.CharField(_("单位"), max_length=24, blank=True)
    comparator = models.CharField(_("比较方式"), max_length=10, choices=Comparator.choices)
    baseline = models.DecimalField(_("现有水平"), null=True, blank=True, **VALUE)
    target = models.DecimalField(_("目标值"), null=True, blank=True, **VALUE)
    target_max = models.DecimalField(_("目标上限"), null=True, blank=True, **VALUE)
    options = PlainField(_("选项"), default=list, blank=True)
    mandatory = models.BooleanField(_("必达"), default=True)
    test_method = models.CharField(_("测试方法或标准"), max_length=200, blank=True)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    measured_by = models.CharField(_("测量方"), max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField(_("权重"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "position"], name="indicator_position_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return self.name


class PaymentPart(models.Model):
    """A part of the payment split 拨付节点, in percent; `race` parts belong to the race pool."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="payment_parts")
    position = models.PositiveSmallIntegerField()
    node = models.CharField(_("拨付节点"), max_length=80)
    percent = models.DecimalField(_("比例（%）"), max_digits=5, decimal_places=2)
    race = models.BooleanField(_("赛马阶段"), default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.node


class Deliverable(models.Model):
    """Something to hand over 交付物."""

    class Kind(models.TextChoices):
        PROTOTYPE = "prototype", _("样机")
        SAMPLE = "sample", _("样品")
        SOFTWARE = "software", _("软件")
        PROCESS_PACKAGE = "process_package", _("工艺包")
        REPORT = "report", _("报告")
        STANDARD = "standard", _("标准")
        PATENT = "patent", _("专利")

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="deliverables")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("种类"), max_length=16, choices=Kind.choices)
    text = models.CharField(_("内容"), max_length=200)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.text


class PlannedMilestone(models.Model):
    """A milestone as the lead firm plans it 计划节点; its month stays open while the need is a draft."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("节点名称"), max_length=80)
    due_month = models.PositiveSmallIntegerField(_("第几个月"), null=True, blank=True)
    check_text = models.CharField(_("考核内容"), max_length=240, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name


class IpResult(models.Model):
    """To whom one expected result belongs and how the other side may use it, where results are split 按成果分别约定."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="ip_results")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("成果"), max_length=120)
    owner = models.CharField(_("归属"), max_length=10, choices=IpOwner, blank=True)
    use = models.CharField(_("对方如何使用"), max_length=240, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name


class Condition(models.Model):
    """An eligibility condition 揭榜条件 as a typed predicate; the kinds stand in `access/eligibility.py`."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("种类"), max_length=24)
    params = PlainField(_("参数"), default=dict)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.kind
