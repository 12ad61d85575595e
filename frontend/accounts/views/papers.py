"""The document by which an organisation was set up."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import organisation as organisation_access
from accounts.access import policy
from accounts.actions import organisation as organisation_actions
from accounts.forms.organisation import DocumentForm
from frontend.accounts.views.own_organisation import entered, own
from frontend.kit.downloads import evidence
from frontend.kit.uploads import takes_files
from notifications.clock import now


@takes_files(lambda request: own(request))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request):
    """Hand in the document by which an organiser or a financial house is verified."""
    organisation = own(request)
    form = DocumentForm(request.POST or None, request.FILES or None)
    return entered(
        request,
        form,
        "accounts/hand_in.html",
        lambda: organisation_actions.hand_in_document(organisation, by=request.acting, at=now(), **form.cleaned_data),
        _("证明文件已提交，等待核验。"),
    )


@login_required
def founding(request, pk):
    """The document by which an organisation is verified, for its managers and for operators only."""
    organisation = get_object_or_404(organisation_access.visible_to(request.acting).exclude(document=""), pk=pk)
    if not policy.may(request.acting, "read_document", organisation):
        raise Http404
    return evidence(organisation.document, organisation.document_name)
