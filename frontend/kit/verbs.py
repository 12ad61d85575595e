"""Every act that pages offer, by noun, and the page that shows the noun; one way for all of them."""

from dataclasses import dataclass
from types import ModuleType

from django.shortcuts import get_object_or_404

from accounts.actions.checking import require_signing
from challenges.core.motions import takes_two
from challenges.core.noun import NOUNS
from challenges.core.queries.motion import open_verbs
from challenges.core.queries.steps import steps_for
from challenges.core.queries.withheld import by_domain
from frontend.kit.verb import Offer, Verb, lacking, make_form, missing
from notifications.clock import now

__all__ = ["PAGES", "VERBS", "Offer", "Page", "Verb", "fetch", "offer", "offers"]


@dataclass(frozen=True)
class Page:
    """Where a noun is shown: the address, the view, and the attribute that leads to the row that view is about."""

    address: str
    view: ModuleType
    above: str


VERBS: dict[str, dict[str, Verb]] = {}
PAGES: dict[str, Page] = {}


def offer(noun: str, verbs: dict[str, Verb], *, page: ModuleType, at: str, above: str = "") -> None:
    """Register the acts of a noun and the page that offers them, at an address with the row's `{pk}`."""
    VERBS[noun], PAGES[noun] = verbs, Page(at, page, above)


def fetch(viewer, noun: str, pk: int):
    """Return a row the viewer may see, or 404."""
    return get_object_or_404(NOUNS[noun].visible_to(viewer), pk=pk)


def unsigned(viewer, row, name: str) -> str:
    """Return why nothing is signed for the organisation acted for now; "" for an act that is no signature."""
    signed = NOUNS[row.noun].table.step(name).signed and viewer.organisation is not None
    return missing(lambda: require_signing(viewer.organisation)) if signed else ""


def offers(viewer, row, bound=None) -> list[Offer]:
    """Return the acts a page may offer for a row now, with their forms.

    `bound` is (verb name, its refused form): what was typed stays, and the act stays open.
    """
    found = []
    known = VERBS.get(row.noun, {})
    left = {verb for kept in by_domain(viewer, row) for verb in kept.verbs}
    tried = bound[0] if bound else ""
    steps = [name for name in steps_for(viewer, row) if name not in left or name == tried]
    prepared = open_verbs(row) if any(takes_two(row.noun, name) for name in steps if name in known) else set()
    for name in steps:
        wanted = known[name].wanted if name in known else None
        if name not in known or (wanted and not wanted(row)):
            continue
        if name in prepared:
            continue
        refused = bound is not None and bound[0] == name
        form = bound[1] if refused else make_form(known[name], name, row, by=viewer)
        why = "" if refused else unsigned(viewer, row, name) or lacking(known[name], row, now())
        found.append(Offer(name, known[name], f"/acts/{row.noun}/{row.pk}/{name}/", form, open=refused, why=why))
    return found
