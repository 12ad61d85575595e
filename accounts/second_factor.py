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
# Where a person without a second factor may go: to set one up, to change their language, and out.
OPEN = ("/accounts/", "/preferences/", "/session/", "/static/", "/healthz", "/readyz")
API = "/api/"
CODE = "second_factor_required"


def is_required_of(user) -> bool:
    """Whether the person is an operator, or a member of an organisation, of a kind that works only with one."""
    kinds = settings.MFA_REQUIRED_KINDS
    if user.is_operator and OPERATOR in kinds:
        return True
    return Membership.objects.active().filter(user=user, organisation__kind__in=kinds).exists()


def is_missing(request) -> bool:
    """Whether this request acts in a role that needs a second factor, which its person does not have."""
    if not settings.MFA_REQUIRED_KINDS or request.session.get(SEEN) or not is_asked_of(request.acting):
        return False
    if not has_factor(request.user):
        return True
    request.session[SEEN] = True
    return False


def is_asked_of(viewer) -> bool:
    """Whether a person acting like this works only with a second factor."""
    kinds = settings.MFA_REQUIRED_KINDS
    return (viewer.is_operator and OPERATOR in kinds) or viewer.kind in kinds


def is_lacking(viewer) -> bool:
    """Whether a person acting like this is asked for a second factor and has none."""
    return is_asked_of(viewer) and not has_factor(viewer.user)


def has_factor(user) -> bool:
    """Whether the person has a second factor; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class SecondFactorMiddleware:
    """Leads who needs a second factor to the page where they set it up. Stands after the acting person is known."""

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
            problem = {"type": f"urn:jiebang:problem:{CODE}", "title": said, "status": 403, "code": CODE}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, said)
        return redirect("mfa_index")
