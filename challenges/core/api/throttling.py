"""Rate limits per person and per visitor; a lost cache must never refuse a submission."""

from rest_framework.throttling import SimpleRateThrottle


class TolerantRate(SimpleRateThrottle):
    """A rate kept in the cache. When the cache does not answer, the request passes."""

    num_requests: int
    duration: int

    def allow_request(self, request, view):
        """Return False when the caller has used up the rate."""
        try:
            passed = super().allow_request(request, view)
        except OSError:
            return True
        if getattr(self, "history", None) is not None:
            view.rate = self.told(passed)
        return passed

    def told(self, passed: bool) -> dict[str, str]:
        """Return the headers that say how often one may ask, what is left, and after how many seconds there is more."""
        left = max(self.num_requests - len(self.history), 0) if passed else 0
        # The oldest request is the first to be forgotten; it stands at the end.
        oldest = self.history[-1] if self.history else self.now
        again = max(int(oldest + self.duration - self.now) + 1, 1)
        return {
            "RateLimit-Policy": f'"{self.scope}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{self.scope}";r={left};t={again}',
        }


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
