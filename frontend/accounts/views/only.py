"""What a view exists for: only in some installations (a demo, a sandbox), only to take what is sent to it."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_POST


def only_in(setting):
    """Let a view exist only where the setting of this name is on; elsewhere it is not there (404)."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **keywords):
            if not getattr(settings, setting):
                raise Http404
            return view(request, *args, **keywords)

        return guarded

    return guard


def post_only(view):
    """Let a view take what a form sends, and nothing else; who opens its address is led to the form's page.

    The way there is found in `frontend/kit/ways.py` by the middleware of `frontend/kit/live.py`.
    """
    guarded = require_POST(view)
    guarded.post_only = True
    return guarded
