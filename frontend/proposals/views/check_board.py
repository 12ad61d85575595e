"""The proposals of a call under check: picked for one act, by the first or the second person."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.core.access.job import may_ask
from challenges.core.queries.board import UnknownFilter
from challenges.core.states import JobKind
from challenges.listing.access import batch as access
from challenges.proposals.queries import check_board as query
from frontend.kit.tabs import Tab
from notifications.clock import now

# What the person whose turn it is does with many at once.
ACTS = {"first": JobKind.CHECK, "second": JobKind.CONFIRM}


@login_required
def show(request, pk):
    """Show one page of those that wait for the first person, or for the second."""
    at = now()
    batch = get_object_or_404(access.checked_by(request.acting), pk=pk)
    try:
        filters = query.Filters.read(request.GET)
        rows, following = query.page(request.acting, batch, filters)
    except UnknownFilter as unknown:
        raise Http404 from unknown
    turn = filters.turn
    counts = query.tally(request.acting, batch)
    here = reverse("batch_checks", args=[pk])
    content = {
        "at": at,
        "batch": batch,
        "title": _("批量资格审查"),
        "meaning": _("勾选后先预览：哪些能通过，哪些不能、为什么。要求补正和不合格，在申报书自己的页面办理。"),
        "caption": _("等资格审查的申报书"),
        "empty": (_("这一栏没有要办的申报书"), _("截止启封之后，等资格审查的申报书列在这里。")),
        "tabs_label": _("轮到谁"),
        "tabs": [
            Tab(_("待初核"), counts["first"], here, turn == "first"),
            Tab(_("待第二人复核"), counts["second"], f"{here}?turn=second", turn == "second"),
        ],
        "rows": rows,
        "acts": [(ACTS[turn], _("预览初核合格") if turn == "first" else _("预览复核"))],
        "may": may_ask(request.acting, batch, ACTS[turn]),
        "following": f"{here}?turn={turn}&after={following}" if following else "",
        "first": f"{here}?turn={turn}" if filters.after else "",
    }
    return render(request, "proposals/check_board.html", content)
