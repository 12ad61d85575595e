"""The list of changed scores of a panel, for the organiser's officers and the supervisor."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from challenges.review.access.review import panels_visible_to
from challenges.review.queries.changes import changes_of, may_see
from notifications.clock import now


@login_required
def show(request, pk):
    """Show what was changed; 404 before the lock and for everybody it does not concern."""
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge"), pk=pk)
    if not may_see(request.acting, panel):
        raise Http404
    return render(request, "review/changes.html", {"at": now(), "panel": panel, "rows": changes_of(panel)})
