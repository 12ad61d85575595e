"""A challenge 榜单: what a lead firm cannot solve, what it pays, and until when."""

import secrets
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns
from challenges.core.models.lifecycle import NEVER, Recallable, state_field
from challenges.listing.models.ip import IpTerms
from challenges.listing.states import PUBLIC, ChallengeState
from notifications.fields import PlainField
from notifications.phrase import Phrase

# What the ledger is ordered by, and indexed: the moment that is waited for in each state, and the number; what has none
# stands last, or first.
AWAITED = Coalesce(
    Case(
        When(state=ChallengeState.PUBLISHED, then="opens_at"),
        When(state=ChallengeState.ACCEPTING, then="closes_at"),
        When(state=ChallengeState.PUBLICITY, then="publicity_ends_at"),
        default="due_at",
    ),
    Value(NEVER),
    output_field=models.DateTimeField(),
)
NUMBERED = Coalesce("number", Value(""))
MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


def make_secret() -> str:
    """Return a new secret, under which the receipts of one challenge are numbered."""
    return secrets.token_hex(32)


class Mode(models.TextChoices):
    BOUNTY = "bounty", _("悬赏揭榜")
    HONOUR = "honour", _("荣誉揭榜")


class ChallengeType(models.TextChoices):
    KEY_TECHNOLOGY = "key_technology", _("关键技术攻关")
    DOMESTIC_SUBSTITUTE = "domestic_substitute", _("国产替代")
    PROCESS = "process", _("工艺改进")
    INDUSTRIAL_SOFTWARE = "industrial_software", _("工业软件")
    SCENARIO = "scenario", _("场景应用")
    FRONTIER = "frontier", _("基础前沿")


class Confidentiality(models.TextChoices):
    PUBLIC = "public", _("公开")
    INTERNAL = "internal", _("内部公开")
    RESTRICTED = "restricted", _("受限")


class ChallengeQuerySet(models.QuerySet):
    def public(self):
        """Keep what has been published at some time."""
        return self.filter(state__in=PUBLIC)

    def accepting(self, at):
        """Keep what accepts proposals at this moment: computed from the deadline, never from a tick."""
        return self.filter(
            state__in=(ChallengeState.PUBLISHED, ChallengeState.ACCEPTING), opens_at__lte=at, closes_at__gte=at
        )


