from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class Immutable(TypeError):
    """Something tried to alter or remove what has been recorded."""


class EventQuerySet(models.QuerySet):
    def update(self, **values):
        if set(values) - {"dispatched_at"}:
            raise Immutable("An event is never altered.")
        return super().update(**values)

    def bulk_update(self, objs, fields, batch_size=None):
        raise Immutable("An event is never altered.")

    def delete(self):
        raise Immutable("An event is never removed.")

    def of_chain(self, chain: str):
        """The timeline of one chain, oldest first, with whoever acted."""
        return self.filter(chain=chain).select_related("actor").order_by("id")


class Event(models.Model):
    """What happened: the timeline, the audit trail and the source of every notice.

    Holds facts, never words: words are made per reader and language. Rows are never altered or removed; the ORM and
    a database trigger refuse it. Only `dispatched_at` is set, once, when the readers have been found.
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
    dispatched_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("未派发的事件")
        indexes = [
            models.Index(fields=["chain", "id"], name="event_chain"),
            models.Index(fields=["noun", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["id"], condition=models.Q(dispatched_at=None), name="event_undispatched"),
        ]

    def __str__(self):
        return f"{self.name} {self.noun}:{self.subject_id}"

    def save(self, **kwargs):
        if not self._state.adding and set(kwargs.get("update_fields") or [""]) != {"dispatched_at"}:
            raise Immutable("An event is never altered.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise Immutable("An event is never removed.")
