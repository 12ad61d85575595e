"""`{% load trial %}`: `{{ points|signed }}` writes a difference with its sign, nothing for None."""

from django import template

register = template.Library()


@register.filter
def signed(points):
    """A difference in points with its sign and one decimal: `+3.2`, `−1.0`, `0.0`."""
    if points is None or points == "":
        return ""
    text = f"{points:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")
