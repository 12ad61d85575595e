"""The organisation that somebody means when they write down a unit."""

from accounts.models import Organisation
from accounts.typed import code


def meant(name: str, uscc: str = "") -> Organisation | None:
    """Return the organisation with this credit code, or the only one that bears this name; None otherwise.

    Both are compared folded. Two units of one name are nobody's: only a credit code tells them apart.
    """
    if uscc := code.folded(uscc):
        return Organisation.objects.filter(uscc=uscc).first()
    found = list(Organisation.objects.named(name)[:2])
    return found[0] if len(found) == 1 else None
