"""The receipt as a paper: on the page, printed, as a file, with the text that it proves, and how anybody checks it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from challenges.proposals.api.archive import archive as pack
from challenges.proposals.api.receipt import handed_out
from challenges.proposals.queries.receipt_paper import paper_of, text_of
from frontend.kit.downloads import saved_as
from notifications.clock import now


@login_required
@require_safe
def show(request, pk):
    """Show the receipt, as it is printed on A4."""
    return render(request, "proposals/receipt.html", {"at": now(), "paper": paper_of(request.acting, pk)})


@login_required
@require_safe
def file(request, pk):
    """Hand out the receipt as a file that opens in any browser, without the platform."""
    paper, at = paper_of(request.acting, pk), now()
    page = render_to_string("proposals/receipt_file.html", {"paper": paper, "at": at}, request)
    answer = HttpResponse(page, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = saved_as("receipt", paper.number, at=at, form="html")
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_safe
def text(request, pk):
    """Hand out exactly the text whose SHA-256 stands on the receipt."""
    proposal, kept = text_of(request.acting, pk)
    return handed_out(proposal.receipt_number or "", kept)


@login_required
@require_safe
def archive(request, pk):
    """Hand out everything the firm handed in, signed and received with a proposal, as one archive."""
    return pack(request.acting, pk, now())


@require_safe
def check(request):
    """Explain to anybody how a receipt is checked with programs that every computer has."""
    return render(request, "proposals/receipt_check.html", {"at": now()})
