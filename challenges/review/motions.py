"""What of a review takes two persons of the organiser, in the words of whoever confirms it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.core.motions import Act
from challenges.core.relation import WATCHERS
from challenges.experts.access.conflicts import reason
from challenges.experts.models import Conflict
from challenges.review.access.review import panels_visible_to
from challenges.review.actions.set_aside import Basis, set_aside


def aside(panel, given: dict) -> list[tuple[str, str]]:
    """Return the ties that would be set aside, and on what."""
    rows = Conflict.objects.filter(pk__in=given["conflicts"]).select_related("expert", "proposal__organisation")
    ties = [(row.expert.name, f"{reason(row.code, row.facts)}{_('，')}{of(row)}") for row in rows.order_by("pk")]
    return [*ties, (_("依据"), str(Basis(given["basis"]).label)), (_("理由"), given["reason"])]


def of(row: Conflict) -> str:
    """Return what a tie excludes from: one firm's proposal, or the whole challenge."""
    return row.proposal.organisation.name if row.proposal else _("整张榜")


def officers_rows(viewer):
    """Return the panels whose ties this viewer may read: an expert reads none for sitting there."""
    rows = panels_visible_to(viewer)
    return rows if viewer.kind == "organiser" and viewer.roles & set(WATCHERS) else rows.none()


ACTS = (
    Act(
        "panel",
        "set_aside",
        gettext_lazy("回避线索核定为不成立"),
        set_aside,
        aside,
        lambda panel: panel.name,
        lambda panel, by: panel.challenge.organiser_id,
        seen=officers_rows,
    ),
)
