from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models.evidence import evidence_path
from accounts.models.verification import Verification


class CertificateType(models.TextChoices):
    """Titles with their own evidence; regional ones (瞪羚, 独角兽, 链主) have no national standard."""

    TECH_SME = "tech_sme", _("科技型中小企业")
    INNOVATIVE_SME = "innovative_sme", _("创新型中小企业")
    TECH_INNOVATIVE_SME = "tech_innovative_sme", _("科技和创新型中小企业")
    SPECIALISED_SME = "specialised_sme", _("专精特新中小企业")
    LITTLE_GIANT = "little_giant", _("专精特新“小巨人”企业")
    CHAMPION = "champion", _("制造业单项冠军企业")
    HIGH_TECH = "high_tech", _("高新技术企业")
    REGIONAL = "regional", _("地方认定（瞪羚、独角兽、链主等）")


class CertificateQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Those whose period contains `day`; the day of expiry itself still counts."""
        return self.filter(removed_at=None, issued_on__lte=day, expires_on__gte=day)

    def verified(self):
        return self.filter(verification=Verification.VERIFIED)

    def with_newer(self):
        """Each with `newer_until`: the last day of the certificate of its title that replaces it, None without one.

        Regional titles are told apart by their level, since one type stands for all of them.
        """
        alike = {name: OuterRef(name) for name in ("organisation", "type")}
        later = Certificate.objects.filter(**alike, removed_at=None, expires_on__gt=OuterRef("expires_on"))
        later = later.exclude(verification=Verification.REFUSED)
        later = later.filter(~Q(type=CertificateType.REGIONAL) | Q(level=OuterRef("level")))
        return self.annotate(newer_until=Subquery(later.order_by("-expires_on").values("expires_on")[:1]))


class Certificate(models.Model):
    """Evidence of a title such as 高新技术企业, with its period. The platform stores evidence and certifies nobody."""

    Type = CertificateType
    Verification = Verification

    noun = "certificate"

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="certificates")
    type = models.CharField(_("资质类型"), max_length=20, choices=CertificateType)
    number = models.CharField(_("证书编号"), max_length=80, blank=True, default="")
    level = models.CharField(_("级别"), max_length=40, blank=True, default="")
    issuer = models.CharField(_("发证单位"), max_length=120, blank=True, default="")
    issued_on = models.DateField(_("发证日期"))
    expires_on = models.DateField(_("有效期至"))
    file = models.FileField(_("证书扫描件"), upload_to=evidence_path, blank=True, default="")
    file_name = models.CharField(max_length=255, blank=True, default="")
    rule_version = models.CharField(_("依据"), max_length=80, blank=True, default="")
    verification = models.CharField(_("核验状态"), max_length=10, choices=Verification, default=Verification.PENDING)
    verification_note = models.TextField(_("核验意见"), blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(_("登记时间"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("资质证书")
        verbose_name_plural = _("资质证书")
        ordering = ["type", "-issued_on", "-id"]
        indexes = [models.Index(fields=["expires_on"], name="certificate_by_expiry")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "type", "number"],
                condition=~Q(number="") & Q(removed_at=None),
                name="certificate_number_once",
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("issued_on")), name="certificate_dates_ordered"),
        ]

    def __str__(self):
        return f"{self.get_type_display()} · {self.organisation}"

    @property
    def chain(self):
        return f"organisation:{self.organisation_id}"

    def valid_on(self, day):
        """Whether its period contains `day` (a date in Asia/Shanghai); the day of expiry still counts."""
        return self.removed_at is None and self.issued_on <= day <= self.expires_on
