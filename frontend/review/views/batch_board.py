"""The review board of a batch: every proposal in review, filtered and paged, for the organiser's officers."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.assignment.access.plan import lists as lists_plans
from challenges.core.access.job import may_ask, watches
from challenges.core.access.saved_view import visible_to as views_visible_to
from challenges.core.queries.board import UnknownFilter
from challenges.core.queries.sheets import TYPES, written
from challenges.listing.access import batch as access
from challenges.review.actions import batch_board as boards
from challenges.review.queries import batch_board as query
from challenges.review.queries.batch_board import Filters
from challenges.review.queries.review_jobs import BOARD
from frontend.accounts.views.only import post_only
from frontend.core.views import saved_view
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from frontend.review.presenters import board as words
from notifications.clock import day_of, now


@login_required
def index(request):
    """Lead to the batch whose reviews fall due first, or to the list of batches when nothing is in review."""
    batches = access.visible_to(request.acting)
    if not watches(request.acting):
        raise Http404
    pk = query.most_urgent(batches)
    return redirect("batch_reviews", pk) if pk else redirect("batches")


def batch_and_panels(request, pk: int):
    """Return a batch the viewer may look at, which comes along with its panels, and those panels."""
    batches = access.visible_to(request.acting)
    panels = query.panels_of(batches, pk)
    return (panels[0].challenge.batch if panels else get_object_or_404(batches, pk=pk)), panels


def filters_of(given) -> Filters:
    """Return the filters of a request; what the board does not know does not exist."""
    try:
        return Filters.read(given)
    except UnknownFilter as unknown:
        raise Http404 from unknown


@login_required
def show(request, pk):
    """Show one page of the board; without any filter, the person's own default view."""
    at = now()
    batch, panels = batch_and_panels(request, pk)
    filters = filters_of(request.GET)
    kept = [view for view in views_visible_to(request.acting, BOARD) if view.batch_id in (None, batch.pk)]
    first = next((view for view in kept if view.default and view.words), None)
    if first and not request.GET:
        return redirect(words.address(batch.pk, Filters.read(first.words)))
    limit = batch.rules_on(day_of(at))["deviation_limit"]
    try:
        page = query.page(request.acting, batch, filters, at, limit)
    except UnknownFilter as unknown:
        raise Http404 from unknown
    content = {
        "plans": lists_plans(request.acting),
        "at": at,
        "batch": batch,
        "filters": filters,
        "headline": words.headline(page.tally),
        "tally": page.tally,
        "tabs": words.tabs(batch.pk, filters, page.tally),
        "sorts": words.sorts(),
        "panels": panels,
        "rows": [words.line(row, at) for row in page.rows],
        "found": words.found(filters, page.tally),
        "following": words.address(batch.pk, filters.having(after=page.following)) if page.following else "",
        "first": words.address(batch.pk, filters.having()) if filters.after else "",
        "save_at": reverse("saved_views", args=[batch.pk]),
        "views": words.views(batch.pk, kept, filters),
        "hidden": [(name, value) for name, value in filters.words().items() if name in ("state", "overdue")],
        "words": filters.having().words(),
        "narrows": filters.narrows(),
        "may": may_ask(request.acting, batch),
        "acts": words.acts(),
    }
    return render(request, "review/batch_board.html", content)


@login_required
@post_only
def export(request, pk):
    """Hand out exactly what the filter shows as a file; why it is taken is kept."""
    batch = get_object_or_404(access.visible_to(request.acting), pk=pk)
    given = {name: request.POST.get(name, "") for name in Filters.names()}
    kind, made = request.POST.get("format", ""), []
    call = {"words": given, "format": kind, "reason": request.POST.get("reason", "")}
    if not attempt(request, lambda: made.append(boards.export(batch, by=request.acting, at=now(), **call))):
        return redirect(words.address(batch.pk, filters_of(given)))
    at = now()
    headers = {"Content-Disposition": saved_as(_("评审进度"), batch.code, at=at, form=kind)}
    content = written(words.sheet(batch, made[0], at), kind)
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


@login_required
@post_only
def keep_view(request, pk):
    """Keep the present filter under a name."""
    batch = get_object_or_404(access.visible_to(request.acting), pk=pk)
    return saved_view.keep(request, BOARD, lambda filters: words.address(pk, filters), batch)


@login_required
@post_only
def change_view(request, pk, view, act):
    """Rename a view, let the board open with it or no longer, or delete it."""
    batch = get_object_or_404(access.visible_to(request.acting), pk=pk)
    return saved_view.change(request, BOARD, lambda filters: words.address(batch.pk, filters), view, act)
