"""Who may know of a batch, open its page, and look at its reviews."""

from django.db.models import Q
from django.utils.translation import gettext as _

from challenges.core import own
from challenges.core.access.job import CHECKS, reads, watches
from challenges.listing.access.challenge import visible_to as challenges_visible_to
from challenges.listing.models import Batch
from challenges.listing.models.batch import collecting_at
from challenges.listing.states import CHALLENGE


def known_to(viewer, at):
    """Return the batches this viewer may know of: collecting at `at`, with a challenge they may see, or their own."""
    known = Q(pk__in=challenges_visible_to(viewer).values("batch")) | collecting_at(at)
    if viewer.organisation_id:
        known |= Q(organiser_id=viewer.organisation_id)
    return Batch.objects.filter(known)


def run_by(viewer):
    """Return the batches whose own page this viewer opens: those of the organiser they act for."""
    if getattr(viewer, "kind", "") != "organiser":
        return Batch.objects.none()
    return Batch.objects.filter(organiser_id=viewer.organisation_id)


def own_matter(viewer, batch) -> str:
    """Return why an officer leaves what concerns a whole call to colleagues, naming the challenge; "" for the free.

    Its dates and rules hold for every challenge of it that is not over, their own among them.
    """
    if not viewer.elsewhere and not viewer.is_expert:
        return ""
    left = batch.challenges.exclude(state__in=CHALLENGE.ends).only("id", "lead_id", "state", "title")
    rows = {row.pk: row for row in left}
    for pk, why in sorted(own.of_many(viewer, list(rows.values())).items()):
        return _("“%(title)s”：%(why)s") % {"title": rows[pk].title, "why": why}
    return ""


def visible_to(viewer):
    """Return the batches whose reviews this viewer may look at."""
    if not watches(viewer):
        return Batch.objects.none()
    return Batch.objects.filter(organiser_id=viewer.organisation_id)


def asked_in(viewer, kind):
    """Return the batches in which this viewer may know of jobs of a kind: on reviews, or on checks."""
    return run_by(viewer) if kind in CHECKS and reads(viewer) else visible_to(viewer)


def checked_by(viewer):
    """Return the batches whose checks this viewer looks at, of needs and proposals: checkers, who watches reviews."""
    return run_by(viewer) if reads(viewer) else Batch.objects.none()
