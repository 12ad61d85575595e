"""An expert's service record, on a page and as a file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.core.queries.sheets import XLSX
from challenges.review.actions import service as records
from challenges.review.queries.service import services, summed
from frontend.accounts.views.only import post_only
from frontend.kit.downloads import saved_as
from notifications.clock import now
from notifications.typed import whole


@login_required
def show(request):
    """Show the caller's own record, newest first."""
    if not request.acting.is_expert:
        raise Http404
    before = whole(request.GET.get("before"))
    rows, following = services(request.acting, before=before)
    total = summed(request.acting)
    content = {
        "rows": [(row, records.why(row.seat)) for row in rows],
        "total": total,
        "headline": headline(total),
        "following": f"?before={following}" if following else "",
        "first": "/expert/service/" if before else "",
        "tab": "service",
    }
    return render(request, "accounts/expert_service.html", content)


def headline(total) -> str:
    """The fact the record opens with."""
    if not total.invited:
        return _("还没有评审服务")
    words = ngettext("参加 %(n)s 次评审，交 %(done)s 份", "参加 %(n)s 次评审，交 %(done)s 份", total.accepted)
    return words % {"n": total.accepted, "done": total.handed_in}


@login_required
@post_only
def export(request):
    """Hand the record out as a file."""
    if not request.acting.is_expert:
        raise Http404
    at = now()
    headers = {"Content-Disposition": saved_as(_("评审履历"), request.user.name, at=at, form="xlsx")}
    return HttpResponse(records.export(by=request.acting, at=at), content_type=XLSX, headers=headers)
