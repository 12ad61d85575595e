"""Stamps: one number for each event that only grows in the order in which events became visible.

Ids are taken before a transaction commits, so a reader who goes by ids may pass over what commits late. A stamp is
given after the commit, by one writer at a time: whoever has read up to a stamp misses nothing below it.
"""

from django.db import transaction
from django.db.models import Case, Value, When

from notifications.chain import heads_of
from notifications.models import Event

# The head whose lock the giver holds; its number is the last stamp given. No timeline is called so.
SERIES = "*"
AT_ONCE = 500


def give() -> int:
    """Stamp every committed event that has none, oldest id first; returns how many. May run in several processes."""
    given = 0
    while True:
        with transaction.atomic():
            [head] = heads_of([SERIES]).values()
            waiting = list(Event.objects.filter(stamp=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if not waiting:
                return given
            stamps = [When(pk=pk, then=Value(head.number + n)) for n, pk in enumerate(waiting, start=1)]
            Event.objects.filter(pk__in=waiting, stamp=None).update(stamp=Case(*stamps))
            head.number += len(waiting)
            head.save(update_fields=["number"])
        given += len(waiting)
