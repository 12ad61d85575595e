"""Signals of collusion 围标线索: what two proposals of different firms have in common, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.collusion.states import SignalState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField


class SignalKind(models.TextChoices):
    TEXT = "text", _("文字雷同")
    FILE = "file", _("同一文件")
    METADATA = "metadata", _("文件属性")
    PERSON = "person", _("人员与联系方式")
    ACCOUNT = "account", _("同一账号")
    DEVICE = "device", _("同一设备")
    MONEY = "money", _("预算规律")
    FIRM = "firm", _("单位关联")


class SignalStrength(models.IntegerChoices):
    WEAK = 1, _("弱")
    MIDDLING = 2, _("中等")
    STRONG = 3, _("强")


class Signal(Lifecycle):
    """One thing two opened proposals have in common that a person should look at. It decides nothing.

    `first` is the proposal with the smaller number. `key` tells the fact from others of its kind between the same two.
    `facts` are what the sentence and the page show. `note` is what an officer wrote when they explained or pursued it.
    """

    noun = "signal"

    state = state_field(SignalState, SignalState.OPEN)
    first = models.ForeignKey("challenges.Proposal", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("challenges.Proposal", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("种类"), max_length=12, choices=SignalKind.choices, editable=False)
    strength = models.PositiveSmallIntegerField(_("强弱"), choices=SignalStrength.choices, editable=False)
    key = models.CharField(max_length=32, editable=False)
    facts = PlainField(default=dict, editable=False)
    note = models.TextField(_("说明"), blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-strength", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind", "key"], name="signal_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="signal_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first_id} {self.second_id}"

    def parent(self):
        """Return the first proposal: its challenge and it are locked first."""
        return self.first

    @property
    def challenge(self):
        """Return the challenge on whose page it stands first."""
        return self.first.challenge

    @property
    def chain(self) -> str:
        """Return a timeline of its own: nobody who reads a challenge's or a proposal's may meet it there."""
        return f"signal:{self.pk}"


class Comparison(models.Model):
    """When the opened proposals of a challenge were compared, or are waiting to be.

    `leased_until` keeps two workers from the same work; after `attempts` that did not come back it waits for somebody
    to ask again. `compared` is how many proposals were looked at, those of the batch included.
    """

    noun = "comparison"

    challenge = models.OneToOneField("challenges.Challenge", on_delete=models.CASCADE, related_name="comparison")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    compared = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return f"{self.challenge_id} {self.done_at or ''}"

    @property
    def chain(self) -> str:
        """Return a timeline of its own."""
        return f"comparison:{self.challenge_id}"
