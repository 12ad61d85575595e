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
    content = {"at": at, "waiting": waiting, "total": waiting.total, "faults": faults, "faults_total": count}
    return render(request, "accounts/verification.html", content)


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
    """Verify or refuse one of them; a refusal needs its reason."""
    if not request.acting.is_operator:
        raise Http404
    access, actions = KINDS[noun]
    row = get_object_or_404(access.visible_to(request.acting), pk=pk)
    note = request.POST.get("note", "")
    if request.POST.get("result") == "verified":
        more = {} if noun == "experts" else {"note": note}
        done = attempt(request, lambda: actions.verify(row, by=request.acting, at=now(), **more))
        said = _("已通过核验。")
    else:
        done = attempt(request, lambda: actions.refuse(row, by=request.acting, at=now(), reason=note))
        said = _("已记录未通过的理由并通知对方。")
    if done:
        messages.success(request, said)
    return redirect("verification_queue")
