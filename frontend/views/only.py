"""Pages that exist only in some installations: a demo, a sandbox."""

from functools import wraps

from django.conf import settings
from django.http import Http404


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
