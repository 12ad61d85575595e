"""How sure a locked ranking is, of a panel and of a whole batch; beside the official ranking, never instead."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from challenges.core.periods import day_of
from challenges.review.access.review import panels_visible_to
from challenges.review.queries.calibration import doubt, may_see
from challenges.review.queries.calibration_batch import batch_doubt, batches_visible_to
from frontend.kit import pictures
from notifications.clock import now

AT_ONCE = 50


@login_required
def show(request, pk):
    """Show the calibrated view of a panel; 404 before the lock and for everybody it does not concern."""
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge__batch"), pk=pk)
    if not may_see(request.acting, panel):
        raise Http404
    at = now()
    shown = doubt(panel)
    passing = panel.challenge.rules_on(day_of(panel.locked_at))["passing_line"]
    content = {
        "at": at,
        "panel": panel,
        "shown": shown,
        "headline": headline(shown),
        "passing": passing,
        "trimmed": any(row.result.breakdown.get("left_out") for row in shown.places),
        "totals": pictures.totals(
            [
                (row.firm, row.totals, float(row.result.score), row.result.breakdown.get("left_out", 0))
                for row in shown.places
            ],
            float(passing),
        ),
    }
    if shown.calibration:
        content |= {
            "ranks": pictures.rank_intervals(
                [(row.firm, row.doubt) for row in shown.by_doubt], shown.ties, shown.calibration.top_k
            ),
            "leniency": pictures.leniency(shown.experts),
        }
    return render(request, "review/doubt.html", content)


def headline(shown) -> str:
    """The fact the page opens with: which places cannot be told apart; those at the border of an award first."""
    if shown.calibration is None:
        return _("名次的可信度无法估计")
    if not shown.ties:
        return _("名次稳定")
    top = shown.calibration.top_k
    first, last = next((tie for tie in shown.ties if tie[0] <= top < tie[1]), shown.ties[0])
    return _("第 %(first)d 至 %(last)d 名不能区分") % {"first": first, "last": last}


@login_required
def batch(request, pk):
    """Show the calibrated view over all locked panels of a batch."""
    row = get_object_or_404(batches_visible_to(request.acting), pk=pk)
    found = batch_doubt(row)
    content = {"at": now(), "batch": row, "found": found, "shown": found.doubt}
    if found.doubt is not None:
        content |= across(request, found)
    return render(request, "review/batch_doubt.html", content)


def across(request, found) -> dict:
    """What the page shows of a batch with locked panels, fifty places at a time."""
    shown = found.doubt
    if shown.calibration is None:
        page = Paginator(shown.places, AT_ONCE).get_page(request.GET.get("page"))
        return {"headline": headline(shown), "page": page, **pager(page)}
    page = Paginator(shown.by_doubt, AT_ONCE).get_page(request.GET.get("page"))
    top = shown.calibration.top_k
    sure = sum(row.doubt.rank_high <= top for row in shown.by_doubt)
    open_ = sum(row.doubt.rank_low <= top < row.doubt.rank_high for row in shown.by_doubt)
    return {
        "headline": headline(shown),
        "page": page,
        "sure": sure,
        "unsure": open_,
        "ranks": pictures.rank_intervals(
            [(row.firm, row.doubt) for row in page], shown.ties, top, start=page.start_index(), of=len(shown.by_doubt)
        ),
        "leniency": pictures.leniency(shown.experts),
        **pager(page),
    }


def pager(page) -> dict:
    """The addresses of the page before and the page after, where there are any."""
    return {
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "following": f"?page={page.next_page_number()}" if page.has_next() else None,
    }
