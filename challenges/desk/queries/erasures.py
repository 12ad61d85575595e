"""What the record says of erasures: which facts were erased, and whether an erasure accounts for each."""

from collections.abc import Iterator

from notifications.chain import AT_ONCE, facts_digest
from notifications.models import Event


def unaccounted() -> Iterator[Event]:
    """Yield the events whose salt is gone and whose facts are not those that the last erasure left."""
    told = Event.objects.filter(name="personal.erased").order_by("pk")
    bound = dict(pair for row in told for pair in row.facts["events"])
    for event in Event.objects.filter(salt="").order_by("pk").iterator(AT_ONCE):
        if bound.get(event.pk) != facts_digest("", event.facts):
            yield event
