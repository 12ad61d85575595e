"""The hall: the public front page."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from challenges.queries import hall
from challenges.queries.noticeboard import newest
from frontend import moments
from frontend.sheets import address, facets, sheets
from frontend.views.errors import answer
from notifications.clock import now


def show(request):
    """List what is posted, filtered as asked; a live change of a filter gets the list alone."""
    at = now()
    try:
        filters = hall.Filters.read(request.GET)
        page = hall.page(request.acting, filters, at)
    except hall.UnknownFilter as problem:
        return answer(request, 400, _("没有这个筛选条件或页码：%(name)s。请从榜单首页重新选择。") % {"name": problem})
    mine = {}
    content = {
        "at": at,
        "filters": filters,
        "headline": headline(page.summary),
        "summary": page.summary,
        "soonest": page.summary.closes_at and moments.soon(page.summary.closes_at, at),
        "sheets": sheets(page, filters, at, mine),
        "facets": facets(page.facets, filters),
        "sorts": [(word, address(filters.having(sort=key)), key == filters.sort) for key, word in sort_choices()],
        "stages": [(word, address(filters.having(stage=key)), key == filters.stage) for key, word in stage_choices()],
        "following": address(filters.having(after=page.following)) if page.following else "",
        "first": address(filters.having()) if filters.after else "",
        "plain": address(hall.Filters()),
        "hidden": [(name, value) for name, value in filters.words().items() if name not in ("q", "after", "fit")],
    }
    if getattr(request, "htmx", False) and not request.htmx.boosted:
        template = "hall/list.html"
    else:
        template = "hall/hall.html"
        content["posts"] = newest(4)
    response = render(request, template, content)
    patch_vary_headers(response, ["HX-Request"])
    return response


def headline(summary):
    """The fact of the day in two pieces that may stand on two lines."""
    if not summary.number:
        return [_("现在没有在榜项目")]
    total = f"{summary.total:,.0f}" if summary.total == summary.total.to_integral() else f"{summary.total:,.2f}"
    return [_("在榜 %(number)s 项，") % {"number": f"{summary.number:,}"}, _("合计 %(total)s 万元") % {"total": total}]


def sort_choices():
    """The orders a reader may choose."""
    return [("deadline", _("先截止")), ("amount", _("金额")), ("newest", _("新发布"))]


def stage_choices():
    """What is posted, or what was."""
    return [("open", _("在榜")), ("past", _("已截止"))]
