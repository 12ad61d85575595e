"""A change as people read it: where it is, and inside both texts the words that went and that came."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from challenges.core.queries.word_diff import pieces
from challenges.proposals.models import SectionKey

register = template.Library()
LEFT_OUT = {"before": "new", "after": "gone"}
TAGS = {"gone": "<del>{}</del>", "new": "<ins>{}</ins>", "same": "{}"}


@register.filter
def place(change):
    """Where a change is: the field's name, before it the section's where the text has sections."""
    section = getattr(change, "section", "")
    if not section:
        return change.field
    name = _("附件") if section == "attachments" else str(SectionKey(section).label)
    return f"{name} · {change.label}" if change.label else name


@register.filter
def side(change, which):
    """One of the two texts of a change (`before` or `after`), with what went or came marked in it."""
    found = [piece for piece in pieces(change.before or "", change.after or "") if piece.kind != LEFT_OUT[which]]
    return format_html_join("", "{}", ((format_html(TAGS[piece.kind], piece.text),) for piece in found))
