"""The hall: the public front page."""

from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from challenges.bulletin.queries.noticeboard import newest
from challenges.listing.queries import hall
from challenges.proposals.queries import hall_fit
from challenges.proposals.states import WITH_THE_FIRM, ProposalState
from frontend.kit import amounts, moments
from frontend.kit.sheets import address, facets, sheets
from frontend.kit.states import mark
from frontend.site.views.errors import answer
from notifications.clock import now


def show(request):
    """List what is posted, filtered as asked; a live change of a filter gets the list alone."""
    at = now()
    try:
        filters = hall.Filters.read(request.GET)
        refused = hall_fit.refused(request.acting, at)
        page = hall.page(request.acting, filters, at, refused)
    except hall.UnknownFilter as problem:
        return answer(request, 400, _("没有这个筛选条件或页码：%(name)s。请从榜单首页重新选择。") % {"name": problem})
    mine = own_words(hall_fit.fits(request.acting, [*page.rows, *page.coming], refused), request.acting.verified)
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
        "fit_label": _("只看我单位符合条件的") if hall_fit.matches(request.acting) else "",
        "hidden": [(name, value) for name, value in filters.words().items() if name not in ("q", "after", "fit")],
    }
    if request.htmx and request.htmx.target == "list":
        template = "listing/hall_live.html"
        content["listed"] = len(page.rows) + len(page.coming)
    else:
        template = "listing/hall.html"
        content["posts"] = newest(4)
    return render(request, template, content)


def own_words(fits, verified):
    """What each row is to the reader's firm, in its own column; who is not verified yet is told so before anything."""
    words = {}
    for pk, fit in fits.items():
        if fit.proposal_state in WITH_THE_FIRM:
            words[pk] = line("st-run", _("你已起草") if fit.leads else _("你在联合体中"))
        elif fit.proposal_state:
            words[pk] = line(mark("proposal", fit.proposal_state), ProposalState(fit.proposal_state).label)
        elif fit.failed:
            short = _("缺 %(number)s 项条件") % {"number": len(fit.failed)}
            words[pk] = format_html('<span class="i3">{}</span><small>{}</small>', short, fit.failed[0])
        elif verified and not fit.judged:
            continue
        elif verified:
            words[pk] = line("st-ok", _("符合条件"))
        else:
            words[pk] = line("st-wait", _("核验后可申报"))
    return words


def line(name, word):
    """A mark and a word."""
    return format_html('<span class="st {}">{}</span>', name, word)


def headline(summary):
    """The fact of the day in two pieces that may stand on two lines."""
    if not summary.number:
        return [_("现在没有在榜项目")]
    total = amounts.millions(summary.total) if moments.english() else amounts.whole(summary.total)
    return [_("在榜 %(number)s 项，") % {"number": f"{summary.number:,}"}, _("合计 %(total)s 万元") % {"total": total}]


def sort_choices():
    """The orders a reader may choose."""
    return [("deadline", _("先截止")), ("amount", _("金额")), ("newest", _("新发布"))]


def stage_choices():
    """What is posted, or what was."""
    return [("open", _("在榜")), ("past", _("已截止"))]
