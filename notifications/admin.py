"""Operators look here at what is stuck, and send dead deliveries again; nothing else can be changed.

What went its way is not shown: who submits what and when is nobody's business before the opening.
"""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications import delivering
from notifications.clock import now
from notifications.desk import Desk
from notifications.models import Delivery, Event


@admin.register(Event)
class EventAdmin(Desk):
    list_display = ("id", "name", "noun", "subject_id", "at")
    list_filter = ("noun",)
    search_fields = ("name", "chain")
    # Not the facts, the actor or the organisation: they may belong to proposals that operators must not read.
    fields = ("name", "noun", "subject_id", "chain", "at")

    def get_queryset(self, request):
        """Only events whose readers could not be found yet."""
        return super().get_queryset(request).filter(dispatched_at=None)


@admin.register(Delivery)
class DeliveryAdmin(Desk):
    list_display = ("id", "event", "channel", "state", "due_at", "tries", "problem")
    list_filter = ("state", "channel")
    list_select_related = ("event",)
    fields = ("event", "channel", "state", "due_at", "tries", "problem")
    actions = ("send_again",)

    def get_queryset(self, request):
        """Only deliveries that failed at least once and have not arrived since."""
        return super().get_queryset(request).exclude(problem="")

    @admin.action(description=_("重新发送未送达的通知"), permissions=["send_again"])
    def send_again(self, request, queryset):
        """Let dead deliveries be tried again from the beginning."""
        count = delivering.revive(queryset, at=now())
        text = ngettext("%(count)s 封通知将重新发送。", "%(count)s 封通知将重新发送。", count) % {"count": count}
        self.message_user(request, text, messages.INFO)
