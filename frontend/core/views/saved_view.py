"""A person's saved views of the review board: save, rename, open with, delete."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from challenges.core.access.saved_view import visible_to
from challenges.core.actions import saved_view as views
from challenges.listing.access import batch as batch_access
from challenges.review.queries.batch_board import Filters
from challenges.review.queries.review_jobs import BOARD
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.review.presenters.board import address
from notifications.clock import now


@login_required
@post_only
def save(request, pk):
    """Keep the present filter under a name."""
    batch = get_object_or_404(batch_access.visible_to(request.acting), pk=pk)
    made = []
    words = {name: request.POST.get(name, "") for name in ("q", "panel", "state", "overdue", "sort")}
    given = {"name": request.POST.get("name", ""), "words": words, "default": request.POST.get("default") == "1"}
    if attempt(request, lambda: made.append(views.save(batch, by=request.acting, at=now(), board=BOARD, **given))):
        messages.success(request, _("已保存“%(name)s”。") % {"name": made[0].name})
        return redirect(address(batch.pk, Filters.read(made[0].words)))
    return redirect(f"/batches/{batch.pk}/reviews/?all=1")


@login_required
@post_only
def change(request, pk, view, act):
    """Rename a view, let the board open with it or no longer, or delete it; then go back to the batch's board."""
    batch = get_object_or_404(batch_access.visible_to(request.acting), pk=pk)
    row = get_object_or_404(visible_to(request.acting), pk=view)
    by = request.acting
    calls = {
        "name": lambda: views.rename(row, by=by, name=request.POST.get("name", "")),
        "default": lambda: views.choose_default(row, by=by, default=not row.default),
        "removal": lambda: views.delete(row, by=by),
    }
    if act not in calls:
        raise Http404
    if attempt(request, calls[act]):
        messages.success(request, _("已更新常用筛选。"))
    return redirect(f"/batches/{batch.pk}/reviews/?all=1")
