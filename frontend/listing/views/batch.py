"""Batches: the list, and the form of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions.checking import stamp
from challenges.listing.access import batch as access
from challenges.listing.actions import batch as batches
from frontend.kit.keep import CONFLICT, keep
from frontend.listing.forms.batch import BatchForm
from notifications.clock import now


def own(request):
    """Return the batches of the organiser the person acts for; 404 for everybody else."""
    if request.acting.kind != "organiser":
        raise Http404
    return access.run_by(request.acting)


@login_required
def index(request):
    """List the organiser's batches."""
    rows = own(request).annotate(count=Count("challenges")).order_by("-collect_from", "-id")
    return render(request, "listing/batches.html", {"rows": rows, "administers": request.acting.has("batch_admin")})


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
    if left := batch and access.own_matter(request.acting, batch):
        messages.error(request, left)
        return redirect("batch", batch.pk)
    at = now()

    made = []

    def make(data):
        return BatchForm(data, initial=standing(fresh(request, batch)))

    filled, done = keep(
        request,
        make,
        lambda filled, expected: made.append(save(request, batch, filled.cleaned_data, at, expected)),
        lambda: stamp(fresh(request, batch), batches.FIELDS) if batch else "",
    )
    if done:
        messages.success(request, _("批次已保存。"))
        return redirect("batch", (batch or made[0]).pk)
    status = CONFLICT if filled.both else 422 if filled.errors else 409 if filled.is_bound else 200
    return render(request, "listing/batch.html", {"form": filled, "batch": batch}, status=status)


def fresh(request, batch):
    """Return the batch as it stands now, or None for a new one."""
    return batch and get_object_or_404(own(request), pk=batch.pk)


def standing(batch) -> dict:
    """Return what the form shows of a batch."""
    if batch is None:
        return {}
    return {name: getattr(batch, name) for name in batches.FIELDS}


def save(request, batch, typed, at, expected):
    """Make the one domain call; returns the batch."""
    if batch is None:
        return batches.create(by=request.acting, at=at, **typed)
    return batches.edit(batch, by=request.acting, at=at, expected=expected, **typed)
