"""How somebody signs in by e-mail and password, and who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from accounts.models import ExpertProfile, User


class Backend(AuthenticationBackend):
    """Reads whose session it is, and whether they are an expert, in one query; every request asks both.

    allauth's own backend stands behind it in the settings, for the sessions that were begun with that one.
    """

    def authenticate(self, request, **credentials):
        """Return who signs in. Raises PermissionDenied for a wrong password: no backend is asked a second time."""
        user = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return user

    def get_user(self, user_id):
        """Return the person with `has_profile`, as it is now; None for nobody, and for whoever may not sign in."""
        profiles = ExpertProfile.objects.filter(user=OuterRef("pk"))
        user = User.objects.annotate(has_profile=Exists(profiles)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
