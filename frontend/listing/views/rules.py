"""The rules of a call: each with whose it is, and the form of a group of them."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from challenges.core.queries.rules import GROUPS
from challenges.listing.access import batch as access
from challenges.listing.actions import batch_rules
from challenges.listing.queries import batch_rules as query
from frontend.kit.keep import CONFLICT, keep
from frontend.listing.forms.rules import RulesForm
from frontend.listing.presenters import rules as words
from notifications.clock import day_of, now


@login_required
def show(request, pk):
    """Show every rule of a call as it stands today, and what was changed."""
    batch = get_object_or_404(access.run_by(request.acting), pk=pk)
    at = now()
    known, published = query.standing(batch, day_of(at)), query.published(batch)
    left = access.own_matter(request.acting, batch) if request.acting.has("batch_admin") else ""
    content = {
        "at": at,
        "batch": batch,
        "parts": words.parts(known, published),
        "total": len(known),
        "own": sum(one.own for one in known.values()),
        "published": published,
        "changes": words.changes(query.changes(batch)),
        "administers": request.acting.has("batch_admin") and batch.closed_at is None and not left,
        "left": left,
    }
    return render(request, "listing/rules.html", content)


@login_required
def edit(request, pk, group):
    """Show or take the form of one group."""
    batch = get_object_or_404(access.run_by(request.acting), pk=pk)
    if not request.acting.has("batch_admin") or batch.closed_at is not None or group not in GROUPS:
        raise Http404
    if left := access.own_matter(request.acting, batch):
        messages.error(request, left)
        return redirect("batch_rules", batch.pk)
    at = now()
    published = query.published(batch)

    def make(data):
        known = query.standing(batch, day_of(at))
        first = {"effective_from": batch_rules.earliest(batch, at)}
        return RulesForm(data, initial=first, group=group, known=known, published=published)

    filled, done = keep(
        request,
        make,
        lambda filled, expected: save(request, batch, filled, at, expected),
        lambda: batch_rules.stamped(batch),
    )
    if done:
        messages.success(request, _("规则已保存。"))
        return redirect("batch_rules", batch.pk)
    content = {
        "at": at,
        "batch": batch,
        "form": filled,
        "name": words.GROUP_NAMES[group],
        "published": published,
    }
    status = CONFLICT if filled.both else 422 if filled.errors else 409 if filled.is_bound else 200
    return render(request, "listing/rules_edit.html", content, status=status)


def save(request, batch, form, at, expected):
    """Make the one domain call; its problems are named by the fields of the form."""
    given = {name: form.cleaned_data[name] for name in ("effective_from", "basis")}
    try:
        batch_rules.change(batch, by=request.acting, at=at, values=form.typed(), expected=expected, **given)
    except Invalid as wrong:
        raise Invalid([replace(one, field=form.field_of(one.field)) for one in wrong.problems]) from wrong
