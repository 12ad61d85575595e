"""One's own personal data, and the operator's register of how personal data are used."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access.policy import may
from accounts.actions import matching
from challenges.desk.access import asks_of_operators, own_requests
from challenges.desk.actions import personal as actions
from challenges.desk.actions import personal_request as requests
from challenges.desk.models import PersonalRequest, PersonalRule
from challenges.desk.queries import personal
from challenges.desk.queries.personal_kept import kept
from challenges.desk.queries.personal_needed import needed
from challenges.desk.queries.personal_register import HOLDINGS
from challenges.desk.queries.personal_words import ACTIVITIES
from challenges.proposals.access.proposal import APPLICANTS
from frontend.accounts.views.only import post_only
from frontend.kit import foot
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from notifications.clock import day_of, now

Kind, Outcome = PersonalRequest.Kind, PersonalRequest.Outcome
# Of somebody's own requests, and of what operators have to answer.
SHOWN = 50


@login_required
def show(request):
    """What is kept of the person signed in, what for, for how long, who receives it, and what they can do about it."""
    at = now()
    return render(request, "desk/own_data.html", page(request, at))


def page(request, at) -> dict:
    """Return what the page says."""
    user, asked = request.user, list(own_requests(request.acting).order_by("-filed_at", "-pk")[:SHOWN])
    waits = next((row for row in asked if row.kind == Kind.ERASURE and row.outcome == Outcome.WAITING), None)
    return {
        "at": at,
        "parts": personal.parts(user, at),
        "operator": foot.operator(),
        "contact": foot.contact(),
        "asked": asked,
        "waits": waits,
        "needed": [] if waits else needed(user, at),
        "kept": kept(user, at),
        "rules": PersonalRule.in_force(day_of(at)),
        "matched": user.matched,
        "firm": firm_of(request.acting),
    }


def firm_of(acting):
    """Return the firm whose matching this person may switch: one that applies, and whose data they keep."""
    firm = acting.organisation
    return firm if firm is not None and firm.kind in APPLICANTS and may(acting, "change_details", firm) else None


@login_required
@post_only
def match(request):
    """Switch the automated matching of oneself, or of the firm acted for, on or off."""
    at, on = now(), request.POST.get("on") == "1"

    def switch():
        if request.POST.get("whose") == "firm":
            matching.choose_for(request.acting.unit, by=request.acting, at=at, on=on)
        else:
            matching.choose(by=request.acting, at=at, on=on)

    if attempt(request, switch):
        messages.success(request, _("已开启自动匹配。") if on else _("已关闭自动匹配。"))
    return redirect("own_data")


@login_required
@post_only
def ask_correction(request):
    """Ask for a correction that others must make."""
    text = request.POST.get("text", "")
    if attempt(request, lambda: requests.ask_correction(by=request.acting, at=now(), text=text)):
        messages.success(request, _("已提出，办结后通知您。"))
    return redirect("own_data")


@login_required
@post_only
def ask_erasure(request):
    """Ask that one's own account be deleted."""
    if attempt(request, lambda: requests.ask_erasure(by=request.acting, at=now())):
        messages.success(request, _("已提出删除。到期前可以撤回。"))
    return redirect("own_data")


@login_required
@post_only
def withdraw(request, pk):
    """Take back one's own request."""
    row = get_object_or_404(own_requests(request.acting), pk=pk)
    if attempt(request, lambda: requests.withdraw(row, by=request.acting, at=now())):
        messages.success(request, _("已撤回。"))
    return redirect("own_data")


@login_required
@post_only
def answer(request, pk):
    """Answer a request for a correction, for operators."""
    row = get_object_or_404(asks_of_operators(request.acting), pk=pk)
    said = {"corrected": request.POST.get("result") == "corrected", "reason": request.POST.get("reason", "")}
    if attempt(request, lambda: requests.answer(row, by=request.acting, at=now(), **said)):
        messages.success(request, _("已答复，并通知本人。"))
    return redirect("processing")


@login_required
@post_only
def export(request):
    """Hand out the person's own data as one archive."""
    at = now()
    headers = {"Content-Disposition": saved_as(_("我的个人信息"), at=at, form="zip")}
    return HttpResponse(actions.export(by=request.acting, at=at), content_type="application/zip", headers=headers)


@login_required
def register(request):
    """The register of processing, for operators: every activity, and every table and column it reaches."""
    if not request.acting.is_operator:
        raise Http404
    at = now()
    rules = PersonalRule.in_force(day_of(at))
    rows = [
        (
            one,
            rules.get(f"keep_{one.kept}"),
            [(label, held) for label, held in HOLDINGS.items() if held.activity == one.key],
        )
        for one in ACTIVITIES
    ]
    asked = asks_of_operators(request.acting).select_related("person").order_by("due_at", "pk")
    content = {"at": at, "rows": rows, "rules": rules.values(), "asked": asked[:SHOWN]}
    return render(request, "desk/processing.html", content)
