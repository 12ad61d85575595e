"""The expert pool: looked through, taken along with a reason, and who may be drawn."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access.expert import keeps_pool, pool_visible_to, reads_pool, standings_open_to
from accounts.models import ExpertCategory, Integrity, TechField, User, Verification
from accounts.queries import dictionary
from accounts.queries.pool import SORTS, Filters, found
from accounts.queries.pool import page as page_of
from challenges.core.actions.motion import prepare
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.periods import day_of
from challenges.core.queries import keyset
from challenges.core.queries.motion import prepared_on
from challenges.core.queries.sheets import TYPES
from challenges.experts import actions as pool
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from frontend.site.views.errors import answer
from notifications.clock import now

NAMES = ("q", "field", "category", "integrity", "verification", "available", "sort")
# What it is called to put somebody into a standing.
STANDINGS = {"normal": gettext_lazy("恢复"), "suspended": gettext_lazy("暂停"), "barred": gettext_lazy("禁止")}


def asked(given) -> Filters:
    """Return the filters of an address; ValueError for one that no link leads to."""
    values = {name: given.get(name, "")[:60] for name in NAMES}
    values["sort"] = values["sort"] or "name"
    known = {
        "category": ExpertCategory.values,
        "integrity": Integrity.values,
        "verification": Verification.values,
        "available": ("yes", "no"),
        "sort": SORTS,
    }
    for name, allowed in known.items():
        if values[name] and values[name] not in allowed:
            raise ValueError(name)
    return Filters(**values)


@login_required
def show(request):
    """List the pool."""
    if not reads_pool(request.acting):
        raise Http404
    mark = request.GET.get("after", "")
    try:
        filters = asked(request.GET)
        after = keyset.read_mark(mark, str) if mark else None
    except ValueError:
        return answer(request, 400, _("没有这种筛选或这一页。请从专家库首页重新选择。"))
    at = now()
    today = day_of(at)
    rows, following = page_of(request.acting, filters, on=today, after=after)
    number = found(request.acting, filters, on=today).count()
    query = {name: getattr(filters, name) for name in NAMES if getattr(filters, name) and name != "sort"}
    here = urlencode({**query, "sort": filters.sort})
    names = {entry.code: entry.label for entry in TechField.objects.all()}
    prepared = prepared_on(request.acting, "expert.set_integrity", [row.profile.pk for row in rows])
    content = {
        "at": at,
        "filters": filters,
        "narrowed": bool(query),
        "headline": headline(number, bool(query)),
        "rows": [
            (
                row,
                [names.get(code, code) for code in row.profile.field_codes],
                [(code, STANDINGS[code]) for code in standings_open_to(request.acting, row.profile)],
                prepared.get(row.profile.pk),
            )
            for row in rows
        ],
        "fields": dictionary.grouped_choices(TechField),
        "categories": ExpertCategory.choices,
        "standings": Integrity.choices,
        "verifications": Verification.choices,
        "sorts": [
            (word, f"?{urlencode({**query, 'sort': code})}", code == filters.sort)
            for code, word in (("name", _("姓名")), ("newest", _("新入库")))
        ],
        "query": here,
        "hidden": {**query, "sort": filters.sort}.items(),
        "keeps": keeps_pool(request.acting),
        "released": pool.released(request.acting, at),
        "asking": prepared_on(request.acting, pool.RELEASE, [request.user.pk]).get(request.user.pk),
        "following": f"?{here}&after={keyset.mark(*following)}" if following else "",
        "first": f"?{here}" if mark else "",
    }
    return render(request, "experts/pool.html", content)


def headline(number: int, narrowed: bool) -> str:
    """The fact the list opens with."""
    if narrowed:
        return ngettext("符合条件的专家 %(n)s 人", "符合条件的专家 %(n)s 人", number) % {"n": number}
    return ngettext("专家库现有 %(n)s 人", "专家库现有 %(n)s 人", number) % {"n": number}


@login_required
@post_only
def export(request):
    """Prepare that the list is taken as a file; a second person agrees or refuses."""
    if not reads_pool(request.acting):
        raise Http404
    try:
        filters = asked(request.POST)
    except ValueError:
        return answer(request, 400, _("没有这种筛选或这一页。请从专家库首页重新选择。"))
    given = {"reason": request.POST.get("reason", ""), "form": request.POST.get("form", "xlsx")}
    two, at, row = ACTS[pool.RELEASE], now(), User.objects.get(pk=request.user.pk)
    if attempt(request, lambda: prepare(two, row, by=request.acting, at=at, filters=asdict(filters), **given)):
        messages.success(request, _("已提请，另一位同事复核同意后，可在这里下载。"))
    return redirect("expert_pool")


@login_required
@post_only
def take(request, pk):
    """Hand a list out that two persons agreed on; that it was taken is in the record."""
    motion = get_object_or_404(Motion.objects.filter(act=pool.RELEASE, prepared_by=request.user), pk=pk)
    made, at, form = [], now(), motion.arguments["form"]
    if not attempt(request, lambda: made.append(pool.export(motion, by=request.acting, at=at))):
        return redirect("expert_pool")
    headers = {"Content-Disposition": saved_as(_("专家名录"), at=at, form=form)}
    return HttpResponse(made[0], content_type=TYPES[form], headers=headers)


@login_required
@post_only
def standing(request, pk):
    """Prepare that an expert is suspended, barred or readmitted, with a reason; a second person confirms it."""
    profile = get_object_or_404(pool_visible_to(request.acting), pk=pk)
    given = {"integrity": request.POST.get("integrity", ""), "reason": request.POST.get("reason", "")}
    if attempt(request, lambda: prepare(ACTS["expert.set_integrity"], profile, by=request.acting, at=now(), **given)):
        messages.success(request, _("已提请，另一位同事复核同意后生效并通知本人。"))
    query = request.POST.get("here", "")
    return redirect(f"/experts/{'?' + query if query else ''}")
