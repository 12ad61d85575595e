"""The certificates of the organisation acted for: what holds until when, what each is needed for, and renewing one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import certificate as access
from accounts.access import policy
from accounts.actions import certificate as actions
from accounts.forms.certificate import CertificateForm
from accounts.queries.certificates import held
from challenges.proposals.queries.certificate_use import uses
from frontend.accounts.views.only import post_only
from frontend.accounts.views.own_organisation import done, entered, own
from frontend.kit.downloads import evidence
from frontend.kit.uploads import takes_files
from notifications.clock import day_of, now
from notifications.typed import whole

PAGE = "organisation_certificates"
# What stands on the new certificate as it stood on the old one.
KEPT = ("type", "level", "issuer", "rule_version")


@login_required
def show(request):
    """Every certificate with its period, what it is needed for, and what has to be renewed."""
    organisation = own(request)
    needed = uses(organisation)
    rows = [
        (one, [(use, use.lacks(one.row)) for use in needed.get(one.row.type, ()) if one.newer is None])
        for one in held(organisation, day_of(now()))
    ]
    content = {
        "organisation": organisation,
        "rows": rows,
        "due": [one for one, _uses in rows if one.due],
        "manages": policy.may(request.acting, "add_certificate", organisation),
    }
    return render(request, "accounts/certificates.html", content)


@takes_files(lambda request: own(request))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Hand in a certificate; with `renews`, the form begins with what the old one says."""
    organisation = own(request)
    old = organisation.certificates.filter(pk=whole(request.GET.get("renews")), removed_at=None).first()
    first = {name: getattr(old, name) for name in KEPT} if old else {}
    form = CertificateForm(request.POST or None, request.FILES or None, initial=first)
    return entered(
        request,
        form,
        "accounts/certificate.html",
        lambda: actions.add(organisation, by=request.acting, at=now(), **form.cleaned_data),
        _("证书已登记，等待核验。"),
        home=PAGE,
        old=old,
    )


@login_required
@post_only
def remove(request, pk):
    """Take a certificate out of the list."""
    certificate = get_object_or_404(access.visible_to(request.acting), pk=pk)
    return done(request, lambda: actions.remove(certificate, by=request.acting, at=now()), _("证书已移除。"), home=PAGE)


@login_required
def file(request, pk):
    """The scan of a certificate, for members and operators only."""
    certificate = get_object_or_404(access.visible_to(request.acting).exclude(file=""), pk=pk)
    if not policy.may(request.acting, "read_file", certificate):
        raise Http404
    return evidence(certificate.file, certificate.file_name)
