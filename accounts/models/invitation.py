from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.typed import columns
from notifications.fields import PlainField


class InvitationQuerySet(models.QuerySet):
    def open(self, at):
        """Those that may still be answered at `at`."""
        return self.filter(answered_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """An organisation asks the owner of a mailbox to become its member. Only that mailbox's owner can accept."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("已谢绝")
        WITHDRAWN = "withdrawn", _("已撤回")

    noun = "invitation"

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="invitations")
    email = columns.Mail(_("电子邮箱"))
    roles = PlainField(_("角色"), default=list)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    # When a mail went to somebody without an account; whoever has one is told by a notice.
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Until when a worker that is sending it has it for itself.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("成员邀请")
        verbose_name_plural = _("成员邀请")
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(answered_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_dates_ordered"),
        ]

    def __str__(self):
        return f"{self.email} · {self.organisation}"

    @property
    def chain(self):
        return f"organisation:{self.organisation_id}"

    @property
    def role_labels(self):
        return roles.labels(self.organisation.kind, self.roles)
