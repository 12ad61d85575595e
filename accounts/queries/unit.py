"""The organisation that somebody means when he writes down a unit."""

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace

from accounts.models import Organisation
from accounts.rules.names import IDLE, folded


def meant(name: str, uscc: str = "") -> Organisation | None:
    """Return the organisation with this credit code, or the only one whose folded name is this one; None otherwise.

    Two units of one name are nobody's: only a credit code tells them apart.
    """
    if uscc:
        return Organisation.objects.filter(uscc=uscc).first()
    bare = F("name")
    for sign in IDLE:
        bare = Replace(bare, Value(sign), Value(""))
    near = Organisation.objects.annotate(bare=Lower(bare)).filter(bare=folded(name))[:2]
    found = list(near)
    return found[0] if len(found) == 1 else None
