"""Pages and the site's own files travel compressed: a fifth of their size, which a slow line feels at once.

The length of a compressed answer tells something about what stands in it twice. Whoever watches the line and can put
text of their own beside a secret of the reader guesses the secret letter by letter (BREACH). So this one place decides,
and nothing else compresses what a view has made:

- a visitor's pages and the files of the site: nothing in them is secret. The token of the forms is masked anew in each
  answer, as Django does, and the nonce of the content policy is drawn anew;
- of whoever is signed in, the pages of `SAFE` alone, and only without anything that the request chose: no query, no
  form. On them whoever can write what stands there may read all of it, or what they write becomes public only after
  others have approved it. The key of the drafts is masked in each answer, as the token is;
- everything else goes as it is: proposals, marks, boards, letters, desks, tokens, sign-in, and the interface.
"""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

from .private import ALWAYS, is_known

# Names of routes. What is public: the hall, the notices. What one side alone writes and reads: a need, a firm's data.
SAFE = frozenset({"hall", "notices", "notice", "challenge_edit", "organisation_register", "organisation_data"})
FILES = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


def may_compress(request, response) -> bool:
    """Whether the length of this answer may depend on what stands in it."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return kind in FILES
    if kind != "text/html" or request.path.startswith(ALWAYS):
        return False
    if not is_known(request):
        return True
    found = request.resolver_match
    return bool(found) and found.view_name in SAFE and not request.META.get("QUERY_STRING")


class CompressionMiddleware(GZipMiddleware):
    """Compresses what may be compressed; the rest is handed through."""

    def process_response(self, request, response):
        return super().process_response(request, response) if may_compress(request, response) else response
