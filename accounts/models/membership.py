from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from notifications.fields import PlainField


class MembershipQuerySet(models.QuerySet):
    def active(self):
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def with_role(self, code):
        """Those that hold a role. Few rows per organisation: the codes are compared here, alike on every database."""
        return [membership for membership in self if code in membership.roles]


class Membership(models.Model):
    """A person works in an organisation, in certain roles, since a moment and until another."""

    noun = "membership"

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    roles = PlainField(_("角色"), default=list)
    since = models.DateTimeField(_("加入时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("成员")
        verbose_name_plural = _("成员")
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(ended_at=None), name="membership_active_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="membership_ends_after_since"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organisation}"

    @property
    def chain(self):
        return f"organisation:{self.organisation_id}"

    @property
    def role_labels(self):
        """The names of the roles, for people."""
        return roles.labels(self.organisation.kind, self.roles)
