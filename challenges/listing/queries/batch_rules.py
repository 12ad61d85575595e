"""The rules of a call as they hold on a day: each with whose it is, on what ground, since when, and what is to come."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from challenges.core.models import RuleSet
from challenges.core.models.rule import CALL, ORGANISER, PLATFORM
from challenges.core.queries.rules import BOOK
from challenges.listing.models import Batch, Challenge
from challenges.listing.states import PUBLIC
from notifications.models import Event


@dataclass
class Standing:
    """One rule of a call: the value in force, of which layer it is, and what it would be without the call's own.

    `title`, `basis` and `since` are of the set that names it; `coming` are the call's own changes ahead, by date.
    """

    value: Any = None
    layer: int = PLATFORM
    title: str = ""
    basis: str = ""
    since: date | None = None
    below: Any = None
    below_layer: int = PLATFORM
    coming: list[tuple[date, Any]] = field(default_factory=list)

    @property
    def own(self) -> bool:
        """Return True when the call has set it for itself."""
        return self.layer == CALL

    @property
    def from_organiser(self) -> bool:
        """Return True when the organiser has set it for all its calls."""
        return self.layer == ORGANISER


def standing(batch: Batch, on: date) -> dict[str, Standing]:
    """Return every rule of the book as it stands for a call on a day, in one query."""
    found = {key: Standing() for key in BOOK}
    for row in RuleSet.objects.all().above(organiser_id=batch.organiser_id, batch_id=batch.pk):
        for key, value in row.values.items():
            if key in found:
                take(found[key], row, value, on)
    return found


def take(one: Standing, row: RuleSet, value: Any, on: date) -> None:
    """Let a rule set bear on one rule."""
    if row.effective_from > on:
        if row.layer == CALL:
            one.coming.append((row.effective_from, value))
        return
    if row.layer < CALL:
        one.below, one.below_layer = value, row.layer
    if row.layer == CALL and value is None:
        one.value, one.layer, one.title, one.basis, one.since = one.below, one.below_layer, "", "", None
        return
    one.value, one.layer = value, row.layer
    one.title, one.basis, one.since = row.title, row.basis, row.effective_from


def published(batch: Batch) -> bool:
    """Return True once a challenge of the call has been published: then others rely on its rules."""
    return Challenge.objects.filter(batch=batch, state__in=PUBLIC, published_at__isnull=False).exists()


def changes(batch: Batch, most: int = 20) -> list[Event]:
    """Return the latest changes of a call's own rules, the newest first, with who made them."""
    rows = Event.objects.filter(chain=batch.chain, name="batch.rules_changed").select_related("actor")
    return list(rows.order_by("-id")[:most])


def source(one: Standing) -> str:
    """Return whose a rule is, in words."""
    return str({PLATFORM: _("平台"), ORGANISER: _("本单位"), CALL: _("本批")}[one.layer])
