"""Who is signed in at this moment, for pages that stand open; and where a sign-in in a second window ends."""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def show(request):
    """The person, the organisation acted for, and the token that forms need now; empty for nobody.

    A page asks when it is looked at again and before it sends again what could not be sent.
    """
    signed_in = request.user.is_authenticated
    acting = request.acting.organisation_id if signed_in else None
    return JsonResponse(
        {
            "person": str(request.user.pk) if signed_in else "",
            "acting": str(acting) if acting else "",
            "token": get_token(request),
        }
    )


@never_cache
@require_safe
def came_back(request):
    """The last page of a sign-in in a second window: the page that was left open learns of it and goes on."""
    return render(request, "site/session_return.html")
