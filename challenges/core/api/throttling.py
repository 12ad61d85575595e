"""Rate limits per person and per visitor; a lost cache must never refuse a submission."""

from rest_framework.throttling import SimpleRateThrottle


class TolerantRate(SimpleRateThrottle):
    """A rate kept in the cache. When the cache does not answer, the request passes."""

    def allow_request(self, request, view):
        """Return False when the caller has used up the rate."""
        try:
            return super().allow_request(request, view)
        except OSError:
            return True


class PersonRate(TolerantRate):
    scope = "person"

    def get_cache_key(self, request, view):
        """Return the key of a signed-in person; visitors have a rate of their own."""
        if not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class VisitorRate(TolerantRate):
    scope = "visitor"

    def get_cache_key(self, request, view):
        """Return the key of a visitor's address; signed-in people have a rate of their own."""
        if request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
