"""The funnel 漏斗: how many of an organiser's needs came how far."""

from dataclasses import dataclass

from django.db.models import CharField, Count, DateTimeField, Q, Value
from django.db.models.functions import Cast

from challenges.listing.access import challenge as challenge_access
from challenges.listing.models import Batch

# The branches of the one query.
CALL, STATE = "call", "state"
FUNNEL = (
    ("collected", None),
    ("checked", ("argumentation", "pending_publish")),
    ("published", ("published", "accepting", "closed", "withdrawn", "lapsed")),
    ("applied", ("qualification", "expert_review")),
    ("proposed", ("proposed", "publicity", "objection")),
    ("awarded", ("awarded", "in_progress")),
)


@dataclass(frozen=True)
class Funnel:
    """How many needs came at least so far, step by step, and the organiser's calls to choose from: (id, name)."""

    steps: list[tuple[str, int]]
    batches: list[tuple[int, str]]


def funnel(viewer, batch: int | None = None) -> Funnel:
    """Return the funnel of the organiser's needs, of one call or of all, and the calls: in one query."""
    narrow = Q(batch_id=batch) if batch else Q()
    needs = challenge_access.visible_to(viewer).filter(narrow, organiser_id=viewer.organisation_id).order_by()
    counted = needs.values_list("state").annotate(n=Count("id"))
    calls = Batch.objects.filter(organiser_id=viewer.organisation_id).order_by()
    rows = list(
        calls.values_list(Value(CALL, output_field=CharField()), "name", "pk", "collect_from").union(
            counted.values_list(
                Value(STATE, output_field=CharField()), "state", "n", Cast(Value(None), DateTimeField())
            ),
            all=True,
        )
    )
    counts = {name: n for kind, name, n, _start in rows if kind == STATE}
    total, steps = sum(counts.values()), []
    for position, (name, _states) in enumerate(FUNNEL):
        further = {state for _name, states in FUNNEL[position:] if states for state in states}
        steps.append((name, total if position == 0 else sum(counts.get(state, 0) for state in further)))
    # As calls stand everywhere: the latest first.
    found = sorted(((start, -pk, name) for kind, name, pk, start in rows if kind == CALL), reverse=True)
    return Funnel(steps, [(-pk, name) for _start, pk, name in found])
