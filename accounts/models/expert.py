from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.verification import Verification
from accounts.rules.pinyin import person_spelled
from accounts.typed import columns
from notifications.fields import PlainField


class ExpertCategory(models.TextChoices):
    """As what an expert counts on a panel."""

    TECHNICAL = "technical", _("技术专家")
    ENTERPRISE = "enterprise", _("企业专家")
    FINANCE = "finance", _("财务专家")
    IP = "ip", _("知识产权专家")
    INVESTMENT = "investment", _("投资专家")


class Integrity(models.TextChoices):
    """Whether an expert may be drawn: suspended for a time, or barred."""

    NORMAL = "normal", _("正常")
    SUSPENDED = "suspended", _("暂停")
    BARRED = "barred", _("禁止")


class WorkLanguage(models.TextChoices):
    """In which languages an expert reads proposals and writes comments."""

    CHINESE = "zh-hans", _("中文")
    ENGLISH = "en", _("英文")
    JAPANESE = "ja", _("日文")
    KOREAN = "ko", _("韩文")
    GERMAN = "de", _("德文")
    FRENCH = "fr", _("法文")
    RUSSIAN = "ru", _("俄文")


class ExpertProfileQuerySet(models.QuerySet):
    def to_be_asked(self):
        """Those who may be picked: taken into the pool, in normal standing, and ready to be asked."""
        return self.filter(
            verification=Verification.VERIFIED, integrity=Integrity.NORMAL, available=True, user__is_active=True
        )


class ExpertProfile(models.Model):
    """What an organiser must know of a reviewer: category, fields, load, standing; where they work stands in posts."""

    Category = ExpertCategory
    Integrity = Integrity
    Verification = Verification

    noun = "expert"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    category = models.CharField(_("专家类别"), max_length=10, choices=ExpertCategory)
    title = columns.Line(_("职称"), max_length=60, blank=True, default="")
    field_codes = PlainField(_("技术领域"), default=list, blank=True)
    keywords = PlainField(_("研究方向关键词"), default=list, blank=True)
    languages = PlainField(_("工作语言"), default=list, blank=True)
    years = models.PositiveSmallIntegerField(_("从业年限"), null=True, blank=True)
    max_load = models.PositiveSmallIntegerField(
        _("同时承担评审的上限（份）"), default=8, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    available = models.BooleanField(_("可接受评审邀请"), default=True)
    integrity = models.CharField(_("诚信状态"), max_length=10, choices=Integrity, default=Integrity.NORMAL)
    integrity_reason = models.CharField(_("诚信状态的理由"), max_length=240, blank=True, default="", editable=False)
    # The organiser who suspended them; only that organiser or an operator readmits them. None: an operator.
    integrity_by = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Their name in Latin letters, joined, and its initials: for looking people up.
    spelled = models.CharField(max_length=200, blank=True, default="", editable=False)
    summary = models.TextField(_("个人简介"), blank=True, default="")
    verification = models.CharField(_("核验状态"), max_length=10, choices=Verification, default=Verification.PENDING)
    verification_note = models.TextField(_("核验意见"), blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ExpertProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("专家")
        verbose_name_plural = _("专家")
        ordering = ["id"]
        indexes = [models.Index(fields=["spelled", "id"], name="expert_by_name")]
        constraints = [
            models.CheckConstraint(condition=Q(max_load__gte=1), name="expert_max_load_positive"),
        ]

    def __str__(self):
        return str(self.user)

    def save(self, **kwargs):
        if kwargs.get("update_fields") is None:
            self.spell()
        super().save(**kwargs)

    @property
    def chain(self):
        return f"expert:{self.pk}"

    @property
    def language_labels(self):
        """The working languages in the reader's words."""
        known = dict(WorkLanguage.choices)
        return [known.get(code, code) for code in self.languages]

    def spell(self):
        """Write the name in Latin letters, for the person's name as it stands."""
        found = person_spelled(self.user.name)
        self.spelled = f"{found.joined} {found.initials}"[:200]


class EmploymentQuerySet(models.QuerySet):
    def current(self, day):
        """Posts held on `day`; two at once (双聘) are two posts, and both count where an expert must step aside."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Employment(models.Model):
    """A post of an expert: where, as what, from when until when. The unit need not be known to the platform."""

    noun = "employment"

    expert = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="employments"
    )
    unit_name = columns.Line(_("单位名称"), max_length=120)
    uscc = columns.Code(_("统一社会信用代码"), max_length=18, blank=True, default="")
    post = columns.Line(_("职务"), max_length=80, blank=True, default="")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职经历")
        verbose_name_plural = _("任职经历")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="employment_dates_ordered"
            ),
            models.CheckConstraint(condition=~Q(unit_name=""), name="employment_unit_named"),
        ]

    def __str__(self):
        return f"{self.unit_name} · {self.post}"
