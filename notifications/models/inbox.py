from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from notifications.fields import PlainField


class Telling(models.Model):
    """What the wording of an event's notice may use, frozen when its readers were found: once for all of them.

    Showing a list of notices therefore asks nobody anything, and ten thousand readers share one row.
    """

    event = models.OneToOneField(
        "notifications.Event", primary_key=True, on_delete=models.PROTECT, related_name="telling"
    )
    facts = PlainField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    def __str__(self):
        return f"{self.event_id}"


class InboxQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(person=person)

    def unread(self):
        return self.filter(read_at=None)

    def with_facts(self):
        return self.select_related("event__telling")


class InboxItem(models.Model):
    """One notice in one person's inbox. This row is the promise; a mail is a courtesy."""

    event = models.ForeignKey("notifications.Event", on_delete=models.PROTECT, related_name="inbox_items")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="inbox_once_per_person")]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="inbox_newest"),
            models.Index(fields=["person", "-at", "-id"], condition=Q(read_at=None), name="inbox_unread"),
        ]

    def __str__(self):
        return f"{self.event_id} → {self.person_id}"

    @property
    def facts(self) -> dict:
        """All that the wording may use."""
        return self.event.telling.facts
