"""What one agreed to, for oneself or for one's organisation: a list, and each with the whole text, to be printed."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from accounts.access import agreement as access
from frontend.accounts.views.texts import words_of
from notifications.clock import now
from notifications.typed import whole

# So many stand on one page.
PAGE = 30


@login_required
def index(request):
    """List the viewer's own agreements and those of the organisation acted for, the latest first."""
    rows = access.visible_to(request.acting).select_related("text", "person", "organisation")
    before = whole(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    content = {
        "at": now(),
        "rows": [(row, words_of(row.text)["title"]) for row in found[:PAGE]],
        "following": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first": "?" if before is not None else "",
    }
    return render(request, "accounts/agreements.html", content)


@login_required
def show(request, pk):
    """Show one agreement: who agreed, for whom, when and from where, and the text word for word."""
    rows = access.visible_to(request.acting).select_related("text__owner", "person", "organisation")
    row = get_object_or_404(rows, pk=pk)
    return render(request, "accounts/agreement.html", {"at": now(), "row": row, "text": row.text, **words_of(row.text)})
