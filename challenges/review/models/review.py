"""Review 评审: panels, the experts' seats, their reviews and scores, and the frozen result."""

import secrets
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.lifecycle import Lifecycle, Recallable, state_field
from challenges.review.models.rubric import Criterion, Rubric
from challenges.review.states.review import PanelState, ReviewState, SeatState
from notifications.fields import PlainField


def new_key() -> str:
    """Return a fresh key for the order in which a blind panel reads its proposals."""
    return secrets.token_hex(16)


class Panel(Lifecycle):
    """A review panel 评审组 for the qualified proposals of one challenge. `round` grows when scores are reopened.

    `reviews_each` is how many experts review each proposal; None: every expert reviews every proposal. Which ones,
    the applied `allotment` says.
    `votes` is the vote on proposals that nothing else tells apart: votes by proposal id, as the leader recorded them.

    A `blind` panel reads without firms and people, its proposals in an order that only its `shuffle` key gives.
    """

    noun = "panel"

    state = state_field(PanelState, PanelState.PLANNING)
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="panels")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    blind = models.BooleanField(_("匿名评审"), default=False)
    reviews_each = models.PositiveSmallIntegerField(_("每份评审专家数"), null=True, blank=True)
    allotment = models.ForeignKey(
        "challenges.Allotment", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    shuffle = models.CharField(max_length=32, default=new_key, editable=False)
    locked_at = models.DateTimeField(null=True, editable=False)
    locked_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    reopen_reason = models.TextField(blank=True, editable=False)
    votes = PlainField(default=dict, editable=False)
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge"], condition=~models.Q(state="cancelled"), name="panel_one_a_challenge"
            )
        ]

    def __str__(self):
        return self.name

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge

    def least_share(self, proposals: int) -> int:
        """Return how many of so many proposals an expert of this panel is certain to get: all, or one for a start."""
        return proposals if self.reviews_each is None else min(1, proposals)


class Seat(Lifecycle):
    """An expert's seat 席位 on a panel. `category` and `unit` are kept as they were when the panel was formed.

    `bridges` says that they accepted knowing that they may be given proposals of another panel of the batch. A
    `bridging` seat is the one they then have there: it counts for no size and no share, and never leads. `replaces` is
    the lost seat in whose place they were called.
    """

    noun = "seat"

    state = state_field(SeatState, SeatState.PICKED)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    expert = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="seats")
    category = models.CharField(max_length=12)
    unit = models.CharField(max_length=120, blank=True)
    leader = models.BooleanField(_("组长"), default=False)
    bridges = models.BooleanField(default=False, editable=False)
    bridging = models.BooleanField(_("跨组"), default=False, editable=False)
    replaces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(max_length=16, blank=True)
    decline_text = models.CharField(max_length=240, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    # What some queries count or look up beside the row.
    criteria: int
    done: int
    given: int
    handed_in: int
    tied: bool
    unseen: int

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="seat_once"),
            models.UniqueConstraint(
                fields=["panel"], condition=models.Q(leader=True, state="accepted"), name="seat_one_leader"
            ),
            models.CheckConstraint(
                condition=~models.Q(bridging=True) | models.Q(leader=False), name="seat_bridging_leads_nothing"
            ),
        ]

    def __str__(self):
        return f"{self.panel_id} {self.expert_id}"

    def parent(self):
        """Return the panel: its challenge and it are locked first."""
        return self.panel


class Review(Recallable):
    """One expert's review of one proposal."""

    noun = "review"
    through = "seat"

    state = state_field(ReviewState, ReviewState.WAITING)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="reviews")
    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="reviews")
    comment = models.TextField(_("综合评语"), blank=True)
    private_comment = models.TextField(_("只给组织方的话"), blank=True)
    recusal_reason = models.CharField(max_length=240, blank=True)
    return_reason = models.CharField(max_length=240, blank=True)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    # What some queries count beside the row.
    marked: int
    number: int

    class Meta:
        indexes = [models.Index(fields=["proposal", "state"], name="review_by_proposal")]
        constraints = [models.UniqueConstraint(fields=["seat", "proposal"], name="review_once")]

    def __str__(self):
        return f"{self.seat_id} {self.proposal_id}"

    def parent(self):
        """Return the panel: its challenge and it are locked first."""
        return self.seat.panel


class Score(models.Model):
    """The mark for one criterion, 0 to 100, with its comment."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    vetoed = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=models.Q(value=None) | models.Q(value__gte=Decimal(0), value__lte=Decimal(100)),
                name="score_within_range",
            ),
        ]

    def __str__(self):
        return f"{self.review_id} {self.criterion_id}: {self.value}"


class Result(models.Model):
    """The official score and rank of a proposal, frozen when the panel was locked."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="results")
    round = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.PROTECT, related_name="results")
    score = models.DecimalField(max_digits=5, decimal_places=2)
    rank = models.PositiveSmallIntegerField()
    deviation = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    vetoed = models.BooleanField(default=False)
    breakdown = PlainField(default=dict)

    class Meta:
        ordering = ["round", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["panel", "round", "proposal"], name="result_once")]

    def __str__(self):
        return f"{self.proposal_id} #{self.rank} {self.score}"


class ScoreChange(models.Model):
    """A mark that was changed after it had been handed in: both values and the reason stay on record."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="changes")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    before = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reason = models.CharField(_("改分理由"), max_length=240)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.review_id} {self.criterion_id}: {self.before} → {self.after}"


class Rejoinder(models.Model):
    """The applicant's written answer 书面答复 to what the panel asks; experts read it before they hand in."""

    noun = "rejoinder"

    proposal = models.ForeignKey("challenges.Proposal", on_delete=models.CASCADE, related_name="rejoinders")
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="rejoinders")
    question = models.TextField(_("评审组的问题"))
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.proposal_id}: {self.question[:20]}"

    @property
    def chain(self) -> str:
        """Return the challenge's timeline."""
        return self.panel.chain
