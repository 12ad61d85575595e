from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One word of a dictionary: a code, its names, and the entry it stands under."""

    code = models.CharField(_("代码"), max_length=8, primary_key=True)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """The name in the active language; the Chinese one where no English one is given."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class Region(Entry):
    """A province, city or county of GB/T 2260. Abolished and renamed codes keep their dates, old rows their code."""

    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")


class Industry(Entry):
    """A section, division, group or class of GB/T 4754."""

    edition = models.CharField(_("版本"), max_length=20, default="GB/T 4754-2017")

    class Meta(Entry.Meta):
        verbose_name = _("国民经济行业")
        verbose_name_plural = _("国民经济行业")


class TechField(Entry):
    """One of the 国家重点支持的高新技术领域 (annex of 国科发火〔2016〕32号), two levels."""

    class Meta(Entry.Meta):
        verbose_name = _("高新技术领域")
        verbose_name_plural = _("高新技术领域")
