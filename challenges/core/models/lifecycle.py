"""What every row with a lifecycle has in common."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db import models

from notifications.fields import PlainField
from notifications.models import Event

# What has no last moment stands behind all that has one, wherever rows are ordered by it.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Lifecycle(models.Model):
    """A row that moves by its state table, and by nothing else.

    `version` counts the moves and edits; it is what a reader's copy is compared with, so that no update is lost.
    `due_at` is the last moment (aware, inclusive to the second) of the step that is waited for now.
    """

    noun = ""
    # Each noun has a field of its own for it.
    state: str
    # The relation to what stands between this row and its parent, where one does.
    through = ""

    version = models.PositiveIntegerField(default=1, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def parent(self) -> Any:
        """Return the row that is locked before this one, or None for a row that stands alone."""
        return

    def hands_in(self, name: str) -> set[int]:
        """Return the ids of those who did what this field names, such as `prepared_by`; a noun may know of several."""
        found = getattr(self, f"{name}_id")
        return set() if found is None else {found}

    def hands_on_record(self, changing: Collection[str], anew: Collection[str]) -> set[int]:
        """Return who did any of the events that change this row, since the last of those by which it began anew.

        The record tells it: whoever changed a draft in any way is among those who prepared it, not the last alone.
        """
        found: set[int] = set()
        told = Event.objects.filter(chain=self.chain, name__in=[*changing, *anew]).order_by("pk")
        for name, actor in told.values_list("name", "actor"):
            if name in anew:
                found.clear()
            elif actor is not None:
                found.add(actor)
        return found

    def worked_on(self, user: Any) -> None:
        """Note that this person changed what the row holds, where it is kept who did; called under its lock."""

    @property
    def chain(self) -> str:
        """Return the name of the timeline this row's events belong to."""
        above = self.parent()
        return above.chain if above is not None else f"{self.noun}:{self.pk}"


class Recallable(Lifecycle):
    """A row with acts that can be taken back: `second_thought` holds what the last such act changed."""

    second_thought = PlainField(default=dict, editable=False)

    class Meta:
        abstract = True


def state_field(states: type[models.TextChoices], initial: str) -> Any:
    """Return the field that holds a state; only the gate writes it."""
    return models.CharField(max_length=24, choices=states.choices, default=initial, editable=False)
