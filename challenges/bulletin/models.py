"""Public notices 公告 and 公示."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns
from challenges.bulletin.states import NoticeState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField


class NoticeKind(models.TextChoices):
    COLLECTION = "collection", _("征集")
    PUBLICATION = "publication", _("发布")
    CORRECTION = "correction", _("更正")
    EXTENSION = "extension", _("延期")
    PUBLICITY = "publicity", _("公示")
    RESULT = "result", _("结果")
    WITHDRAWAL = "withdrawal", _("撤榜")
    LAPSE = "lapse", _("流榜")
    OBJECTION_RESULT = "objection_result", _("异议结果")


class Nature(models.TextChoices):
    """What an organiser is in law: it decides which ways are open against what it announces."""

    AUTHORITY = "authority", _("行政机关")
    ENTRUSTED = "entrusted", _("受行政机关委托的单位")
    ASSOCIATION = "association", _("社会团体、企业等非行政机关")


class Letterhead(models.Model):
    """What an organiser's notices carry: whom to ask there, who supervises, its code 机关代字, what it is in law."""

    noun = "letterhead"

    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, related_name="letterhead")
    contact_name = columns.Line(_("联系人"), max_length=40, blank=True, default="")
    contact_phone = columns.Phone(_("联系电话"), max_length=40, blank=True, default="")
    contact_email = columns.Mail(_("联系邮箱"), blank=True, default="")
    address = columns.Line(_("联系地址"), max_length=200, blank=True, default="")
    supervision_phone = columns.Phone(_("监督电话"), max_length=40, blank=True, default="")
    agency_code = columns.Line(_("机关代字"), max_length=20, blank=True, default="")
    nature = models.CharField(_("单位性质"), max_length=11, choices=Nature, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("公告落款与联系方式")
        verbose_name_plural = _("公告落款与联系方式")

    def __str__(self):
        return str(self.organisation)


class RedHead(models.Model):
    """That an organiser's papers carry the red head of official ones 红头: its mark, its code, and what proves both."""

    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, related_name="red_head")
    mark = columns.Line(_("发文机关标志"), max_length=40)
    code = columns.Line(_("机关代字"), max_length=20)
    basis = models.TextField(_("依据"))
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    granted_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("红头文件样式")
        verbose_name_plural = _("红头文件样式")

    def __str__(self):
        return self.mark


class Wording(models.Model):
    """The words of one kind of notice from a day on: an organiser's own, in the place of the platform's.

    Those of no organiser are the platform's: its operators' words in the place of what came with the product. One row a
    kind that nobody approved stands for the latter; its words are read from where they came.
    Written by one person, approved by another, and never changed afterwards: the next one takes its place.
    """

    noun = "wording"

    organiser = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="wordings", editable=False
    )
    kind = models.CharField(_("种类"), max_length=16, choices=NoticeKind)
    effective_on = models.DateField(_("启用日期"))
    title = models.CharField(_("标题"), max_length=160)
    parts = PlainField(default=dict, editable=False)
    approved_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("公告范本")
        verbose_name_plural = _("公告范本")
        constraints = [
            models.UniqueConstraint(fields=["organiser", "kind", "effective_on"], name="wording_once_a_day"),
            models.UniqueConstraint(
                fields=["kind", "effective_on"],
                condition=models.Q(organiser=None),
                name="wording_platform_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(approved_at=None), name="wording_shipped_once_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(organiser=None, approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="wording_approved_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.effective_on}"

    @property
    def chain(self):
        """The timeline of its owner; the platform's words have one together."""
        return f"organisation:{self.organiser_id}" if self.organiser_id else "wordings:platform"


class Notice(Lifecycle):
    """A notice to the public. Once posted its words never change: a correction is a new notice that replaces it."""

    noun = "notice"

    state = state_field(NoticeState, NoticeState.DRAFT)
    kind = models.CharField(_("种类"), max_length=16, choices=NoticeKind.choices)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=160)
    body = models.TextField(_("正文"))
    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="notices")
    batch = models.ForeignKey("challenges.Batch", null=True, on_delete=models.PROTECT, related_name="notices")
    dated = models.DateField(_("成文日期"), null=True)
    posts_at = models.DateTimeField(_("定时张贴"), null=True, editable=False)
    posted_at = models.DateTimeField(null=True, editable=False)
    publicity_starts_on = models.DateField(_("公示开始"), null=True)
    publicity_ends_at = models.DateTimeField(_("公示结束"), null=True)
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = columns.Phone(_("联系电话"), max_length=40, blank=True)
    contact_email = columns.Mail(_("联系邮箱"), blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    facts = PlainField(default=dict, editable=False)
    prepared_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Whoever changed the draft in any way, its words or its files: none of them posts it.
    drafters = models.ManyToManyField("accounts.User", related_name="+", editable=False)
    approved_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("公告")
        verbose_name_plural = _("公告")
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="notice_newest"),
            models.Index(fields=["state", "publicity_ends_at"], name="notice_publicity_end"),
            models.Index(fields=["state", "posts_at"], name="notice_posts_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"], condition=~models.Q(number=""), name="notice_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NoticeState.SCHEDULED)
                | models.Q(posts_at__isnull=False, approved_by__isnull=False),
                name="notice_scheduled_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title

    def hands_in(self, name):
        """Return who prepared the draft: everybody who changed it, not only the last of them."""
        found = super().hands_in(name)
        if name == "prepared_by" and self.pk:
            found |= set(self.drafters.values_list("pk", flat=True))
        return found

    def worked_on(self, user):
        """Note that this person changed the draft or its files."""
        if user is not None:
            self.drafters.add(user)


class NoticeItem(models.Model):
    """What a notice is about: a challenge and, in a publicity, the proposal that is to be awarded."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="notice_items")
    proposal = models.ForeignKey(
        "challenges.Proposal", null=True, on_delete=models.PROTECT, related_name="notice_items"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.notice_id} {self.challenge_id}"
