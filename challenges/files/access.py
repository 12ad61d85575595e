"""Who may see a file, who may load it, and who may add and remove one: three questions, each asked here alone.

What a file belongs to says who reads it: the domain of each owner registers its rule here, and a domain above may lend
one more for the files of an owner below (a review gives them to its experts).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.core import policy
from challenges.core.noun import lent
from challenges.files.models import Attachment, ScanState

# Besides the organiser, who may be named to read a proposal's file.
READERS = ("consortium", "lead", "experts")

Rule = Callable[..., Q]


@dataclass(frozen=True)
class Owner:
    """What may have files, and whose they are.

    Each rule takes a viewer and returns a condition for files: `own_side` for those of the viewer's own rows, whatever
    their state, `given_to` for those of others that they read once they are checked. `rights` says in which states
    files may be added and removed, and by which right: the owner's own verbs.
    """

    noun: str
    own_side: Rule
    given_to: Rule
    rights: Mapping[str, str]


OWNERS: dict[str, Owner] = {}


def register(owner: Owner) -> None:
    """Let the rows of a noun have files."""
    OWNERS[owner.noun] = owner


def visible_to(viewer):
    """Return the files this viewer may see, by name and state: the only definition of it. To load is another question.

    Files go to the own side of what they belong to, and to those to whom it gives them. Until its contents are
    checked, and when they were refused, only its own side sees a file.
    """
    files = Attachment.objects.filter(removed_at=None)
    if viewer is CLOCK:
        return files
    return files.filter(of_own_side(viewer) | Q(scan_state=ScanState.CLEAN) & given_to(viewer))


def loadable_by(viewer):
    """Return the files this viewer may load: those they see, without the ones that did not pass the check."""
    return visible_to(viewer).exclude(scan_state=ScanState.BLOCKED)


def of_own_side(viewer) -> Q:
    """Return the condition for files of the viewer's own rows, whatever their state."""
    seen = Q(pk__in=[])
    for owner in OWNERS.values():
        seen |= owner.own_side(viewer)
    return seen


def given_to(viewer) -> Q:
    """Return the condition for files of others that this viewer reads once they are checked."""
    seen = Q(pk__in=[])
    for rule in (*(owner.given_to for owner in OWNERS.values()), *lent("attachment", "given_to")):
        seen |= rule(viewer)
    return seen


def rights(owner) -> Mapping[str, str]:
    """Return by which right files of this row are added and removed, by state."""
    return OWNERS[owner.noun].rights


def may_attach(viewer, owner) -> bool:
    """Return True when this viewer may add a file to its owner, or take one away, in the state the owner is in."""
    verb = rights(owner).get(str(owner.state))
    return verb is not None and policy.may(viewer, verb, owner)
