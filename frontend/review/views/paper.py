"""The papers of a review, taken as files."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from challenges.review.access.review import panels_visible_to
from challenges.review.actions import paper as papers
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from notifications.clock import now
from notifications.typed import whole

NAMES = {
    "scores": _("专家打分表与汇总"),
    "opinions": _("评审意见表"),
    "fees": _("专家费发放表"),
    "report": _("评审报告"),
}


@login_required
@post_only
def take(request, pk):
    """Hand out a paper of a locked panel as a download; why it was taken is kept."""
    panel = get_object_or_404(panels_visible_to(request.acting), pk=pk)
    given = {name: request.POST.get(name, "") for name in ("kind", "format", "reason", "days")}
    # One choice of the form names paper and format together: "scores.docx".
    if not given["format"]:
        given["kind"], _dot, format = given["kind"].partition(".")
        given["format"] = format or "xlsx"
    given["round"] = whole(request.POST.get("round"), highest=999)
    made = []
    if not attempt(request, lambda: made.append(papers.export(panel, by=request.acting, at=now(), **given))):
        return redirect("panel", pk)
    headers = {
        "Content-Disposition": saved_as(NAMES[given["kind"]], panel.challenge.number, at=now(), form=given["format"]),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made[0].content, content_type=made[0].content_type, headers=headers)
