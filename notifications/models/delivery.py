import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """One notice to one person by one channel: the outbox row.

    `due_at` is when the relay may take it next. Taking it moves `due_at` past the lease, so a relay that dies gives
    it back by itself. `digest_on` is the day of the digest that carries it; empty for a mail of its own.
    """

    class State(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        SKIPPED = "skipped"
        DEAD = "dead"

    event = models.ForeignKey("notifications.Event", on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    digest_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    noun = "delivery"

    class Meta:
        verbose_name = verbose_name_plural = _("未送达的通知")
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "channel"], name="delivery_once_per_channel"),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="delivery_due")]

    def __str__(self):
        return f"{self.event_id} → {self.person_id} ({self.channel}, {self.state})"
