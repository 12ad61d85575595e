from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class SizeThresholdQuerySet(models.QuerySet):
    def on(self, day):
        """The rows of the rule in force on `day`: those with the latest effective date not after it."""
        latest = self.filter(effective_from__lte=day).order_by("-effective_from").values("effective_from")[:1]
        return self.filter(effective_from=latest)


class SizeThreshold(models.Model):
    """The lower bounds of one size class in one group of industries, by one rule.

    A new rule is a new set of rows with its own effective date; the old rows stay, because what was computed by them
    names them. A bound left empty is not asked for.
    """

    class SizeClass(models.TextChoices):
        LARGE = "large", _("大型")
        MEDIUM = "medium", _("中型")
        SMALL = "small", _("小型")

    rule = models.CharField(_("依据"), max_length=60)
    effective_from = models.DateField(_("生效日期"))
    group = models.CharField(_("行业组代码"), max_length=20)
    group_name = models.CharField(_("行业"), max_length=60)
    group_name_en = models.CharField(_("行业英文名称"), max_length=120, blank=True, default="")
    codes = PlainField(_("行业代码前缀"), default=list)
    size_class = models.CharField(_("类型"), max_length=10, choices=SizeClass)
    employees = models.PositiveIntegerField(_("从业人员下限（人）"), null=True, blank=True)
    revenue_wan = models.DecimalField(_("营业收入下限（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    assets_wan = models.DecimalField(_("资产总额下限（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)

    objects = SizeThresholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("企业划型标准")
        verbose_name_plural = _("企业划型标准")
        ordering = ["-effective_from", "group", "size_class"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "group", "size_class"], name="size_threshold_once"),
            models.CheckConstraint(
                condition=models.Q(employees__isnull=False)
                | models.Q(revenue_wan__isnull=False)
                | models.Q(assets_wan__isnull=False),
                name="size_threshold_bounded",
            ),
        ]

    def __str__(self):
        return f"{self.rule} · {self.group_name} · {self.get_size_class_display()}"
