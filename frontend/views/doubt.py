"""How sure a locked ranking is: intervals, leniency, single scores; beside the official ranking, never instead."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from challenges.access.review import panels_visible_to
from challenges.queries.calibration import doubt, may_see
from frontend import pictures
from notifications.clock import now


@login_required
def show(request, pk):
    """Show the calibrated view of a panel; 404 before the lock and for everybody it does not concern."""
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge"), pk=pk)
    if not may_see(request.acting, panel):
        raise Http404
    shown = doubt(panel)
    content = {"at": now(), "panel": panel, "shown": shown}
    if shown.calibration:
        content |= {
            "ranks": pictures.rank_intervals([(row.firm, row.doubt) for row in shown.places if row.doubt]),
            "leniency": pictures.leniency(shown.experts),
        }
    return render(request, "draw/doubt.html", content)
