"""What one agreed to, for oneself or for one's organisation, each with the whole text; and what is withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import agreement as access
from accounts.queries import consent
from frontend.accounts.views.only import post_only
from frontend.accounts.views.texts import words_of
from frontend.kit.attempt import attempt
from notifications.clock import now
from notifications.typed import whole

# So many stand on one page.
PAGE = 30


@login_required
def index(request):
    """List the viewer's own consents, their agreements and those of the organisation acted for, the latest first."""
    at = now()
    rows = access.visible_to(request.acting).select_related("text", "person", "organisation")
    before = whole(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    given = [] if before is not None else consent.consents(request.user, at)
    content = {
        "at": at,
        "given": [(row, words_of(row.text)["title"]) for row in given],
        "rows": [(row, words_of(row.text)["title"], consent.BINDS.get(row.text.kind, "")) for row in found[:PAGE]],
        "following": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first": "?" if before is not None else "",
    }
    return render(request, "accounts/agreements.html", content)


@login_required
@post_only
def withdraw(request):
    """Withdraw one of one's own consents."""
    key = request.POST.get("consent", "")
    if attempt(request, lambda: consent.withdraw(key, by=request.acting, at=now())):
        messages.success(request, _("已撤回，记录中保留作出和撤回的时间。"))
    return redirect("agreements")


@login_required
def show(request, pk):
    """Show one agreement: who agreed, for whom, when and from where, and the text word for word."""
    rows = access.visible_to(request.acting).select_related("text__owner", "person", "organisation")
    row = get_object_or_404(rows, pk=pk)
    content = {"at": now(), "row": row, "text": row.text, "binds": consent.BINDS.get(row.text.kind, "")}
    return render(request, "accounts/agreement.html", content | words_of(row.text))
