"""A person's saved views of a board: save, rename, open with, delete. Each board gives its own address."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from challenges.core.access.saved_view import visible_to
from challenges.core.actions import saved_view as views
from frontend.kit.attempt import attempt
from notifications.clock import now


def keep(request, board, address, batch=None):
    """Keep the filter that was sent under a name, and show it; `address(filters)` is the board's."""
    made = []
    given = {"name": request.POST.get("name", ""), "default": request.POST.get("default") == "1", "batch": batch}
    words = {name: request.POST.get(name, "") for name in board.filters.names()}
    if attempt(request, lambda: made.append(views.save(board, by=request.acting, at=now(), words=words, **given))):
        messages.success(request, _("已保存“%(name)s”。") % {"name": made[0].name})
        return redirect(address(board.filters.read(made[0].words)))
    return redirect(address(board.filters()))


def change(request, board, address, view, act):
    """Rename a view, let the board open with it or no longer, or delete it; then go back to the board."""
    row = get_object_or_404(visible_to(request.acting, board), pk=view)
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
    return redirect(address(board.filters()))
