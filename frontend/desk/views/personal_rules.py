"""The numbers for personal data, for operators: one prepares a change, another confirms it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.core.queries.motion import open_on
from challenges.desk.actions.personal_rule import BOUNDS
from challenges.desk.models import PersonalRule
from challenges.desk.motions import rules_of
from frontend.desk.forms import PersonalRuleForm
from frontend.kit.attempt import attempt
from notifications.clock import day_of, now


@login_required
def edit(request, key):
    """Show a rule with what held before and will hold, and put a change before a second operator."""
    at = now()
    rows = list(rules_of(request.acting).filter(key=key).order_by("effective_from"))
    if not rows:
        raise Http404
    row = PersonalRule.in_force(day_of(at)).get(key, rows[0])
    first = {"value": row.value, "basis": row.basis, "effective_from": day_of(at)}
    form = PersonalRuleForm(request.POST or None, initial=first)
    if form.is_bound and form.is_valid():
        given = {**form.cleaned_data, "effective_from": form.cleaned_data["effective_from"].isoformat()}
        act = ACTS["personal_rule.change"]
        if attempt(request, lambda: prepare(act, row, by=request.acting, at=at, **given), form):
            messages.success(request, _("已提请，另一位运营复核同意后从生效日期起执行。"))
            return redirect("processing")
    content = {
        "at": at,
        "form": form,
        "row": row,
        "rows": rows,
        "bounds": BOUNDS[PersonalRule.Key(key)],
        "waits": open_on(request.acting, row),
    }
    status = 200 if not form.is_bound else 422 if form.errors else 409
    return render(request, "desk/personal_rule.html", content, status=status)
