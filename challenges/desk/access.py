"""Who reads an organiser's ledger 台账: everybody who acts for it; what stands in it is what they may see."""

from accounts.acting import Acting


def keeps_ledger(viewer: Acting) -> bool:
    """Return True for those who act for an organiser."""
    return getattr(viewer, "kind", "") == "organiser"
