"""The page of a visit."""

from challenges.visits.access import visible_to
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from frontend.kit.verbs import offers
from notifications.clock import now


@login_required
def show(request, pk):
    """Show one visit."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a visit, with a refused form on it when there is one."""
    visit = get_object_or_404(visible_to(request.acting).select_related("batch"), pk=pk)
    content = {"at": now(), "visit": visit, "acts": offers(request.acting, visit, bound and bound[1:])}
    return render(request, "visits/visit.html", content, status=status)
