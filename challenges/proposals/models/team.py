"""The consent of the people whom a proposal lists in its team: who was asked by mail, and what they answered."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.rules.text_parts import TextKind


class TeamRequest(models.Model):
    """That a person of the team was asked, in a mail with a link of their own, for consent to one version of the text.

    The columns of the row are kept as they stood when it was asked, for the consent is to these data and no others: a
    row that was changed since asks again. `nonce` makes the link unguessable. `asked_at` is the last time it was asked
    for the same row; `mailed_at` is empty while the mail waits, `claimed_until` says until when a worker that
    is sending it has it for itself.
    """

    noun = "team_request"
    ROW = ("name", "unit", "title", "task", "months", "email")

    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="team_requests")
    name = models.TextField()
    unit = models.TextField(blank=True)
    title = models.TextField(blank=True)
    task = models.TextField(blank=True)
    months = models.TextField(blank=True)
    email = models.CharField(max_length=254)
    text = models.ForeignKey("accounts.BindingText", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    nonce = models.CharField(max_length=43)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("团队成员同意请求")
        verbose_name_plural = _("团队成员同意请求")
        ordering = ["id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(mailed_at=None), name="team_request_to_mail")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.pk}"

    @property
    def answer(self) -> Any:
        """Return what the person said last to being listed, or None; reads the answers that were fetched with it."""
        return self.said(TextKind.TEAM)

    def said(self, about: str) -> Any:
        """Return what the person said last to the text of a kind, or None; reads what was fetched with it."""
        return max((row for row in self.answers.all() if row.about == about), key=lambda row: row.pk, default=None)


class TeamAnswer(models.Model):
    """What a person of the team said through their link, and from where; written once and never changed.

    `about` is the kind of the text: being listed, or one of the consents that are asked beside it and stand by
    themselves; `text` is the version of it, empty where it is that of the request.
    """

    noun = "team_answer"

    class Kind(models.TextChoices):
        AGREED = "agreed", _("已同意")
        REFUSED = "refused", _("不同意")
        WITHDRAWN = "withdrawn", _("已撤回同意")

    request = models.ForeignKey(TeamRequest, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=9, choices=Kind)
    about = models.CharField(max_length=24, choices=TextKind, default=TextKind.TEAM)
    text = models.ForeignKey("accounts.BindingText", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("团队成员的答复")
        verbose_name_plural = _("团队成员的答复")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"
