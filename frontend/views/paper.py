"""The papers of a review, taken as files."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from challenges.access.review import panels_visible_to
from challenges.actions import paper as papers
from frontend.attempt import attempt
from notifications.clock import now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_POST
def take(request, pk):
    """Hand out a paper of a locked panel as a download; why it was taken is kept."""
    panel = get_object_or_404(panels_visible_to(request.acting), pk=pk)
    kind = request.POST.get("kind", "")
    given = {"kind": kind, "reason": request.POST.get("reason", "")}
    made = []
    if not attempt(request, lambda: made.append(papers.export(panel, by=request.acting, at=now(), **given))):
        return redirect("panel", pk)
    headers = {"Content-Disposition": f'attachment; filename="panel-{pk}-{kind}.xlsx"'}
    return HttpResponse(made[0], content_type=XLSX, headers=headers)
