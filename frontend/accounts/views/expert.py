"""An expert's own ties and absences: declared before anybody invites them, ended, taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import absence as absence_access
from accounts.access import interest as interest_access
from accounts.actions import absence as absences
from accounts.actions import interest as interests
from accounts.forms.expert import AbsenceForm, EndForm, InterestForm
from challenges.review.actions import interest as declaring
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from notifications.clock import now

PLACE = "expert_interests"


@login_required
def show(request):
    """Show what the expert declared, with the forms to declare more."""
    return page(request)


def page(request, *, tie=None, away=None, ending=None, status=200):
    """The page, with a refused form on it when there is one; `ending` is (id of the tie, its form)."""
    if not request.acting.is_expert:
        raise Http404
    own = interest_access.visible_to(request.acting).select_related("organisation")
    rows = [(row, ending[1] if ending and ending[0] == row.pk else EndForm(prefix=f"end{row.pk}")) for row in own]
    content = {
        "rows": rows,
        "absences": absence_access.visible_to(request.acting),
        "tie": tie or InterestForm(prefix="tie"),
        "tie_open": tie is not None or not rows,
        "away": away or AbsenceForm(prefix="away"),
        "ending": ending[0] if ending else None,
        "tab": "interests",
    }
    return render(request, "accounts/expert_interests.html", content, status=status)


@login_required
@post_only
def declare(request):
    """Declare a tie."""
    form = InterestForm(request.POST, prefix="tie")
    if form.is_valid() and attempt(
        request, lambda: declaring.declare(by=request.acting, at=now(), **form.cleaned_data), form
    ):
        messages.success(request, _("已申报，从现在起生效。"))
        return redirect(PLACE)
    return page(request, tie=form, status=422)


@login_required
@post_only
def end(request, pk):
    """Say when a tie ended."""
    row = get_object_or_404(interest_access.visible_to(request.acting), pk=pk)
    form = EndForm(request.POST, prefix=f"end{row.pk}")
    if form.is_valid() and attempt(
        request, lambda: interests.end(row, by=request.acting, at=now(), **form.cleaned_data), form
    ):
        messages.success(request, _("已记下结束日期，回避年限内仍然有效。"))
        return redirect(PLACE)
    return page(request, ending=(row.pk, form), status=422)


@login_required
@post_only
def remove(request, pk):
    """Take back a tie that was declared by mistake."""
    row = get_object_or_404(interest_access.visible_to(request.acting), pk=pk)
    if attempt(request, lambda: interests.remove(row, by=request.acting, at=now())):
        messages.success(request, _("已撤回。已经因此回避的评审不会恢复。"))
    return redirect(PLACE)


@login_required
@post_only
def be_away(request):
    """Say on which days one cannot review."""
    form = AbsenceForm(request.POST, prefix="away")
    if form.is_valid() and attempt(
        request, lambda: absences.add(by=request.acting, at=now(), **form.cleaned_data), form
    ):
        messages.success(request, _("已登记，抽取专家时会避开。"))
        return redirect(PLACE)
    return page(request, away=form, status=422)


@login_required
@post_only
def be_back(request, pk):
    """Take an absence out."""
    row = get_object_or_404(absence_access.visible_to(request.acting), pk=pk)
    if attempt(request, lambda: absences.remove(row, by=request.acting, at=now())):
        messages.success(request, _("已删除。"))
    return redirect(PLACE)
