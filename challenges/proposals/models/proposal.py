"""A proposal 揭榜申报书: what a firm offers, sealed until the deadline has passed."""

from decimal import Decimal

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Capacity
from challenges.core.models.lifecycle import Lifecycle, Recallable, state_field
from challenges.proposals.states import MemberState, ProposalState
from notifications.fields import PlainField
from notifications.models import Event

# What the ledger is ordered by, and indexed.
HANDED_IN_AT = Coalesce("submitted_at", "created_at")


class SectionKey(models.TextChoices):
    """The parts of a proposal that people fill in; each is saved and versioned on its own."""

    BASICS = "basics", _("基本信息")
    CONSORTIUM = "consortium", _("联合体")
    ROUTE = "route", _("技术路线")
    COMMITMENTS = "commitments", _("指标承诺")
    SCHEDULE = "schedule", _("里程碑")
    BUDGET = "budget", _("经费预算")
    IP = "ip", _("知识产权")
    TEAM = "team", _("团队")
    DECLARATIONS = "declarations", _("承诺书")


class Proposal(Recallable):
    """A firm's answer to a challenge.

    `edition` is the edition of the challenge it was written for or confirmed. `draft_version` counts every change of
    the draft. `project_leader` is one spelling of the leader's mail address, by which their projects are counted.
    """

    noun = "proposal"

    state = state_field(ProposalState, ProposalState.DRAFT)
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="proposals")
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    draft_version = models.PositiveIntegerField(default=0, editable=False)

    prepared_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    project_leader = models.CharField(max_length=254, blank=True, editable=False)
    receipt_number = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001
    receipt_hash = models.CharField(max_length=64, blank=True, editable=False)
    withdrawal_reason = models.TextField(blank=True, editable=False)

    supplement_used = models.BooleanField(default=False, editable=False)
    checked_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    check_result = models.CharField(max_length=16, blank=True, editable=False)
    check_reasons = PlainField(default=list, editable=False)
    # What was found of each condition; `queries/qualification.py` knows the shape.
    check_results = PlainField(default=list, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)
    check_confirmed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    check_confirmed_at = models.DateTimeField(null=True, editable=False)
    # Until when the firm may complain of the result; empty when there is nothing to complain of, or it has.
    complaint_until = models.DateTimeField(null=True, editable=False)

    # What changes the draft beside its sections, of which the kept texts tell; and what begins it anew.
    CHANGING = ("proposal.edited", "proposal.member_invited", "attachment.added", "attachment.removed")
    ANEW = ("proposal.draft_resumed",)
    # Why a text was kept whose words somebody had changed.
    WRITTEN = ("pause", "restore")

    class Meta:
        verbose_name = _("申报书")
        verbose_name_plural = _("申报书")
        indexes = [
            models.Index(fields=["challenge", "state"], name="proposal_by_challenge"),
            models.Index(fields=["organisation", "-updated_at"], name="proposal_by_firm"),
            models.Index(fields=["updated_at", "id"], name="proposal_by_change"),
            models.Index(fields=["state", "due_at"], name="proposal_state_due"),
            models.Index(fields=["project_leader"], name="proposal_by_leader"),
            models.Index(HANDED_IN_AT, models.F("id"), name="proposal_ledger_submitted"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "organisation"], name="proposal_once_a_firm"),
            models.CheckConstraint(
                condition=~models.Q(state="submitted") | models.Q(receipt_number__isnull=False),
                name="proposal_submitted_has_receipt",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} → {self.challenge}"

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge

    def hands_in(self, name: str) -> set[int]:
        """Return who did what a field names; a proposal was prepared by everybody who changed its draft.

        Asked again for another `draft_version` only: whoever hands in asks before the challenge is locked.
        """
        found = super().hands_in(name)
        if name != "prepared_by" or not self.pk:
            return found
        version, writers = getattr(self, "writers", (None, set()))
        if version != self.draft_version:
            writers = self.hands_on_record(self.CHANGING, self.ANEW) | self.hands_on_texts()
            self.writers = (self.draft_version, writers)
        return found | writers

    def hands_on_texts(self) -> set[int]:
        """Return who wrote in the sections, now and in the texts that were kept, since the draft was begun anew."""
        resumed = Event.objects.filter(chain=self.chain, name__in=self.ANEW).order_by("-pk")
        since = resumed.values_list("at", flat=True).first() or self.created_at
        saved = self.sections.filter(saved_at__gte=since).order_by().values_list("saved_by")
        kept = self.versions.filter(at__gte=since, reason__in=self.WRITTEN).order_by().values_list("by")
        return {pk for (pk,) in saved.union(kept) if pk is not None}


class Section(models.Model):
    """One part of the draft. Saved only when `version` is the one the writer had read, so nobody's words are lost."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=16, choices=SectionKey.choices)
    data = PlainField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="section_once")]

    def __str__(self):
        return f"{self.proposal_id} {self.key}"


class ProposalVersion(models.Model):
    """The whole text at one moment: kept when a section is saved after a pause, sent for review, or submitted."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = PlainField()
    reason = models.CharField(max_length=20)
    section = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")]

    def __str__(self):
        return f"{self.proposal_id} v{self.number}"


class Member(Lifecycle):
    """An organisation in the consortium 联合体, the leader included; shares are percent of the money."""

    noun = "member"

    state = state_field(MemberState, MemberState.INVITED)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    leader = models.BooleanField(default=False)
    task = models.CharField(_("任务"), max_length=200, blank=True)
    share = models.DecimalField(_("份额（%）"), max_digits=5, decimal_places=2, default=Decimal(0))
    confirmed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-leader", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="member_once"),
            models.UniqueConstraint(fields=["proposal"], condition=models.Q(leader=True), name="member_one_leader"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=100), name="member_share_is_percent"),
        ]

    def __str__(self):
        return f"{self.organisation} {self.share}%"

    def parent(self):
        """Return the proposal: its challenge and it are locked first."""
        return self.proposal


class Declaration(models.Model):
    """A declaration 承诺 that somebody ticked: as whom, when, and which version of its text (with its SHA-256).

    Those of before texts were kept have no `text`; they are asked for again.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="declarations")
    kind = models.CharField(max_length=24)
    text_version = models.CharField(max_length=12)
    text = models.ForeignKey("accounts.BindingText", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    capacity = models.CharField(max_length=10, blank=True, default="", choices=Capacity)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "kind"], name="declaration_once")]

    def __str__(self):
        return self.kind


class Complaint(models.Model):
    """What a firm has against the result of its check 资格申诉, and what an officer who had no part in it decided.

    `disputed` are the conditions and reasons of the result that the firm disputes, as the result named them.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("申诉成立")
        DISMISSED = "dismissed", _("申诉不成立")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="complaints")
    disputed = PlainField(default=list)
    text = models.TextField()
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(outcome=""), name="complaint_one_open_a_proposal"
            ),
        ]

    def __str__(self):
        return f"{self.proposal_id} {self.filed_at}"


class Supplement(models.Model):
    """One request to cure a formal defect 补正: the items asked for and what was supplied."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="supplement")
    items = PlainField(default=list)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    supplied_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    supplied_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.proposal_id}"
