"""What is said about a challenge: editions, remarks, opinions, promises of secrecy, followers, questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.lifecycle import Lifecycle, state_field
from challenges.listing.models.challenge import Challenge
from challenges.listing.states import QuestionState
from notifications.fields import PlainField


class Edition(models.Model):
    """What was published, word for word, each time: the text of an edition never changes."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    snapshot = PlainField()
    reason = models.TextField(blank=True)
    material = models.BooleanField(default=False)
    closes_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["challenge", "number"], name="edition_number_once")]

    def __str__(self):
        return f"{self.challenge_id} #{self.number}"


class ReturnedText(models.Model):
    """The text of a need as it was when it came back 退回稿; `round` is that of the organiser's return, 0 inside."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="returned_texts")
    round = models.PositiveSmallIntegerField(default=0)
    snapshot = PlainField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.challenge_id} {self.round}"


class Remark(models.Model):
    """A reason for one field, given with a return 退回意见; resolved when the matter comes back."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="remarks")
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "id"]

    def __str__(self):
        return f"{self.field}: {self.reason[:20]}"


class Opinion(models.Model):
    """An expert's opinion in the argumentation 论证意见: necessity, measurability, amount."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="opinions")
    expert = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    necessity = models.BooleanField(null=True)
    measurability = models.BooleanField(null=True)
    amount = models.BooleanField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["challenge", "expert"], name="opinion_once")]

    def __str__(self):
        return f"{self.challenge_id} {self.expert_id}"


class UndertakingQuerySet(models.QuerySet):
    def of(self, viewer):
        """Return those that let this viewer read: their own, and what binds the firm they act for."""
        if not viewer.user_id or not viewer.organisation_id:
            return self.none()
        return self.filter(models.Q(user_id=viewer.user_id) | models.Q(for_firm=True)).filter(
            organisation_id=viewer.organisation_id
        )


class Undertaking(models.Model):
    """A signed promise of secrecy 保密承诺 for one restricted challenge, by a firm or by one person of it.

    With `for_firm` its signer gave it for the firm, whose people read; else it is that person's own. `agreement` is
    the record of the text; those of before texts were kept have none.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="undertakings")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    for_firm = models.BooleanField(default=False)
    agreement = models.ForeignKey("accounts.Agreement", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["challenge", "organisation", "user"], name="undertaking_once")]

    def __str__(self):
        return f"{self.challenge_id} {self.user_id}"


class Follow(models.Model):
    """A person who wants to hear of a challenge 关注."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["challenge", "user"], name="follow_once")]

    def __str__(self):
        return f"{self.challenge_id} {self.user_id}"


class Question(Lifecycle):
    """A question about a challenge 提问. The asker is hidden, but the same firm keeps the same pseudonym."""

    noun = "question"

    state = state_field(QuestionState, QuestionState.OPEN)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="questions")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    pseudonym = models.PositiveSmallIntegerField()
    text = models.TextField(_("问题"))
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text[:40]

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge
