"""Dictionaries 代码表: regions, industries, technology fields, with the dates between which a code holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dictionary(models.Model):
    """A code with its names. Codes are never deleted: they end."""

    code = models.CharField(_("代码"), max_length=8, primary_key=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"


class Region(Dictionary):
    """An administrative division 行政区划 (GB/T 2260, six digits; prefixes give province and city)."""

    class Meta(Dictionary.Meta):
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")


class Industry(Dictionary):
    """An industry 国民经济行业 (GB/T 4754-2017 with the 2019 amendment)."""

    class Meta(Dictionary.Meta):
        verbose_name = _("行业")
        verbose_name_plural = _("行业")


class TechField(Dictionary):
    """A technology field 国家重点支持的高新技术领域 (annex of 国科发火〔2016〕32号)."""

    class Meta(Dictionary.Meta):
        verbose_name = _("技术领域")
        verbose_name_plural = _("技术领域")


class SizeThreshold(models.Model):
    """The lower bounds of one size class in one industry group (国统字〔2017〕213号), from a date on."""

    version = models.CharField(_("规则版本"), max_length=40)
    effective_from = models.DateField(_("生效日期"))
    group = models.CharField(_("行业组"), max_length=40)
    divisions = models.JSONField(_("行业代码"))
    size_class = models.CharField(_("规模"), max_length=16)
    employees = models.PositiveIntegerField(_("从业人员（人）"), null=True, blank=True)
    revenue_wan = models.DecimalField(_("营业收入（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    assets_wan = models.DecimalField(_("资产总额（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("划型标准")
        verbose_name_plural = _("划型标准")
        ordering = ["effective_from", "group", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "group", "size_class"], name="size_threshold_once")]

    def __str__(self):
        return f"{self.version} {self.group} {self.size_class}"
