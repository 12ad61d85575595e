"""Language, look and organisation acted for: three small forms in the masthead and footer."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.acting import SESSION_KEY
from accounts.actions import person
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from notifications.typed import whole

YEAR = 365 * 24 * 3600
THEMES = ("", "light", "dark")


def back(request):
    """To the page the form stood on, if it is one of ours; else to the hall."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


def remember(response, name, value):
    """Keep a choice for a year in a cookie that scripts cannot read."""
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def keep(request, **choice):
    """Remember a choice on the account of the person signed in; the cookie serves visitors."""
    if request.user.is_authenticated:
        attempt(request, lambda: person.prefer(request.user, by=request.acting, **choice))


@post_only
def language(request):
    """Choose the language; an unknown one changes nothing."""
    response = back(request)
    if (chosen := request.POST.get("language")) in dict(settings.LANGUAGES):
        keep(request, language=chosen)
        remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@post_only
@login_required
def acting(request):
    """Choose for which organisation to act; one that the person does not belong to gives them nothing."""
    request.session[SESSION_KEY] = whole(request.POST.get("organisation"))
    return redirect("desk")


@post_only
def theme(request):
    """Choose light, dark or the system's; an unknown one changes nothing."""
    response = back(request)
    if (chosen := request.POST.get("theme")) in THEMES:
        keep(request, theme=chosen)
        remember(response, "theme", chosen)
    return response
