"""The operators' queue: organisations, certificates and experts that wait for a word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import certificate as certificate_access
from accounts.access import expert as expert_access
from accounts.access import organisation as organisation_access
from accounts.actions import certificate as certificate_actions
from accounts.actions import expert as expert_actions
from accounts.actions import organisation as organisation_actions
from accounts.queries import verification_queue
from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.core.queries.motion import named, prepared_on, waiting_for
from frontend.accounts.views.only import post_only
from frontend.core.presenters.fault import fault_rows
from frontend.kit.attempt import attempt
from notifications import sweeps
from notifications.clock import now
from notifications.models import SweepFault

KINDS = {
    "organisations": (organisation_access, organisation_actions),
    "certificates": (certificate_access, certificate_actions),
    "experts": (expert_access, expert_actions),
}


@login_required
def queue(request):
    """What waits, oldest first."""
    if not request.acting.is_operator:
        raise Http404
    at = now()
    waiting = verification_queue.waiting()
    faults, count = fault_rows()
    mine = named(waiting_for(request.acting))
    prepared = prepared_on(request.acting, "organisation.verify", [row.pk for row in waiting.organisations])
    content = {
        "at": at,
        "waiting": waiting,
        # Whatever is to be verified stands in the queue already.
        "total": waiting.total + sum(told.motion.act != "organisation.verify" for told in mine),
        "mine": mine,
        "organisations": [(row, prepared.get(row.pk)) for row in waiting.organisations],
        "faults": faults,
        "faults_total": count,
    }
    return render(request, "accounts/verification.html", content)


@login_required
@post_only
def withdraw(request, pk):
    """Prepare that an organisation's verification is taken back; a second operator confirms it."""
    if not request.acting.is_operator:
        raise Http404
    row = get_object_or_404(organisation_access.visible_to(request.acting), pk=pk)
    two, reason = ACTS["organisation.withdraw_verification"], request.POST.get("reason", "")
    if attempt(request, lambda: prepare(two, row, by=request.acting, at=now(), reason=reason)):
        messages.success(request, _("已提请，另一位运营复核同意后撤销核验。"))
    return redirect("organisation", pk)


@login_required
@post_only
def retry(request, pk):
    """Have a row that a sweep could not do tried again at once, because what was wrong was mended."""
    if not request.acting.is_operator:
        raise Http404
    sweeps.retry(get_object_or_404(SweepFault, pk=pk), at=now())
    messages.success(request, _("下一轮就再试。"))
    return redirect("verification_queue")


@login_required
@post_only
def judge(request, noun, pk):
    """Verify or refuse one of them; a refusal needs its reason, and an organisation is verified by two."""
    if not request.acting.is_operator:
        raise Http404
    access, actions = KINDS[noun]
    row = get_object_or_404(access.visible_to(request.acting), pk=pk)
    note = request.POST.get("note", "")
    if request.POST.get("result") == "verified" and noun == "organisations":
        two = ACTS["organisation.verify"]
        done = attempt(request, lambda: prepare(two, row, by=request.acting, at=now(), note=note))
        said = _("已提请，另一位运营复核同意后通过核验。")
    elif request.POST.get("result") == "verified":
        more = {} if noun == "experts" else {"note": note}
        done = attempt(request, lambda: actions.verify(row, by=request.acting, at=now(), **more))
        said = _("已通过核验。")
    else:
        done = attempt(request, lambda: actions.refuse(row, by=request.acting, at=now(), reason=note))
        said = _("已记录未通过的理由并通知对方。")
    if done:
        messages.success(request, said)
    return redirect("verification_queue")
