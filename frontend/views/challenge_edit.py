"""Writing a need, mending it, and correcting a published challenge."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import Invalid, LostUpdate, Refused
from challenges.access.challenge import may_create, visible_to
from challenges.actions import challenge as need
from challenges.actions import challenge_change
from challenges.actions.gate import expect
from challenges.models import Batch
from challenges.queries.steps import steps_for
from frontend.attempt import sentence
from frontend.forms import challenge_edit as form
from frontend.typed import version_of
from notifications.clock import now


def collecting(at):
    """Return the batches that collect needs now."""
    return Batch.objects.filter(collect_from__lte=at, collect_until__gte=at).select_related("organiser")


@login_required
def new(request):
    """Begin a need in a batch that collects."""
    if not may_create(request.acting):
        raise Http404
    at = now()
    batches = list(collecting(at))
    if request.method != "POST":
        first = {"region_code": request.acting.organisation.region_code, "c_kinds": "sme"}
        return draw(request, None, first, (), batches=batches)
    typed = form.from_post(request.POST)
    chosen = next((batch for batch in batches if str(batch.pk) == request.POST.get("batch")), None)
    if chosen is None:
        messages.error(request, _("请选择正在征集的批次。"))
        return draw(request, None, typed, (), batches=batches, status=422)
    try:
        challenge = need.create(batch=chosen, by=request.acting, at=at, **form.arguments(typed))
    except Invalid as wrong:
        return draw(request, None, typed, wrong.problems, batches=batches, status=422)
    messages.success(request, _("需求已保存为草稿。"))
    return redirect("challenge_work", challenge.pk)


@login_required
def edit(request, pk):
    """Change a draft, or publish a correction; what was typed stays when it is refused."""
    challenge = get_object_or_404(visible_to(request.acting), pk=pk)
    can = steps_for(request.acting, challenge)
    correcting = "correct" in can
    if not correcting and "edit" not in can:
        raise Http404
    if request.method != "POST":
        return draw(request, challenge, form.typed_of(challenge), (), correcting=correcting)
    typed = form.from_post(request.POST)
    expect(challenge, version_of(request.POST))
    try:
        if correcting:
            reason = request.POST.get("reason", "")
            challenge_change.correct(challenge, by=request.acting, at=now, reason=reason, **form.arguments(typed))
        else:
            need.edit(challenge, by=request.acting, at=now(), **form.arguments(typed))
    except Invalid as wrong:
        return draw(request, challenge, typed, wrong.problems, correcting=correcting, status=422)
    except LostUpdate as lost:
        messages.error(request, sentence(lost))
        return draw(request, challenge, typed, (), correcting=correcting, status=412)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return draw(request, challenge, typed, (), correcting=correcting, status=409)
    messages.success(request, _("更正已发布，公告同时张贴。") if correcting else _("已保存。"))
    return redirect("challenge_work", challenge.pk)


def draw(request, challenge, typed, problems, *, correcting=False, batches=(), status=200):
    """Draw the form with what stands, or with what was typed and what is wrong with it."""
    content = {
        "challenge": challenge,
        "correcting": correcting,
        "batches": batches,
        "batch": request.POST.get("batch", ""),
        "reason": request.POST.get("reason", ""),
        **form.sheet(typed, problems),
    }
    return render(request, "work/edit.html", content, status=status)
