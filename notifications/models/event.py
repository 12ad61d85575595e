from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField

# What is set once, after the event was written.
SET_LATER = frozenset({"dispatched_at", "stamp"})


class Immutable(TypeError):
    """Something tried to alter or remove what has been recorded."""


class EventQuerySet(models.QuerySet):
    def update(self, **values):
        if set(values) - SET_LATER:
            raise Immutable("An event is never altered.")
        return super().update(**values)

    def bulk_update(self, objs, fields, batch_size=None):
        raise Immutable("An event is never altered.")

    def delete(self):
        raise Immutable("An event is never removed.")

    def of_chain(self, chain: str):
        """The timeline of one chain, oldest first, with whoever acted."""
        return self.filter(chain=chain).select_related("actor").order_by("id")


class ChainHead(models.Model):
    """The end of a chain: the number and the hash of its newest event. Its row is the lock of the chain."""

    noun = "chain"

    chain = models.CharField(max_length=80, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")

    def __str__(self):
        return f"{self.chain} {self.number}"


class Event(models.Model):
    """What happened: the timeline, the audit trail and the source of every notice.

    Holds facts, never words: words are made per reader and language. Rows are never altered or removed; the ORM and
    a database trigger refuse it. Only two columns are set later, once each: `dispatched_at`, when the readers have
    been found, and `stamp` (see `notifications.stamps`). `number`, `previous` and `digest` are the event's place in its
    chain (see `notifications.chain`); `facts_digest` binds the facts, by a salt that goes when they are erased.
    """

    name = models.CharField(max_length=80)
    noun = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    chain = models.CharField(max_length=80, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A plain number: this app knows no organisations, only on whose behalf somebody acted.
    organisation_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    facts = PlainField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    number = models.PositiveBigIntegerField(editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    facts_digest = models.CharField(max_length=64, editable=False)
    stamp = models.PositiveBigIntegerField(null=True, blank=True, unique=True, editable=False)
    dispatched_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("未派发的事件")
        indexes = [
            models.Index(fields=["chain", "id"], name="event_chain"),
            models.Index(fields=["noun", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["id"], condition=models.Q(dispatched_at=None), name="event_undispatched"),
            models.Index(fields=["id"], condition=models.Q(stamp=None), name="event_unstamped"),
        ]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_place")]

    def __str__(self):
        return f"{self.name} {self.noun}:{self.subject_id}"

    def save(self, **kwargs):
        if not self._state.adding and not set(kwargs.get("update_fields") or [""]) <= SET_LATER:
            raise Immutable("An event is never altered.")
        super().save(**kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable("An event is never removed.")
