"""Who calls: a session of the pages, or a personal token with its scopes."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, permissions

from accounts.access.footing import stands
from accounts.acting import acting_by
from accounts.actions import token as tokens
from accounts.models import PersonalToken
from accounts.models.token import TokenScope, digest
from accounts.origin import origin_of
from challenges.core.api.areas import TokenArea, area_of
from notifications.clock import day_of, now

KEYWORD = "Bearer"
SAFE = ("GET", "HEAD", "OPTIONS")


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer jb_…`: the person and the organisation the token was made for."""

    def authenticate(self, request):
        """Return (user, token), None without such a header; 401 for a token that does not hold."""
        header = request.headers.get("Authorization", "")
        if not header.startswith(f"{KEYWORD} "):
            return None
        at = now()
        known = PersonalToken.objects.select_related("user", "organisation")
        token = known.filter(hash=digest(header[len(KEYWORD) + 1 :].strip())).first()
        if token is None or not token.usable(at):
            raise exceptions.AuthenticationFailed()
        viewer = acting_by(token, at=at)
        if not stands(token, viewer):
            tokens.void(token, at=at)
            said = _("令牌已失效：生成之后，本人的密码、两步验证、邮箱、角色或单位状况有变。请登录后重新生成。")
            raise exceptions.AuthenticationFailed(said, code="token_void")
        today = day_of(at)
        PersonalToken.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)
        request._request.acting = viewer.coming_from(*origin_of(request._request))
        return token.user, token

    def authenticate_header(self, request):
        """Return the scheme named in a 401."""
        return KEYWORD


class InsufficientScope(exceptions.PermissionDenied):
    """A token whose scopes or areas do not cover what is asked (403, RFC 6750)."""

    default_code = "insufficient_scope"

    def __init__(self, scope: str, area: str):
        said = _("令牌的范围不够：这里需要“%(area)s”的“%(scope)s”。")
        super().__init__(said % {"area": dict(TokenArea.choices).get(area, area), "scope": TokenScope(scope).label})
        self.auth_header = f'{KEYWORD} error="insufficient_scope", scope="{scope}"'


class Scope(permissions.BasePermission):
    """A token does only what its scopes and areas name; a session may do all that the person may."""

    def has_permission(self, request, view):
        """Return True when the token covers this request: read, write, or submit for signing verbs, in its area.

        Who the caller is and what the words mean is read by every token.
        """
        if not isinstance(request.auth, PersonalToken):
            return True
        area = area_of(request._request.resolver_match.url_name)
        if request.method in SAFE:
            needed, enough = TokenScope.READ, {"read", "write", "submit"}
        elif getattr(view, "signs", False):
            needed, enough = TokenScope.SUBMIT, {"submit"}
        else:
            needed, enough = TokenScope.WRITE, {"write", "submit"}
        common = request.method in SAFE and area == TokenArea.CORE
        outside = request.auth.areas and area not in request.auth.areas and not common
        if outside or not enough & set(request.auth.scopes):
            raise InsufficientScope(needed, area)
        return True


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "challenges.core.api.authentication.TokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema):
        """Return how the scheme is described in the OpenAPI document."""
        return {"type": "http", "scheme": "bearer"}
