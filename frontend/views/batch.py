"""Batches: the list, and the form of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from challenges.actions import batch as batches
from challenges.models import Batch, RuleSet
from frontend.attempt import attempt
from frontend.forms.batch import PLAIN, BatchForm
from notifications.clock import day_of, now


def own(request):
    """Return the batches of the organiser the person acts for; 404 for everybody else."""
    if request.acting.kind != "organiser":
        raise Http404
    return Batch.objects.filter(organiser_id=request.acting.organisation_id)


@login_required
def index(request):
    """List the organiser's batches."""
    rows = own(request).annotate(count=Count("challenges")).order_by("-collect_from", "-id")
    return render(request, "work/batches.html", {"rows": rows, "administers": request.acting.has("batch_admin")})


@login_required
def new(request):
    """Open a batch."""
    return form(request, None)


@login_required
def edit(request, pk):
    """Change a batch."""
    return form(request, get_object_or_404(own(request), pk=pk))


def form(request, batch):
    """Show or take the form."""
    own(request)
    if not request.acting.has("batch_admin"):
        raise Http404
    at = now()
    in_force = RuleSet.objects.in_force(organiser_id=request.acting.organisation_id, on=day_of(at))
    if request.method == "POST":
        filled = BatchForm(request.POST, in_force=in_force)
        if filled.is_valid() and attempt(request, lambda: save(request, batch, filled.typed(), at), filled):
            messages.success(request, _("批次已保存。"))
            return redirect("batches")
        return render(request, "work/batch.html", {"form": filled, "batch": batch}, status=422)
    initial = {}
    if batch:
        initial = {name: getattr(batch, name) for name in ("name", "name_en", "code", "summary")}
        initial |= {name: getattr(batch, name) for name in ("collect_from", "collect_until", "feedback_at")}
        initial |= {f"rule_{key}": batch.rules.get(key) for key in PLAIN}
    return render(request, "work/batch.html", {"form": BatchForm(initial=initial, in_force=in_force), "batch": batch})


def save(request, batch, typed, at):
    """Make the one domain call."""
    if batch is None:
        batches.create(by=request.acting, at=at, **typed)
    else:
        batches.edit(batch, by=request.acting, at=at, **typed)
