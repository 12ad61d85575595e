"""The needs of a call in their formal check: what each contains that decides, and passing many at once."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.core.access.job import may_ask
from challenges.core.queries.board import UnknownFilter
from challenges.core.states import JobKind
from challenges.listing.access import batch as access
from challenges.listing.queries import need_board as query
from frontend.kit.tabs import Tab
from frontend.listing.presenters.need_board import line
from notifications.clock import now


@login_required
def show(request, pk):
    """Show one page of the needs, those whose time is up first."""
    at = now()
    batch = get_object_or_404(access.checked_by(request.acting), pk=pk)
    try:
        filters = query.Filters.read(request.GET)
        rows, following = query.page(request.acting, batch, filters, at)
    except UnknownFilter as unknown:
        raise Http404 from unknown
    counts = query.tally(request.acting, batch)
    here = reverse("batch_needs", args=[pk])
    keep = f"round={filters.round}&" if filters.round else ""
    words = {"": _("全部"), "first": _("首次报送"), "again": _("补正后再报")}
    content = {
        "at": at,
        "batch": batch,
        "title": _("批量形式审查"),
        "meaning": _("先点开看过需求全文，再勾选、预览、通过。退回补正和不予受理，在需求自己的页面办理。"),
        "caption": _("等形式审查的需求"),
        "empty": (_("这一栏没有要审查的需求"), _("发榜方签发、报到本单位的需求列在这里。")),
        "tabs_label": _("第几次报送"),
        "tabs": [
            Tab(label, counts[name], f"{here}?round={name}" if name else here, filters.round == name)
            for name, label in words.items()
        ],
        "rows": [line(row, at) for row in rows],
        "acts": [(JobKind.PASS, _("预览通过"))],
        "may": may_ask(request.acting, batch, JobKind.PASS),
        "following": f"{here}?{keep}after={following}" if following else "",
        "first": f"{here}?{keep}" if filters.after else "",
    }
    return render(request, "listing/need_board.html", content)
