"""Since when rows stand in their states, from the record: no column says it twice."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from django.db.models import Max

from challenges.core.table import Table
from notifications.models import Event


@cache
def leading_to(table: Table) -> dict[str, frozenset[str]]:
    """Return for each state the events that lead to it."""
    return {
        state: frozenset(step.event for step in table.steps if state in step.targets) for state in table.states.values
    }


def since(table: Table, states: Mapping[int, str]) -> dict[int, datetime]:
    """Return since when each row, by id and state, stands in it, in one query; what no event led to is missing."""
    ways = leading_to(table)
    names = set().union(*(ways[state] for state in states.values()))
    if not names:
        return {}
    told = Event.objects.filter(noun=table.noun, subject_id__in=list(states), name__in=names)
    found: dict[int, datetime] = {}
    for pk, name, at in told.order_by().values_list("subject_id", "name").annotate(Max("at")):
        if name in ways[states[pk]]:
            found[pk] = max(at, found.get(pk, at))
    return found
