from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models.evidence import evidence_path
from notifications.fields import PlainField


def in_force(at, way="", **more):
    """Return the condition for delegations, at the end of a way, that give their roles at `at` and meet `more`.

    They have begun, have not ended (the end itself is still inside), and are not revoked.
    """
    asked = {"starts_at__lte": at, "ends_at__gte": at, "revoked_at": None, **more}
    return Q(**{f"{way}{name}": value for name, value in asked.items()})


class DelegationQuerySet(models.QuerySet):
    def in_force(self, at):
        """Those that give their roles at `at`."""
        return self.filter(in_force(at))


class Delegation(models.Model):
    """授权书: an organisation lends roles to one of its members, from a moment to another; it can be taken back."""

    noun = "delegation"

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="delegations")
    grantee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    roles = PlainField(_("授权范围"), default=list)
    scope = models.CharField(_("授权事项"), max_length=200, blank=True, default="")
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("授权时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.FileField(_("授权书"), upload_to=evidence_path, blank=True, default="")
    document_name = models.CharField(max_length=255, blank=True, default="")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_dates_ordered"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("granted_at")), name="delegation_revoked_after_grant"
            ),
        ]

    def __str__(self):
        return f"{self.grantee} · {self.organisation}"

    @property
    def chain(self):
        return f"organisation:{self.organisation_id}"

    @property
    def role_labels(self):
        return roles.labels(self.organisation.kind, self.roles)

    def in_force(self, at):
        """Whether it gives its roles at `at`."""
        return self.revoked_at is None and self.starts_at <= at <= self.ends_at
