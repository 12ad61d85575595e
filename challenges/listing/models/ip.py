"""What a challenge says of intellectual property 知识产权: the one list of its terms, which form, page, interface,
editions and checks read.

Every term may stay open; what the law then says is told by `queries/ip.py`. Background rights are what each side
brings, foreground rights what the work makes.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class IpClause(models.TextChoices):
    OWNER_LEAD = "OWNER_LEAD", _("归发榜方")
    OWNER_DEV_LICENSE = "OWNER_DEV_LICENSE", _("归揭榜方，发榜方获得许可")
    JOINT = "JOINT", _("双方共有")
    SPLIT_BY_RESULT = "SPLIT_BY_RESULT", _("按成果分别约定")


class IpOwner(models.TextChoices):
    LEAD = "lead", _("发榜方")
    DEVELOPER = "developer", _("揭榜方")
    JOINT = "joint", _("双方共有")


class BackgroundUse(models.TextChoices):
    FREE = "free", _("许可对方在实施成果所必需的范围内免费使用")
    PAID = "paid", _("许可对方在实施成果所必需的范围内使用，费用另行约定")
    NONE = "none", _("不许可对方使用")


class LicenceKind(models.TextChoices):
    NON_EXCLUSIVE = "non_exclusive", _("普通许可")
    SOLE = "sole", _("排他许可")
    EXCLUSIVE = "exclusive", _("独占许可")


class LicenceTerm(models.TextChoices):
    WHOLE = "whole", _("权利的整个有效期")
    YEARS = "years", _("约定年数")


class LicenceFee(models.TextChoices):
    FREE = "free", _("免费")
    FIXED = "fixed", _("一次总算")
    ROYALTY = "royalty", _("按实施收入提成")


class Sublicence(models.TextChoices):
    NO = "no", _("不得再许可")
    AFFILIATES = "affiliates", _("只可再许可给关联企业")
    CONSENT = "consent", _("经许可方书面同意可以再许可")
    YES = "yes", _("可以再许可")


class Improvements(models.TextChoices):
    MAKER = "maker", _("归作出改进的一方")
    MAKER_LICENSES = "maker_licenses", _("归作出改进的一方，对方免费获得普通许可")
    JOINT = "joint", _("双方共有")
    LEAD = "lead", _("归发榜方")
    DEVELOPER = "developer", _("归揭榜方")


class Transfer(models.TextChoices):
    FIRST_REFUSAL = "first_refusal", _("同等条件下对方优先受让")
    CONSENT = "consent", _("须对方书面同意")
    FREE = "free", _("权利人可自行转让")


class Publication(models.TextChoices):
    NOTICE = "notice", _("事先告知对方，期内没有书面异议即可发表")
    LEAD = "lead", _("须发榜方书面同意")
    BOTH = "both", _("须双方书面同意")


class IpTerms(models.Model):
    """The terms on intellectual property. Money in 万元, royalty in percent of the income from exploitation.

    The licence is the one on foreground rights: from the owner to the other side.
    """

    ip_clause = models.CharField(_("前景知识产权"), max_length=20, choices=IpClause.choices, blank=True)
    ip_background_use = models.CharField(_("背景知识产权的使用"), max_length=8, choices=BackgroundUse, blank=True)
    ip_background = models.TextField(_("双方带入的背景知识产权"), blank=True)
    ip_licence_kind = models.CharField(_("许可方式"), max_length=16, choices=LicenceKind, blank=True)
    ip_licence_field = models.CharField(_("许可的使用领域"), max_length=200, blank=True)
    ip_licence_territory = models.CharField(_("许可的地域"), max_length=120, blank=True)
    ip_licence_term = models.CharField(_("许可期限"), max_length=8, choices=LicenceTerm, blank=True)
    ip_licence_years = models.PositiveSmallIntegerField(_("许可年数"), null=True, blank=True)
    ip_licence_fee = models.CharField(_("许可费"), max_length=8, choices=LicenceFee, blank=True)
    ip_licence_fee_wan = models.DecimalField(
        _("许可费总额（万元）"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    ip_royalty_percent = models.DecimalField(_("提成比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    ip_sublicence = models.CharField(_("再许可"), max_length=12, choices=Sublicence, blank=True)
    ip_improvements = models.CharField(_("后续改进"), max_length=16, choices=Improvements, blank=True)
    ip_transfer = models.CharField(_("权利转让"), max_length=16, choices=Transfer, blank=True)
    ip_publication = models.CharField(_("论文等发表"), max_length=8, choices=Publication, blank=True)
    ip_publication_days = models.PositiveSmallIntegerField(_("发表前告知的天数"), null=True, blank=True)
    ip_secrecy_years = models.PositiveSmallIntegerField(_("保密年限"), null=True, blank=True)
    ip_terms = models.TextField(_("知识产权的其他约定"), blank=True)

    class Meta:
        abstract = True


IP_CHOICES: dict[str, Any] = {
    "ip_clause": IpClause,
    "ip_background_use": BackgroundUse,
    "ip_licence_kind": LicenceKind,
    "ip_licence_term": LicenceTerm,
    "ip_licence_fee": LicenceFee,
    "ip_sublicence": Sublicence,
    "ip_improvements": Improvements,
    "ip_transfer": Transfer,
    "ip_publication": Publication,
}
# The longest text that is taken.
IP_TEXTS = {"ip_background": 2000, "ip_licence_field": 200, "ip_licence_territory": 120, "ip_terms": 4000}
# Lowest and highest, and what may be written behind the number (accounts.typed.number.UNITS).
IP_WHOLE = {
    "ip_licence_years": (1, 50, ""),
    "ip_publication_days": (1, 180, "day"),
    "ip_secrecy_years": (1, 50, ""),
}
IP_MONEY = "ip_licence_fee_wan"
IP_PERCENT = "ip_royalty_percent"
# Every term, in the order in which it is asked and read. Terms of results stand in rows of their own (`IpResult`).
IP_FIELDS = tuple(column.name for column in IpTerms._meta.local_fields)
# What a reader of the outline of a restricted challenge reads too: what is chosen, and nothing that was written.
IP_OUTLINE = tuple(name for name in IP_FIELDS if name not in IP_TEXTS and name != IP_MONEY)