class Challenge(IpTerms, Recallable):
    """A challenge with its measurable indicators, money, terms and dates.

    Money is in 万元 with two decimals. `closes_at` is inclusive to the second. `edition` counts what was published:
    1 at publication, one more at each correction; `material_edition` is the last edition that firms must confirm.
    From `feedback_at` on every applicant reads their feedback; `feedback_due_at` is that moment until they were told.
    """

    noun = "challenge"

    state = state_field(ChallengeState, ChallengeState.DRAFT)
    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="challenges")
    lead = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="challenges")
    organiser = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("编号"), max_length=32, null=True, unique=True, editable=False)  # noqa: DJ001

    title = models.CharField(_("题目"), max_length=120)
    title_en = models.CharField(_("英文题目"), max_length=200, blank=True)
    summary_en = models.TextField(_("英文摘要"), blank=True)
    mode = models.CharField(_("揭榜方式"), max_length=8, choices=Mode.choices, default=Mode.BOUNTY)
    type = models.CharField(_("类型"), max_length=24, choices=ChallengeType.choices)
    field_code = models.CharField(_("技术领域"), max_length=8)
    industry_code = models.CharField(_("行业"), max_length=6, blank=True)
    region_code = models.CharField(_("地区"), max_length=6, blank=True)
    background = models.TextField(_("背景"), blank=True)
    content = models.TextField(_("攻关内容"), blank=True)
    state_of_art = models.TextField(_("国内外现状"), blank=True)
    trl_now = models.PositiveSmallIntegerField(_("现有技术成熟度"), null=True, blank=True)
    trl_target = models.PositiveSmallIntegerField(_("目标技术成熟度"), null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField(_("攻关周期（月）"), default=12)
    confidentiality = models.CharField(
        _("公开范围"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.PUBLIC
    )

    total_wan = models.DecimalField(_("榜单金额（万元）"), default=Decimal(0), **MONEY)
    enterprise_wan = models.DecimalField(_("企业出资（万元）"), default=Decimal(0), **MONEY)
    fiscal_wan = models.DecimalField(_("财政补助（万元）"), default=Decimal(0), **MONEY)
    other_wan = models.DecimalField(_("其他来源（万元）"), default=Decimal(0), **MONEY)
    negotiable = models.BooleanField(_("面议"), default=False)
    budget_number = models.CharField(_("预算编号"), max_length=60, blank=True)
    funds_confirmed_at = models.DateTimeField(null=True, editable=False)

    race_slots = models.PositiveSmallIntegerField(_("揭榜家数"), default=1)
    race_milestone = models.PositiveSmallIntegerField(_("淘汰节点"), null=True, blank=True)

    # Further terms that a program wrote as plain data; people choose and write the terms of `IpTerms`.
    ip_details = PlainField(_("许可与保密"), default=dict, blank=True)
    conditions_text = models.TextField(_("其他揭榜条件"), blank=True)

    window_days = models.PositiveSmallIntegerField(_("申报窗口（天）"), default=30)
    opens_at = models.DateTimeField(_("开榜时间"), null=True, blank=True)
    closes_at = models.DateTimeField(_("申报截止"), null=True, blank=True)
    first_closes_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    publicity_ends_at = models.DateTimeField(null=True, editable=False)
    feedback_at = models.DateTimeField(_("评审意见反馈时间"), null=True, editable=False)
    feedback_due_at = models.DateTimeField(null=True, editable=False)
    receipt_seq = models.PositiveIntegerField(default=0, editable=False)
    receipt_secret = models.CharField(max_length=64, default=make_secret, editable=False)
    edition = models.PositiveSmallIntegerField(default=0, editable=False)
    material_edition = models.PositiveSmallIntegerField(default=0, editable=False)
    repair_rounds = models.PositiveSmallIntegerField(default=0, editable=False)
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    relist_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="relists")
    relist_count = models.PositiveSmallIntegerField(default=0, editable=False)

    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = columns.Phone(_("联系电话"), max_length=40, blank=True)

    prepared_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    secrecy_cleared_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    secrecy_cleared_at = models.DateTimeField(null=True, editable=False)
    checked_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    handler = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    objects = ChallengeQuerySet.as_manager()

    # What changes the draft of a need, and what hands it back to its firm after it was signed.
    CHANGING = ("challenge.created", "challenge.edited", "attachment.added", "attachment.removed")
    ANEW = ("challenge.returned",)

    class Meta:
        verbose_name = _("榜单")
        verbose_name_plural = _("榜单")
        indexes = [
            models.Index(fields=["closes_at", "id"], name="challenge_by_deadline"),
            models.Index(fields=["state", "closes_at", "id"], name="challenge_state_deadline"),
            models.Index(fields=["published_at", "id"], name="challenge_by_publication"),
            models.Index(fields=["total_wan", "id"], name="challenge_by_amount"),
            models.Index(fields=["updated_at", "id"], name="challenge_by_change"),
            models.Index(fields=["state", "due_at"], name="challenge_state_due"),
            models.Index(fields=["organiser", "state", "due_at"], name="challenge_organiser_queue"),
            models.Index(fields=["field_code"], name="challenge_field"),
            models.Index(fields=["organiser", "updated_at", "id"], name="challenge_ledger_changed"),
            models.Index(fields=["organiser", "total_wan", "id"], name="challenge_ledger_amount"),
            models.Index(models.F("organiser"), NUMBERED, models.F("id"), name="challenge_ledger_number"),
            models.Index(models.F("organiser"), AWAITED, models.F("id"), name="challenge_ledger_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("opens_at")),
                name="challenge_window_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total_wan=models.F("enterprise_wan") + models.F("fiscal_wan") + models.F("other_wan")
                )
                | models.Q(state__in=["draft", "returned"]),
                name="challenge_amount_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(mode="bounty") | models.Q(total_wan=0), name="challenge_honour_has_no_money"
            ),
            models.CheckConstraint(condition=models.Q(race_slots__gte=1), name="challenge_has_a_slot"),
        ]

    def __str__(self):
        return self.title

    def hands_in(self, name: str) -> set[int]:
        """Return who did what a field names; a need was prepared by everybody who changed it since it was signed."""
        found = super().hands_in(name)
        return found | self.hands_on_record(self.CHANGING, self.ANEW) if name == "prepared_by" and self.pk else found

    @staticmethod
    def parts_label(name: str) -> Phrase:
        """Return what people call one of the lists of terms."""
        return {
            "indicators": _("技术指标"),
            "payment_parts": _("拨付安排"),
            "deliverables": _("交付物"),
            "milestones": _("计划节点"),
            "ip_results": _("各项成果的归属"),
            "conditions": _("揭榜条件"),
        }[name]

    @property
    def racing(self) -> bool:
        """Return True when several firms work in parallel (赛马)."""
        return self.race_slots > 1

    @property
    def stayed(self) -> bool:
        """Return True while an objection holds the award up."""
        return self.state == ChallengeState.OBJECTION

    @property
    def worth_told(self) -> bool:
        """Return True when a public notice names its amount, and no reason in its place."""
        return not (self.mode == Mode.HONOUR or self.negotiable or self.confidentiality == Confidentiality.RESTRICTED)

    def accepts_at(self, at) -> bool:
        """Return True when proposals are taken at this moment; the deadline second itself still counts."""
        return (
            self.state in (ChallengeState.PUBLISHED, ChallengeState.ACCEPTING)
            and self.opens_at <= at
            and at.replace(microsecond=0) <= self.closes_at
        )

    def rules_on(self, on) -> dict:
        """Return the numbers in force on a date for this challenge's batch."""
        return self.batch.rules_on(on)
