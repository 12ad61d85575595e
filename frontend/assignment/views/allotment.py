"""The plan of who reviews what: what stands before it, ask for it, look at it as a matrix, change it, take it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.assignment.access.allotment import may_ask, visible_to
from challenges.assignment.access.plan import lists
from challenges.assignment.actions import allotment as allotments
from challenges.assignment.actions.plan import require_none_open
from challenges.assignment.models import Allotment
from challenges.assignment.queries.allotment import standings
from challenges.assignment.queries.allotment_grid import grids
from challenges.assignment.solver.words import finding_in_words, part_in_words, reason_in_words
from challenges.core.periods import day_of
from challenges.listing.models import Batch
from frontend.kit.attempt import attempt
from frontend.kit.verb import missing
from frontend.kit.verbs import offers
from notifications.clock import now
from notifications.typed import wholes

A_PAGE = 30


@login_required
def index(request, pk):
    """Show what each panel of a batch needs and has, ask for a plan, and list those that were made."""
    if not lists(request.acting):
        raise Http404
    batch = get_object_or_404(Batch, pk=pk, organiser_id=request.acting.organisation_id)
    at = now()
    if request.method == "POST":
        made = []
        given = {
            "panels": wholes(request.POST.getlist("panel")),
            "cover": request.POST.get("cover") == "1",
        }
        if attempt(request, lambda: made.append(allotments.ask(batch, by=request.acting, at=at, **given))):
            messages.success(request, _("已提交求解，得出后会通知你。"))
            return redirect("allotment", made[0].pk)
        return redirect("allotments", pk)
    rows = visible_to(request.acting).filter(batch=batch).select_related("asked_by").order_by("-id")
    found = standings(batch, day_of(at))
    content = {
        "at": at,
        "batch": batch,
        "rows": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "may": may_ask(request.acting, batch),
        "why": missing(lambda: require_none_open(Allotment, batch)),
        "standings": found,
        "ready": sum(one.ready for one in found),
    }
    return render(request, "assignment/allotment_index.html", content)


@login_required
def show(request, pk):
    """Show one plan."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a plan, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    row = get_object_or_404(visible_to(request.acting).select_related("batch", "asked_by"), pk=pk)
    plan = grids(row)
    acts = offers(request.acting, row, bound[1:] if bound else None)
    names = {line.proposal.pk: line.proposal.organisation.name for grid in plan for line in grid.lines}
    edit = next((offer for offer in acts if offer.name == "revise"), None)
    content = {
        "at": now(),
        "row": row,
        "lists": lists(request.acting),
        "plan": [(grid, [(line, told(line)) for line in grid.lines]) for grid in plan],
        "findings": [
            (one["blocking"], finding_in_words(one["code"], one["fields"], names))
            for one in row.result.get("findings", [])
        ],
        "error": allotments.error_of(row),
        "headline": headline(row, sum(grid.missing for grid in plan)),
        "acts": [offer for offer in acts if offer.name != "revise"],
        "edit": edit,
        "picked": set(edit.form["out"].value() or ()) if edit else set(),
        "edits": edits(row, plan),
    }
    return render(request, "assignment/allotment.html", content, status=status)


def told(line) -> list:
    """Return the pairs of a proposal with their reasons and parts in words."""
    return [
        (
            pair,
            f"{pair.expert_id}_{line.proposal.pk}",
            [reason_in_words(*reason) for reason in pair.reasons],
            [part_in_words(*part) for part in pair.parts],
        )
        for pair in line.pairs
    ]


def headline(row, missing: int) -> str:
    """The fact the page opens with."""
    if row.state == "asked":
        return _("正在求解，稍后刷新")
    if row.state == "failed":
        return _("没有得出方案")
    if missing:
        return ngettext("方案还缺 %(n)s 席，不能采用", "方案还缺 %(n)s 席，不能采用", missing) % {"n": missing}
    pairs = len(row.result.get("pairs", []))
    return ngettext("%(n)s 份评审已安排", "%(n)s 份评审已安排", pairs) % {"n": pairs}


def edits(row, plan) -> list[tuple[bool, str, str, str]]:
    """Return the organiser's edits that hold: whether set or left out, who, on what, and why."""
    people = {one.expert_id: one.name for grid in plan for one in grid.columns}
    firms = {line.proposal.pk: line.proposal.organisation.name for grid in plan for line in grid.lines}
    return [
        (pinned, people.get(expert, ""), firms.get(proposal, ""), reason)
        for pinned, rows in ((True, row.pins), (False, row.bans))
        for expert, proposal, reason in rows
    ]
