"""The funnel 漏斗: how many of an organiser's needs came how far."""

from django.db.models import Count, Q

from challenges.listing.access import challenge as challenge_access

FUNNEL = (
    ("collected", None),
    ("checked", ("argumentation", "pending_publish")),
    ("published", ("published", "accepting", "closed", "withdrawn", "lapsed")),
    ("applied", ("qualification", "expert_review")),
    ("proposed", ("proposed", "publicity", "objection")),
    ("awarded", ("awarded",)),
)


def funnel(viewer, batch: int | None = None) -> list[tuple[str, int]]:
    """Return how many of the organiser's needs came at least so far, step by step, in one query."""
    narrow = Q(batch_id=batch) if batch else Q()
    counts = dict(
        challenge_access.visible_to(viewer)
        .filter(narrow, organiser_id=viewer.organisation_id)
        .values_list("state")
        .annotate(n=Count("id"))
    )
    total, steps = sum(counts.values()), []
    for position, (name, _states) in enumerate(FUNNEL):
        further = {state for _name, states in FUNNEL[position:] if states for state in states}
        steps.append((name, total if position == 0 else sum(counts.get(state, 0) for state in further)))
    return steps
