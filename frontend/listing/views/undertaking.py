"""The promise of secrecy for a restricted challenge: read in full, then signed by who may."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.agreement import capacity_of
from accounts.actions.checking import require_signing
from accounts.models import Capacity
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.listing.access.challenge import layer, visible_to
from challenges.listing.actions import challenge_reader
from challenges.listing.models import Confidentiality
from frontend.accounts.views.texts import words_of
from frontend.kit.attempt import attempt
from frontend.kit.verb import missing
from notifications.clock import now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, pk):
    """Show the promise of secrecy in full, and take it: whoever gave it reads a restricted challenge in full."""
    challenge = get_object_or_404(visible_to(request.acting).select_related("lead", "batch"), pk=pk)
    viewer, at = request.acting, now()
    if challenge.confidentiality != Confidentiality.RESTRICTED:
        raise Http404
    if layer(viewer, challenge) == "full":
        return redirect("listing", pk)
    status = 200
    if request.method == "POST":
        read = request.POST.get("read", "")
        if attempt(request, lambda: challenge_reader.undertake(challenge, by=viewer, at=at, read=read)):
            messages.success(request, _("保密承诺已签署，副本已发给您。现在可以看全部内容。"))
            return redirect("listing", pk)
        status = 409
    for_firm = challenge_reader.binds_firm(challenge, at)
    capacity = capacity_of(viewer, at)
    text = in_force(TextKind.SECRECY, challenge.organiser_id, at)
    content = {
        "at": at,
        "challenge": challenge,
        "text": text,
        "for_firm": for_firm,
        "capacity": capacity.label if for_firm else Capacity.PERSON.label,
        "why": unsigned(viewer, capacity, for_firm),
        **words_of(text),
    }
    return render(request, "listing/undertaking.html", content, status=status)


def unsigned(viewer, capacity, for_firm) -> str:
    """Return why this viewer does not sign the promise now; "" for who may."""
    if not viewer.verified:
        return _("单位核验通过后才能签署。")
    if for_firm and capacity not in (Capacity.SIGNER, Capacity.DELEGATE):
        return _("您现在没有签字权。请本单位的签字人签署，或者由其授权您在期限内签署。")
    return missing(lambda: require_signing(viewer.organisation)) if for_firm else ""
