"""The signed record of a decision: what is decided, who approved it in which words, and on which version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.roles import ROLES
from challenges.award.access.decision import visible_to
from challenges.award.actions import decision as decisions
from challenges.award.queries import decision as query
from challenges.listing.access import challenge as challenge_access
from frontend.accounts.views.only import post_only
from frontend.kit import moments
from frontend.kit.attempt import attempt
from frontend.kit.rails import RailStep
from frontend.kit.verbs import offers
from notifications.clock import now


@login_required
@post_only
def start(request, pk):
    """Put the standing choice of a challenge before its approvers."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    made = []
    if attempt(request, lambda: made.append(decisions.put_forward(challenge, by=request.acting, at=now()))):
        messages.success(request, _("已提请审定。"))
        return redirect("decision", made[0].pk)
    return redirect("challenge_work", pk)


@login_required
def show(request, pk):
    """Show one decision."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a decision, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    rows = visible_to(request.acting).select_related("challenge__organiser", "challenge__lead", "panel", "opened_by")
    decision = get_object_or_404(rows.prefetch_related("approvals__by"), pk=pk)
    shown = query.page(request.acting, decision)
    acts = offers(request.acting, decision, bound[1:] if bound else None)
    content = {
        "at": now(),
        "decision": decision,
        "challenge": decision.challenge,
        "shown": shown,
        "headline": headline(decision, shown),
        "rail": [step_of(step, shown, bool(acts)) for step in shown.steps],
        "signed": [(step, role_of(step)) for step in shown.steps if step.at],
        "acts": acts,
        "turn": role_of(shown.next) if shown.next else "",
    }
    return render(request, "award/decision.html", content, status=status)


def role_of(step) -> str:
    """Return what the post of a step is called."""
    return str(ROLES["organiser"].get(step.role, step.role))


def step_of(step, shown, you: bool) -> RailStep:
    """Return one approver as a step of the rail: the post, and once signed who and when."""
    here = shown.next is not None and step.pk == shown.next.pk
    note = f"{step.by.name} {moments.short(step.at)}" if step.at else ""
    return RailStep(role_of(step), note, done=bool(step.at), now=here, you=here and you)


def headline(decision, shown) -> str:
    """The fact the page opens with."""
    if decision.state == "pending":
        taken = sum(bool(step.at) for step in shown.steps)
        return _("审定到第 %(n)s 步，共 %(all)s 步") % {"n": taken + 1, "all": len(shown.steps)}
    if decision.state == "returned":
        return _("审定退回，等待发榜方重新择定")
    if decision.state == "void":
        return _("已失效：%(why)s") % {"why": decision.get_void_reason_display()}
    return _("已审定，可以公示")
