"""Tokens for programs: a person's own, and those of the organisation they manage. A secret is shown once."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import roles
from accounts.access import token as access
from accounts.actions import token as tokens
from accounts.models import TokenScope
from challenges.core.api.areas import TokenArea
from frontend.accounts.forms import OrganisationTokenForm, TokenForm
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from notifications.clock import now


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request):
    """The tokens of the person signed in, and a form for one more."""
    rows = access.visible_to(request.acting).filter(user=request.user)
    return page(request, "accounts/tokens.html", rows, TokenForm, tokens.create)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request):
    """The tokens that belong to the organisation acted for, for who manages it; 404 for everybody else."""
    if not access.manages(request.acting):
        raise Http404
    rows = access.visible_to(request.acting).filter(issued_by__isnull=False)
    return page(request, "accounts/organisation_tokens.html", rows, OrganisationTokenForm, tokens.issue)


def page(request, template, rows, form_class, make):
    """List the tokens that hold; make one more, and show its secret this one time."""
    at = now()
    given = {"viewer": request.acting} if form_class is OrganisationTokenForm else {}
    form = form_class(request.POST or None, **given)
    made = []

    def act():
        until = at + timedelta(days=form.cleaned_data["days"])
        made.append(make(by=request.acting, at=at, expires_at=until, **form.given()))

    if request.method == "POST" and form.is_valid() and attempt(request, act, form):
        form = form_class(**given)
    status = 422 if form.errors else 409 if request.method == "POST" and not made else 200
    content = {
        "at": at,
        "form": form,
        "made": made[0] if made else None,
        "rows": [told(row) for row in rows.filter(revoked_at=None, expires_at__gt=at).select_related("issued_by")],
        "organisation": request.acting.organisation,
    }
    return render(request, template, content, status=status)


def told(row):
    """Return a token with its scopes, areas and roles in words."""
    kind = row.organisation.kind if row.organisation else ""
    return {
        "row": row,
        "scopes": [TokenScope(code).label for code in TokenScope.values if code in row.scopes],
        "areas": [TokenArea(code).label for code in TokenArea.values if code in row.areas],
        "roles": roles.labels(kind, row.roles),
    }


@login_required
@post_only
def end(request, pk):
    """End a token at once."""
    row = get_object_or_404(access.visible_to(request.acting), pk=pk)
    if attempt(request, lambda: tokens.revoke(row, by=request.acting, at=now())):
        messages.success(request, _("令牌已停用。"))
    return redirect("organisation_tokens" if row.of_organisation else "tokens")
