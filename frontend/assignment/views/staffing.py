"""The plan of a batch's panels: ask for it, look at it with its reasons, change it, take it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from challenges.assignment.access.plan import lists
from challenges.assignment.access.staffing import may_ask, visible_to
from challenges.assignment.actions import staffing as staffings
from challenges.assignment.queries.staffing import benches
from challenges.assignment.solver.words import part_in_words, reason_in_words
from challenges.listing.models import Batch
from frontend.kit.attempt import attempt
from frontend.kit.verb import missing
from frontend.kit.verbs import offers
from notifications.clock import now


@login_required
def index(request, pk):
    """List the plans of a batch, and ask for one."""
    if not lists(request.acting):
        raise Http404
    batch = get_object_or_404(Batch, pk=pk, organiser_id=request.acting.organisation_id)
    if request.method == "POST":
        made = []
        if attempt(request, lambda: made.append(staffings.ask(batch, by=request.acting, at=now()))):
            messages.success(request, _("已提交求解，得出后会通知你。"))
            return redirect("staffing", made[0].pk)
        return redirect("staffings", pk)
    rows = visible_to(request.acting).filter(batch=batch).select_related("asked_by").order_by("-id")
    content = {
        "batch": batch,
        "rows": rows,
        "may": may_ask(request.acting, batch),
        "why": missing(lambda: staffings.require_ready(batch)),
    }
    return render(request, "assignment/staffing_index.html", content)


@login_required
def show(request, pk):
    """Show one plan."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a plan, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    row = get_object_or_404(visible_to(request.acting).select_related("batch", "asked_by"), pk=pk)
    plan = [
        (
            bench,
            [
                (
                    chair,
                    [reason_in_words(code, facts) for code, facts in chair.reasons],
                    [part_in_words(*part) for part in chair.parts],
                )
                for chair in bench.chairs
            ],
        )
        for bench in benches(row)
    ]
    content = {
        "at": now(),
        "row": row,
        "lists": lists(request.acting),
        "plan": plan,
        "error": staffings.error_of(row),
        "missing": sum(bench.missing for bench, _chairs in plan),
        "acts": offers(request.acting, row, bound[1:] if bound else None),
    }
    return render(request, "assignment/staffing.html", content, status=status)
