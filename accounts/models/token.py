"""Personal tokens for programs: scoped, expiring, and kept only as a hash."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField

PREFIX = "jb_"


def digest(secret: str) -> str:
    """Return what is stored of a token: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenScope(models.TextChoices):
    READ = "read", _("读取")
    WRITE = "write", _("填写与修改")
    SUBMIT = "submit", _("提交与签署")


class PersonalToken(models.Model):
    """A token of one person for one organisation, or of an organisation. It never does more than its holder may.

    An organisation's acts through `user`, a program that is nobody's account, in exactly its `roles`; so it outlasts
    the person who issued it, what it does is recorded under its name, and four eyes hold. `areas` narrows any token to
    parts of the interface; empty is all.

    `footing` is a fingerprint of what the person was when it was made (`accounts.access.footing`): with another
    password, factor, address, role or standing of the organisation the token ends.
    """

    noun = "token"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey("accounts.Organisation", null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(_("用途"), max_length=60)
    scopes = PlainField(_("范围"), default=list)
    areas = PlainField(_("模块"), default=list, blank=True)
    roles = PlainField(_("岗位"), default=list, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("有效期至"))
    last_used_on = models.DateField(null=True)
    footing = models.CharField(max_length=64, default="", editable=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.name} …{self.hint}"

    def save(self, **kwargs):
        """Note what a new token rests on, by the person and organisation as they are in the database."""
        if self._state.adding and not self.footing:
            from accounts.access.footing import footing
            from accounts.acting import acting_by

            self.footing = footing(acting_by(self, at=self.created_at))
        super().save(**kwargs)

    @property
    def of_organisation(self) -> bool:
        """Whether it belongs to the organisation, not to a person."""
        return self.issued_by_id is not None

    @property
    def chain(self):
        return f"organisation:{self.organisation_id}" if self.of_organisation else f"user:{self.user_id}"

    @staticmethod
    def make_secret() -> str:
        """Return a new secret; it is shown once and cannot be read again."""
        return PREFIX + secrets.token_urlsafe(32)

    def usable(self, at) -> bool:
        """Return True while the token is neither revoked nor expired."""
        return self.revoked_at is None and at < self.expires_at
