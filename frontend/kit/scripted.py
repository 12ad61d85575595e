"""What a page's script says about itself in headers, and what it is told in headers. docs/frontend.md lists them."""

# Sent by the script: that it reads the answer, who wrote what is sent, and the number of this sending.
LIVE, PERSON, SENDING = "X-Live", "X-Person", "X-Sending"
# Answered to it: what became of the session, where to go on, and that what was sent was refused all the same.
SESSION, GO, REFUSED = "X-Session", "X-Go", "X-Refused"
ENDED, OTHER, STALE, FACTOR = "ended", "other", "stale", "factor"


def is_live(request) -> bool:
    """Whether a script of the page sent this and will read the answer."""
    htmx = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return htmx or LIVE in request.headers
