"""What a viewer is to an object, in words that the tables of permission use."""

from typing import Any

from accounts.acting import CLOCK, Acting

NOBODY = frozenset({"public"})
# The organiser's people who carry a review through, as relations, and the roles of those who may look on.
OFFICERS = frozenset({"organiser.review_officer", "organiser.batch_admin"})
WATCHERS = ("review_officer", "batch_admin", "supervisor", "notice_officer", "approver")


def standing(viewer: Acting) -> set[str]:
    """Return what the viewer is to everything: public, signed in, verified firm, operator, or the clock itself."""
    if viewer is CLOCK:
        return {"clock"}
    names = {"public"}
    if viewer.user_id:
        names.add("person")
        if viewer.organisation_id:
            names.add("firm")
            if viewer.verified:
                names.add("verified")
        if viewer.is_operator:
            names.add("operator")
    return names


def roles_as(name: str, viewer: Acting) -> set[str]:
    """Return the relation and one word for each role the viewer holds in it: lead, lead.signer, …"""
    return {name, *(f"{name}.{role}" for role in viewer.roles)}


def is_from(viewer: Acting, organisation_id: Any) -> bool:
    """Return True when the viewer acts for this organisation now."""
    return viewer is not CLOCK and viewer.organisation_id is not None and viewer.organisation_id == organisation_id
