"""The public page of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.access.organisation import visible_to
from accounts.actions.organisation import size_finding
from accounts.models import Region
from challenges.bulletin.queries.letterhead import red_head_of
from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.desk.queries.organisation_page import record_of
from frontend.accounts.views.only import post_only
from frontend.kit import names
from frontend.kit.attempt import attempt
from notifications.clock import day_of, now


def show(request, pk):
    """Show what everybody may know of an organisation; unverified ones have no page but for their own people."""
    at = now()
    organisation = get_object_or_404(visible_to(request.acting), pk=pk)
    code = organisation.region_code or ""
    found = Region.objects.in_bulk([code[:2] + "0000", code[:4] + "00"]) if code else {}
    province, city = found.get(code[:2] + "0000"), found.get(code[:4] + "00")
    place = names.place(
        province.name if province else "",
        province.name_en if province else "",
        city.name if city else "",
        city.name_en if city else "",
    )
    today = day_of(at)
    reddens = request.acting.is_operator and organisation.kind == "organiser"
    certificates = [(row, row.valid_on(today)) for row in organisation.certificates.filter(removed_at=None)]
    content = {
        "at": at,
        "organisation": organisation,
        "heading": names.own(organisation.name, organisation.name_en),
        "place": place,
        "certificates": certificates,
        "record": record_of(organisation),
        "size_reasons": size_reasons(request.acting, organisation, at),
        "doubts": organisation.verified and policy.may(request.acting, "withdraw_verification", organisation),
        "reddens": reddens,
        "red_head": red_head_of(organisation.pk) if reddens else None,
        "own": request.acting.organisation_id == organisation.pk,
    }
    return render(request, "desk/organisation.html", content)


def size_reasons(viewer, organisation, at):
    """Why it is this size class and not the one above: for its own people and those who check, as it tells figures."""
    inside = viewer.organisation_id == organisation.pk or viewer.is_operator or viewer.kind == "organiser"
    return size_finding(organisation, at=at).sentences if inside and organisation.industry_code else []


@login_required
@post_only
def red_head(request, pk):
    """Put it before a second operator that an organiser may use the red head of official papers, or may no longer."""
    if not request.acting.is_operator:
        raise Http404
    organisation = get_object_or_404(visible_to(request.acting), pk=pk)
    ending = request.POST.get("act") == "end"
    names = ("reason",) if ending else ("mark", "code", "basis")
    given = {name: request.POST.get(name, "") for name in names}
    act = ACTS["organisation.end_red_head" if ending else "organisation.grant_red_head"]
    if attempt(request, lambda: prepare(act, organisation, by=request.acting, at=now(), **given)):
        messages.success(request, _("已提请，另一位运营复核同意后办理。"))
    return redirect("organisation", pk)
