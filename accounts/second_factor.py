"""Who must have a second factor, and the way to it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import Membership

OPERATOR = "operator"
# In the session, once a second factor was seen: it is not asked for again until the next sign-in.
SEEN = "second_factor"
# Where a person without a second factor may go: to set one up, to change his language, and out.
OPEN = ("/accounts/", "/preferences/", "/session/", "/static/", "/healthz", "/readyz")
API = "/api/"


def is_required_of(user) -> bool:
    """Whether the person is an operator, or a member of an organisation, of a kind that works only with one."""
    kinds = settings.MFA_REQUIRED_KINDS
    if user.is_operator and OPERATOR in kinds:
        return True
    return Membership.objects.active().filter(user=user, organisation__kind__in=kinds).exists()


def is_missing(request) -> bool:
    """Whether this request acts in a role that needs a second factor, which its person does not have."""
    kinds = settings.MFA_REQUIRED_KINDS
    if not kinds or request.session.get(SEEN):
        return False
    if not ((request.user.is_operator and OPERATOR in kinds) or request.acting.kind in kinds):
        return False
    if Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        request.session[SEEN] = True
        return False
    return True


class SecondFactorMiddleware:
    """Leads who needs a second factor to the page where he sets it up. Stands after the acting person is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.MFA_REQUIRED_KINDS or request.path.startswith(OPEN):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if not is_missing(request):
            return self.get_response(request)
        said = _("您的岗位须启用两步验证后才能办理业务。")
        if request.path.startswith(API):
            problem = {"type": "about:blank", "title": said, "status": 403, "code": "second_factor_required"}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, said)
        return redirect("mfa_index")
