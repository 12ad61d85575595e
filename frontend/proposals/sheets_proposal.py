"""The sheet of contents beside a proposal: each part, and what it still lacks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.proposals.models import SectionKey
from notifications.phrase import Phrase

ORDER = (*SectionKey.values[:8], "attachments", "declarations")


@dataclass(frozen=True)
class Part:
    """One part of the proposal: its number, name, and how many places are wrong."""

    key: str
    number: int
    name: Phrase
    wrong: int


def toc(shown) -> list[Part]:
    """Return the parts in the order of the page."""
    found = []
    for number, key in enumerate(ORDER, start=1):
        name = _("附件") if key == "attachments" else SectionKey(key).label
        found.append(Part(key, number, name, len(shown.problems.get(key, []))))
    return found
