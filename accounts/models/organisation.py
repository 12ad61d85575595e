"""An organisation, the people who act for it, and what it holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Kind

WAN = {"max_digits": 14, "decimal_places": 2, "null": True, "blank": True}


class Verification(models.TextChoices):
    PENDING = "pending", _("待核验")
    VERIFIED = "verified", _("已核验")
    REFUSED = "refused", _("未通过")


class SizeClass(models.TextChoices):
    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")
    NOT_APPLICABLE = "not_applicable", _("不适用划型")


class Organisation(models.Model):
    """A unit 单位 known by its credit code. Work may start while verification is pending; signing may not."""

    noun = "organisation"

    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=80, blank=True, editable=False)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    region_code = models.CharField(_("地区"), max_length=6, blank=True)
    industry_code = models.CharField(_("行业"), max_length=6, blank=True)
    tech_field_code = models.CharField(_("技术领域"), max_length=8, blank=True)
    park = models.CharField(_("所在园区"), max_length=80, blank=True)
    intro = models.TextField(_("简介"), blank=True)
    established = models.DateField(_("成立日期"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("从业人员（人）"), null=True, blank=True)
    tech_staff = models.PositiveIntegerField(_("科技人员（人）"), null=True, blank=True)
    revenue_wan = models.DecimalField(_("营业收入（万元）"), **WAN)
    assets_wan = models.DecimalField(_("资产总额（万元）"), **WAN)
    rd_expense_wan = models.DecimalField(_("研发费用（万元）"), **WAN)
    figures_year = models.PositiveSmallIntegerField(_("数据年度"), null=True, blank=True)
    size_class = models.CharField(_("规模（按标准）"), max_length=16, choices=SizeClass.choices, blank=True)
    size_rule = models.CharField(max_length=40, blank=True)
    declared_size_class = models.CharField(_("规模（自报）"), max_length=16, choices=SizeClass.choices, blank=True)
    verification = models.CharField(_("核验"), max_length=8, choices=Verification.choices, default=Verification.PENDING)
    verified_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.CharField(max_length=240, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    signing_frozen = models.BooleanField(_("暂停签署"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        indexes = [
            models.Index(fields=["kind", "id"], name="organisation_kind"),
            models.Index(fields=["verification", "created_at"], name="organisation_queue"),
        ]

    def __str__(self):
        return self.name

    @property
    def verified(self) -> bool:
        """Return True when the operator has verified this organisation."""
        return self.verification == Verification.VERIFIED

    @property
    def chain(self) -> str:
        """Return the name of the organisation's timeline."""
        return f"organisation:{self.pk}"


class Membership(models.Model):
    """A person's place in an organisation, with his roles."""

    noun = "membership"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    roles = models.JSONField(default=list)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("成员")
        verbose_name_plural = _("成员")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(ended_at=None), name="membership_active_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("since")),
                name="membership_dates_ordered",
            ),
        ]

    def __str__(self):
        return f"{self.user} @ {self.organisation}"

    @property
    def chain(self) -> str:
        """Return the organisation's timeline."""
        return f"organisation:{self.organisation_id}"


class Invitation(models.Model):
    """An invitation to join an organisation, sent to a mail address."""

    noun = "invitation"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("邮箱"))
    roles = models.JSONField(default=list)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=models.Q(answered_at=None), name="invitation_open_once"
            )
        ]

    def __str__(self):
        return f"{self.email} → {self.organisation}"

    @property
    def chain(self) -> str:
        """Return the organisation's timeline."""
        return f"organisation:{self.organisation_id}"


class Delegation(models.Model):
    """An authorisation 授权书: a person may act in named roles for an organisation, from then until then."""

    noun = "delegation"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delegations")
    grantee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    roles = models.JSONField(default=list)
    scope = models.CharField(_("授权事项"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    document = models.CharField(_("授权书编号"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="delegation_dates_ordered"
            )
        ]

    def __str__(self):
        return f"{self.organisation} → {self.grantee}"

    @property
    def chain(self) -> str:
        """Return the organisation's timeline."""
        return f"organisation:{self.organisation_id}"


class CertificateType(models.TextChoices):
    TECH_SME = "tech_sme", _("科技型中小企业")
    INNOVATIVE_SME = "innovative_sme", _("创新型中小企业")
    TECH_INNOVATIVE_SME = "tech_innovative_sme", _("科技和创新型中小企业")
    SPECIALISED_SME = "specialised_sme", _("专精特新中小企业")
    LITTLE_GIANT = "little_giant", _("专精特新“小巨人”企业")
    CHAMPION = "champion", _("制造业单项冠军企业")
    HIGH_TECH = "high_tech", _("高新技术企业")
    REGIONAL = "regional", _("地方认定")


class Certificate(models.Model):
    """A certificate 资质证书 with its validity. The platform stores evidence; it certifies nobody."""

    noun = "certificate"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    type = models.CharField(_("类型"), max_length=24, choices=CertificateType.choices)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    level = models.CharField(_("级别"), max_length=24, blank=True)
    issuer = models.CharField(_("发证机关"), max_length=120, blank=True)
    issued_on = models.DateField(_("发证日期"))
    expires_on = models.DateField(_("有效期至"))
    file = models.FileField(_("扫描件"), upload_to="certificates/", blank=True)
    verification = models.CharField(_("核验"), max_length=8, choices=Verification.choices, default=Verification.PENDING)
    rule_version = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        ordering = ["-expires_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("issued_on")), name="certificate_dates_ordered"
            )
        ]

    def __str__(self):
        return f"{self.get_type_display()} {self.number}"

    def valid_on(self, day) -> bool:
        """Return True when the certificate holds on this date, its last day included."""
        return self.issued_on <= day <= self.expires_on

    @property
    def chain(self) -> str:
        """Return the organisation's timeline."""
        return f"organisation:{self.organisation_id}"
