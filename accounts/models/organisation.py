from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.evidence import evidence_path
from accounts.models.verification import Verification
from accounts.roles import Kind
from accounts.rules.pinyin import pinyin_of
from accounts.typed import code, columns, text
from notifications.fields import PlainField


class SizeClass(models.TextChoices):
    """大中小微; the codes from large to micro run from big to small."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")
    NOT_APPLICABLE = "not_applicable", _("不适用划型")


class OrganisationQuerySet(models.QuerySet):
    def verified(self):
        """Those whose existence and code an operator has confirmed."""
        return self.filter(verification=Verification.VERIFIED)

    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def named_like(self, words):
        """Found by a part of the name, of the English name, the pinyin or its initials, or by the credit code."""
        words = text.words(words)
        folded = text.folded(words)
        found = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(uscc=code.folded(words))
        if folded:
            found |= Q(name_folded__contains=folded)
        if folded and folded.isascii():
            found |= Q(pinyin_joined__contains=folded) | Q(initials__contains=folded)
        return self.filter(found)

    def written(self, typed):
        """Those that somebody names in one box: by the credit code, or else by the name, however they are typed."""
        coded = self.filter(uscc=code.folded(typed))
        return coded if coded.exists() else self.named(typed)

    def named(self, name):
        """Those that bear this very name, however it is typed."""
        folded = text.folded(name)
        return self.filter(name_folded=folded) if folded else self.none()


class Organisation(models.Model):
    """A firm, an institute, an organiser or a bank: whoever people act for.

    `size_class` is computed from the figures by the threshold table named in `size_rule` and is a self-check of the
    platform, not an official finding; `declared_size_class` is what the organisation says of itself.
    """

    Kind = Kind
    SizeClass = SizeClass
    Verification = Verification

    noun = "organisation"

    kind = models.CharField(_("单位类型"), max_length=10, choices=Kind)
    name = columns.Line(_("单位名称"), max_length=120)
    # The name as it is compared: what people write differently but mean alike. Two units may bear one name.
    name_folded = models.CharField(max_length=500, blank=True, default="", editable=False, db_index=True)
    name_en = columns.Line(_("英文名称"), max_length=200, blank=True, default="")
    short_name = columns.Line(_("简称"), max_length=40, blank=True, default="")
    # Syllables with spaces give the order of lists; joined and initials are what people type.
    pinyin = models.CharField(max_length=500, blank=True, default="", editable=False)
    pinyin_joined = models.CharField(max_length=500, blank=True, default="", editable=False)
    initials = models.CharField(max_length=120, blank=True, default="", editable=False)
    uscc = columns.Code(_("统一社会信用代码"), max_length=18, unique=True)
    # Codes of the warnings given when the credit code was entered; they ask the operator for a closer look.
    uscc_warnings = PlainField(default=list, blank=True, editable=False)

    region_code = models.CharField(_("所在地区"), max_length=6, blank=True, default="", db_index=True)
    park = columns.Line(_("所在园区"), max_length=100, blank=True, default="")
    address = columns.Line(_("地址"), max_length=200, blank=True, default="")
    industry_code = models.CharField(_("所属行业"), max_length=4, blank=True, default="")
    tech_field_code = models.CharField(_("技术领域"), max_length=5, blank=True, default="")
    established = models.DateField(_("成立日期"), null=True, blank=True)
    legal_representative = columns.Line(_("法定代表人"), max_length=60, blank=True, default="")
    contact_name = columns.Line(_("联系人"), max_length=60, blank=True, default="")
    contact_phone = columns.Phone(_("联系电话"), max_length=60, blank=True, default="")
    website = models.URLField(_("网址"), blank=True, default="")
    intro = models.TextField(_("单位简介"), blank=True, default="")
    capability = models.TextField(_("技术能力"), blank=True, default="")
    keywords = PlainField(_("关键词"), default=list, blank=True)

    employees = models.PositiveIntegerField(_("从业人员（人）"), null=True, blank=True)
    revenue_wan = models.DecimalField(
        _("营业收入（万元）"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    assets_wan = models.DecimalField(
        _("资产总额（万元）"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    figures_year = models.PositiveSmallIntegerField(_("数据年度"), null=True, blank=True)
    tech_staff = models.PositiveIntegerField(_("科技人员（人）"), null=True, blank=True)
    rd_expense_wan = models.DecimalField(
        _("研发费用（万元）"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    # Programmes may look at the group, the statistic looks at the legal person: so the holding is asked for.
    controlled_by = columns.Line(_("控股单位"), max_length=200, blank=True, default="")
    size_class = models.CharField(_("划型结果"), max_length=14, choices=SizeClass, blank=True, default="")
    declared_size_class = models.CharField(_("自报类型"), max_length=14, choices=SizeClass, blank=True, default="")
    size_rule = models.CharField(_("划型依据"), max_length=60, blank=True, default="")

    # Who runs calls or lends money shows by what right: the certificate of the authority that set the unit up.
    document = models.FileField(_("证明文件"), upload_to=evidence_path, blank=True, default="")
    document_name = models.CharField(max_length=255, blank=True, default="")

    verification = models.CharField(_("核验状态"), max_length=10, choices=Verification, default=Verification.PENDING)
    verification_note = models.TextField(_("核验意见"), blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # After a change of legal representative nothing is signed until an operator has verified the organisation again.
    # Whether programs may compare its data with the conditions of open challenges, to say which ones suit it.
    matched = models.BooleanField(default=True, editable=False)
    signing_frozen = models.BooleanField(_("暂停签署"), default=False)

    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("登记时间"), editable=False)
    updated_at = models.DateTimeField(_("更新时间"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="organisation_by_name"),
            models.Index(fields=["kind", "id"], name="organisation_kind"),
            models.Index(fields=["verification", "created_at"], name="organisation_queue"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind_known"),
            models.CheckConstraint(condition=Q(verification__in=Verification.values), name="organisation_verification"),
            models.CheckConstraint(condition=Q(revenue_wan__gte=0), name="organisation_revenue_not_negative"),
            models.CheckConstraint(condition=Q(assets_wan__gte=0), name="organisation_assets_not_negative"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        spelled = pinyin_of(self.name)
        self.pinyin, self.initials = spelled.syllables[:500], spelled.initials[:120]
        self.pinyin_joined = spelled.joined[:500]
        self.name_folded = text.folded(self.name)[:500]
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "pinyin", "pinyin_joined", "initials", "name_folded"}
        super().save(**kwargs)

    @property
    def chain(self):
        """The timeline that everything about this organisation belongs to."""
        return f"organisation:{self.pk}"

    @property
    def verified(self):
        """Whether an operator has confirmed that it exists and that its data are right."""
        return self.verification == Verification.VERIFIED

    @property
    def shows_document(self):
        """Whether it is verified only with the document of the authority that set it up."""
        return self.kind in (Kind.ORGANISER, Kind.FINANCE)

    @property
    def may_sign(self):
        """Whether documents may be signed in its name now: verified, and not frozen by a change of representative."""
        return self.verified and not self.signing_frozen

    @property
    def size_mismatch(self):
        """Whether the organisation calls itself another size than its figures give."""
        return bool(self.size_class and self.declared_size_class and self.size_class != self.declared_size_class)

    def name_in(self, language):
        """The name in a language; the Chinese one where no English one is given."""
        return self.name_en if language == "en" and self.name_en else self.name
