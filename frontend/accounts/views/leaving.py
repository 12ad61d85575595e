"""Somebody leaves an organisation: what hangs on them, who takes it over; afterwards, what was handed over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import membership as access
from accounts.access import policy
from accounts.acting import acting_as
from accounts.actions import leaving as actions
from accounts.forms.leaving import HandOverForm
from accounts.models import Delegation, PersonalToken
from accounts.roles import labels
from challenges.desk.queries import leaving
from frontend.desk.words import TASKS, TRACKED
from frontend.kit.attempt import attempt
from frontend.kit.verb import missing
from notifications.clock import now
from notifications.models import Event

HOME = "organisation_settings"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    """End a membership, one's own or a member's, knowing what hangs on it; once it has ended, show who took it over."""
    membership = get_object_or_404(access.visible_to(request.acting).select_related("organisation", "user"), pk=pk)
    over = membership.ended_at is not None
    if not policy.may(request.acting, "read_hand_over" if over else "end", membership):
        raise Http404
    if over:
        return render(request, "accounts/left.html", left(request, membership))
    leaves = membership.user_id == request.user.pk
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, membership=membership, by=request.acting)
    if request.method == "POST" and form.is_valid() and attempt(request, lambda: act(request, membership, form), form):
        messages.success(request, _("您已退出该单位。") if leaves else _("成员已移除，其授权同时失效。"))
        return redirect("choose_organisation" if leaves else HOME)
    status = 422 if form.errors else 409 if request.method == "POST" else 200
    return render(request, "accounts/leaving.html", ahead(request, membership, form, leaves), status=status)


def act(request, membership, form):
    """Hand over and end it."""
    return actions.end(membership, by=request.acting, at=now(), heirs=form.heirs())


def ahead(request, membership, form, leaves):
    """Return what the page says before anything happens."""
    at = now()
    viewer = acting_as(request.user, membership.organisation_id, at=at) if leaves else request.acting
    hanging = leaving.hanging(membership, viewer, at)
    own = {"organisation_id": membership.organisation_id, "revoked_at": None}
    lent = Delegation.objects.filter(grantee_id=membership.user_id, ends_at__gte=at, **own)
    tokens = PersonalToken.objects.filter(user_id=membership.user_id, issued_by=None, expires_at__gt=at, **own)
    return {
        "membership": membership,
        "form": form,
        "leaves": leaves,
        "hanging": hanging,
        "stranded": [(task, word(task)) for task in hanging.stranded],
        "lent": lent.count(),
        "tokens": tokens.count(),
        "stays": missing(lambda: actions.require_leavable(membership, request.acting, at)),
        "alone": not form.staying,
    }


def word(task):
    """Return what is to be done, as the desk says it."""
    return TRACKED[task.what] if task.what in leaving.POSTS and task.noun == "proposal" else TASKS[task.what]


def left(request, membership):
    """Return what the page says afterwards: who did it, who took over what."""
    event = Event.objects.filter(noun="membership", subject_id=membership.pk, name="membership.ended").first()
    facts = event.facts if event else {}
    kind = membership.organisation.kind
    return {
        "membership": membership,
        "by": event and event.actor,
        "roles": labels(kind, membership.roles),
        "heirs": [(actions.named(what, kind), name) for what, name in facts.get("heirs", {}).items()],
        "begun": leaving.named(facts.get("begun", ()), request.acting),
    }
