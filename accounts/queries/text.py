"""Which text is in force for whom, and which there were before."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import BindingText
from accounts.rules.text_parts import OF_THE_PLATFORM


def approved(kind: str, owner_id: int | None = None) -> QuerySet[BindingText]:
    """Return the approved versions of a text of one owner (the platform: None), the latest effective first."""
    rows = BindingText.objects.filter(kind=kind, owner=owner_id).exclude(approved_at=None)
    return rows.select_related("owner").order_by("-effective_from", "-number")


def in_force(kind: str, owner_id: int | None, at: datetime) -> BindingText:
    """Return the text that binds at `at`: the organiser's own (by the organisation's id), else the platform's.

    Raises BindingText.DoesNotExist where the platform has none yet: before the first of January 2022.
    """
    owners = Q(owner=None) if kind in OF_THE_PLATFORM or owner_id is None else Q(owner=None) | Q(owner=owner_id)
    found = several_in_force([kind], owners, at)
    if kind not in found:
        raise BindingText.DoesNotExist(kind)
    return found[kind]


def several_in_force(kinds: list[str], owners: Q, at: datetime) -> dict[str, BindingText]:
    """Return by kind the text that binds at `at` among those of some owners; an organiser's own goes before."""
    rows = BindingText.objects.filter(owners, kind__in=kinds, effective_from__lte=at).exclude(approved_at=None)
    found: dict[str, BindingText] = {}
    for row in rows.select_related("owner").order_by("effective_from", "number"):
        before = found.get(row.kind)
        if before is None or row.owner_id is not None or before.owner_id is None:
            found[row.kind] = row
    return found


def texts_in_force(kinds: list[str], owner_id: int | None, at: datetime) -> dict[str, BindingText]:
    """Return by kind what binds at `at` for calls of this organiser (None: the platform's own), in one query."""
    owners = Q(owner=None) if owner_id is None else Q(owner=None) | Q(owner=owner_id)
    return several_in_force(kinds, owners, at)
