"""Tags of the proposal editor: what is wrong stands beside the field it is wrong in.

- `{% wrong "budget" "cells" "indirect" "self" %}`: the place under a field with its problems, or empty; `oob=True` in a
  live answer
- `{% tied "budget" "cells" "indirect" "self" %}`: the field's id, tied to that place; `aria-invalid` when it is wrong
- `{{ problem|anchor }}`: the id of the field a problem is about
- `{{ mapping|at:key }}`: a value of a mapping
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from challenges.proposals.models import SectionKey

register = template.Library()
# A missing promise is named from the start; in other parts, what was never saved yet is not scolded beside the field.
NAMED_AT_ONCE = (SectionKey.COMMITMENTS,)
# Parts whose problems have a field each to lead to.
FIELDS = ("basics", "route", "commitments", "schedule", "budget", "ip", "team", "declarations")


def found(context, steps) -> list:
    """Return the problems of one field."""
    key, path = steps[0], ".".join(map(str, steps))
    begun = context["versions"].get(key) or key in NAMED_AT_ONCE
    problems = context["shown"].problems.get(key, [])
    return [one for one in problems if one.field == path and (begun or one.code != "required")]


def name_of(steps) -> str:
    """Return the steps of a path as an id."""
    return "-".join(map(str, steps))


@register.inclusion_tag("proposals/wrong.html", takes_context=True)
def wrong(context, *steps, oob=False):
    """The place of a field's problems."""
    return {"id": name_of(steps), "problems": found(context, steps), "oob": oob}


@register.simple_tag(takes_context=True)
def tied(context, *steps):
    """The attributes that tie a field to the place of its problems."""
    bad = mark_safe(' aria-invalid="true"') if found(context, steps) else ""
    return format_html('id="f-{0}" aria-describedby="e-{0}"{1}', name_of(steps), bad)


@register.filter
def anchor(problem) -> str:
    """The field that a problem is about, or its part of the page."""
    steps = problem.field.split(".")
    return f"f-{name_of(steps)}" if steps[0] in FIELDS and len(steps) > 1 else f"s-{steps[0]}"


@register.filter
def at(mapping, key):
    """A value of a mapping, or nothing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""
