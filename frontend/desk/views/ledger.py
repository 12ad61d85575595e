"""The ledgers of an organiser: every challenge and every opened proposal it answers for, filtered, paged, as a file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges.core.access.saved_view import visible_to as views_visible_to
from challenges.core.queries.board import UnknownFilter
from challenges.desk.access import keeps_ledger
from challenges.desk.actions import ledger as actions
from challenges.desk.queries.ledger_sheet import LEDGERS
from frontend.accounts.views.only import post_only
from frontend.core.presenters import saved_view as saved
from frontend.core.views import saved_view
from frontend.desk.presenters import ledger as words
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from notifications.clock import now


@login_required
def index(request):
    """Lead to the challenges."""
    return redirect("ledger", "challenges")


def ledger_of(request, kind):
    """Return one of the two ledgers; for whoever acts for no organiser there is none."""
    if kind not in LEDGERS or not keeps_ledger(request.acting):
        raise Http404
    return LEDGERS[kind]


@login_required
def show(request, kind):
    """Show one page of a ledger; without any filter, the person's own default view."""
    ledger, at = ledger_of(request, kind), now()
    kept = list(views_visible_to(request.acting, ledger.board))
    first = next((view for view in kept if view.default and view.words), None)
    if first and not request.GET:
        return redirect(words.address(kind, ledger.board.filters.read(first.words)))
    try:
        filters = ledger.board.filters.read(request.GET)
        page = ledger.page(request.acting, filters, at)
    except UnknownFilter as unknown:
        raise Http404 from unknown
    content = {
        "at": at,
        "kind": kind,
        "label": ledger.label(),
        "filters": filters,
        "headline": words.headline(kind, page.tally, filters),
        "ledgers": words.ledgers(kind),
        "tabs": words.tabs(kind, filters, page.tally),
        "choices": words.choices(kind, request.acting, filters),
        "rows": words.rows(kind, page.lines, at),
        "number": sum(page.tally.values()),
        "total": getattr(page, "total_wan", None),
        "following": words.address(kind, filters.having(after=page.following)) if page.following else "",
        "first": words.address(kind, filters.having()) if filters.after else "",
        "save_at": reverse("ledger_views", args=[kind]),
        "views": saved.shown(
            kept,
            filters,
            lambda one: words.address(kind, one),
            lambda view, act: reverse("ledger_view", args=[kind, view, act]),
        ),
        "words": filters.having().words(),
        "narrows": filters.narrows(),
    }
    return render(request, "desk/ledger.html", content)


@login_required
@post_only
def export(request, kind):
    """Hand out exactly what the filter finds as a file; why it is taken is kept."""
    ledger, made = ledger_of(request, kind), []
    given = {name: request.POST.get(name, "") for name in ledger.board.filters.names()}
    call = {"words": given, "form": request.POST.get("format", ""), "reason": request.POST.get("reason", "")}
    at = now()
    if not attempt(request, lambda: made.append(actions.export(ledger, by=request.acting, at=at, **call))):
        return redirect(words.back(kind, ledger.board.filters, given))
    headers = {"Content-Disposition": saved_as(ledger.label(), at=at, form=call["form"])}
    return StreamingHttpResponse(made[0].pieces, content_type=made[0].content_type, headers=headers)


@login_required
@post_only
def keep_view(request, kind):
    """Keep the present filter under a name."""
    return saved_view.keep(request, ledger_of(request, kind).board, lambda filters: words.address(kind, filters))


@login_required
@post_only
def change_view(request, kind, view, act):
    """Rename a view, let the ledger open with it or no longer, or delete it."""
    board = ledger_of(request, kind).board
    return saved_view.change(request, board, lambda filters: words.address(kind, filters), view, act)
