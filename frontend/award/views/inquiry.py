"""One inquiry on an objection: what is asked, until when, the answer with its files, and who reads it."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from challenges.award.access import inquiry as access
from challenges.award.models import Side
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from frontend.kit.file_rows import file_rows
from frontend.kit.verbs import offers
from notifications.clock import now


@login_required
def show(request, pk):
    """Show an inquiry."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """An inquiry with what may be done about it."""
    rows = access.visible_to(request.acting).select_related(
        "objection__challenge__lead", "organisation", "asked_by", "answered_by"
    )
    inquiry = get_object_or_404(rows, pk=pk)
    desk = access.desks(request.acting, inquiry)
    content = {
        "at": now(),
        "inquiry": inquiry,
        "objection": inquiry.objection,
        "challenge": inquiry.objection.challenge,
        "desk": desk,
        "readers": [Side(side).label for side in Side.values if getattr(inquiry, f"for_{side}")] if desk else [],
        "acts": offers(request.acting, inquiry, bound[1:] if bound else None),
        "files": file_rows(request.acting, inquiry),
        "kinds": AttachmentKind.choices,
        "adds_files": may_attach(request.acting, inquiry),
    }
    return render(request, "award/inquiry.html", content, status=status)
