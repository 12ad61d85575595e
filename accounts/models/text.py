"""Texts that bind, version by version, and who agreed to which of them."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.rules.text_parts import TextKind
from accounts.typed import columns
from notifications.fields import PlainField


class BindingText(models.Model):
    """One version of a text that people agree to, in Chinese and English: the platform's own, or an organiser's.

    `parts` is the ordered list of its parts: code, heading and text, each in both languages. A draft has no number.
    Once approved it is frozen by the database, for people point to its hash; it holds from `effective_from` until
    the next version does. Texts that came with the product were approved by nobody of this installation.
    """

    noun = "text"

    kind = models.CharField(_("文本"), max_length=24, choices=TextKind, editable=False)
    owner = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="texts", editable=False
    )
    number = models.PositiveIntegerField(_("版本"), null=True, editable=False)
    title_zh = columns.Line(_("标题"), max_length=120)
    title_en = columns.Line(_("英文标题"), max_length=200)
    parts = PlainField(default=list)
    effective_from = models.DateTimeField(_("生效时间"), null=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("约束性文本")
        verbose_name_plural = _("约束性文本")
        ordering = ["kind", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner", "number"], name="text_number_once"),
            models.UniqueConstraint(fields=["kind", "number"], condition=Q(owner=None), name="text_platform_once"),
            models.UniqueConstraint(fields=["kind", "owner"], condition=Q(approved_at=None), name="text_one_draft"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(approved_at=None, owner=None), name="text_platform_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, number=None, sha256="")
                | (Q(approved_at__isnull=False, number__isnull=False, effective_from__isnull=False) & ~Q(sha256="")),
                name="text_approved_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def chain(self) -> str:
        """The timeline of its owner; the platform's texts have one together."""
        return f"organisation:{self.owner_id}" if self.owner_id else "texts:platform"

    @property
    def approved(self) -> bool:
        """Whether two people have put it in force, now or for a later day."""
        return self.approved_at is not None

    def title(self, language: str) -> str:
        """The title in a language of the interface; Chinese for any but English."""
        return self.title_en if language == "en" else self.title_zh

    def body(self, language: str) -> list[tuple[str, str]]:
        """The headings and texts of its parts, in order, in a language of the interface."""
        key = "en" if language == "en" else "zh"
        return [(part["heading"][key], part["text"][key]) for part in self.parts]

    def content(self) -> dict[str, Any]:
        """What people agree to, as plain data: both languages, and from when it holds (UTC, ISO 8601)."""
        return {
            "kind": self.kind,
            "owner": self.owner.uscc if self.owner else "",
            "number": self.number,
            "effective_from": self.effective_from.isoformat() if self.effective_from else "",
            "title": {"zh": self.title_zh, "en": self.title_en},
            "parts": self.parts,
        }

    def canonical(self) -> bytes:
        """The one spelling of its content, whose SHA-256 is its hash: sorted keys, no blanks, UTF-8."""
        return json.dumps(self.content(), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def digest(self) -> str:
        """The SHA-256 of the one spelling, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()


class Capacity(models.TextChoices):
    """As whom somebody agreed."""

    PERSON = "person", _("本人")
    HANDLER = "handler", _("经办人")
    SIGNER = "signer", _("签字人")
    DELEGATE = "delegate", _("被授权人")


class Agreement(models.Model):
    """That a person agreed to a text, for themselves or for their organisation; written once and never changed.

    `about` and `about_id` name what it was given for (a challenge, a proposal, the account). `address` is where the
    request came from, `device` what the browser or program called itself; both empty where no request was made.
    """

    noun = "agreement"
    Capacity = Capacity

    text = models.ForeignKey(BindingText, on_delete=models.PROTECT, related_name="agreements")
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="agreements"
    )
    capacity = models.CharField(max_length=10, choices=Capacity)
    about = models.CharField(max_length=24)
    about_id = models.BigIntegerField()
    about_name = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "about", "about_id"], name="agreement_of_person"),
            models.Index(fields=["organisation", "about", "about_id"], name="agreement_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=Capacity.PERSON, organisation=None)
                | (~Q(capacity=Capacity.PERSON) & Q(organisation__isnull=False)),
                name="agreement_for_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text_id} {self.person_id}"

    @property
    def chain(self) -> str:
        """The timeline of the person: what they agreed to is nobody else's to read in a record of others."""
        return f"user:{self.person_id}"
