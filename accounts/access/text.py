"""Who reads a text, and who writes it: approved texts are public; drafts belong to whoever keeps the owner's texts."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.acting import Acting
from accounts.models import BindingText
from accounts.roles import Kind

KEEPER = "keeper"
# Posts of an organiser that keep its texts.
KEEPING = frozenset({"batch_admin", "notice_officer"})
MAY = {
    "edit": frozenset({KEEPER}),
    "discard": frozenset({KEEPER}),
    "approve": frozenset({KEEPER}),
}


def keeps(viewer: Acting, owner_id: int | None) -> bool:
    """Return True for who keeps the texts of an owner: operators those of the platform, an organiser's its own."""
    if owner_id is None:
        return viewer.is_operator
    return viewer.kind == Kind.ORGANISER and viewer.organisation_id == owner_id and bool(KEEPING & viewer.roles)


def relations(viewer: Acting, text: Any) -> frozenset[str]:
    """What the viewer is to a text."""
    return frozenset({KEEPER}) if keeps(viewer, text.owner_id) else frozenset()


def visible_to(viewer: Acting) -> QuerySet[BindingText]:
    """Everybody reads what was approved; drafts only who keeps them."""
    seen = Q(approved_at__isnull=False)
    if viewer.is_operator:
        seen |= Q(owner=None)
    if viewer.organisation_id is not None and keeps(viewer, viewer.organisation_id):
        seen |= Q(owner=viewer.organisation_id)
    return BindingText.objects.filter(seen)
