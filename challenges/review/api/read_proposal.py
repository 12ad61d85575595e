"""What the review adds to a proposal over the API: its result, and how an expert of a blind panel reads it."""

from challenges.core.noun import lends
from challenges.review.access import blinding
from challenges.review.access.review import results_visible_to
from notifications.clock import day_of, now

lends("proposal", "veiled")(blinding.veiled)


@lends("proposal", "shown")
def result_of(viewer, proposal) -> dict:
    """Return `result`, the official one as far as the reader may know it; a firm's own rank only by the rules."""
    at = now()
    result = results_visible_to(viewer, at).filter(proposal=proposal).order_by("-round").first()
    if result is None:
        return {"result": None}
    told = viewer.organisation_id != proposal.organisation_id
    if not told:
        told = bool(proposal.challenge.rules_on(day_of(at))["feedback_rank"]) and not result.vetoed
    return {"result": {"score": result.score, "rank": result.rank if told else None, "passed": result.passed}}


@lends("proposal", "shown_blind")
def show_blind(proposal) -> dict:
    """Return a proposal as an expert of a blind panel reads it: the matter alone, no firm, person, time or receipt."""
    return {
        "id": proposal.pk,
        "challenge_id": proposal.challenge_id,
        "layer": "blind",
        "edition": proposal.edition,
        "sections": {key: {"data": data} for key, data in blinding.documents(proposal).items()},
        "attachments_withheld": proposal.attachments.filter(removed_at=None, for_experts=True).count(),
    }
