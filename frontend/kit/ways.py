"""Which page an address belongs to that only takes what is sent to it."""

from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from challenges.files import access as attachment_access
from challenges.review.access.review import conflicts_visible_to, panels_visible_to
from frontend.kit import pages
from frontend.kit.verbs import PAGES as OF_NOUN
from frontend.kit.verbs import fetch

DESK = "/desk/"
# Where the page of a route is not the nearest address above it.
PAGES = {
    "demo_sign_in": lambda viewer, given: reverse("account_login"),
    "invitation_answer": lambda viewer, given: reverse("choose_organisation"),
    "expert_absences": lambda viewer, given: reverse("expert_interests"),
    "expert_absence_removal": lambda viewer, given: reverse("expert_interests"),
    "panel_start": lambda viewer, given: reverse("challenge_work", args=[given["pk"]]),
    "publicity_draft": lambda viewer, given: reverse("challenge_work", args=[given["pk"]]),
    "decision_start": lambda viewer, given: reverse("challenge_work", args=[given["pk"]]),
    "saved_views": lambda viewer, given: reverse("batch_reviews", args=[given["pk"]]),
    "saved_view": lambda viewer, given: reverse("batch_reviews", args=[given["pk"]]),
    "act": lambda viewer, given: of_act(viewer, **given),
    "conflict_decision": lambda viewer, given: of_conflict(viewer, given["pk"]),
    "attachment_removal": lambda viewer, given: of_attachment(viewer, given["pk"]),
    "attachment_readers": lambda viewer, given: of_attachment(viewer, given["pk"]),
    "challenge_attachments": lambda viewer, given: reverse("challenge_work", args=[given["pk"]]),
    "fault_retry": lambda viewer, given: reverse("verification_queue"),
}


FILES_ON = {
    "proposal": "proposal",
    "challenge": "challenge_work",
    **{noun: noun for noun in ("objection", "notice", "inquiry", "milestone")},
}


def page_of(viewer, match, path: str) -> str:
    """Return the address of the page that a route's form stands on, which can be opened by everybody who has it.

    What the viewer may not see leads to the desk, as what does not exist.
    """
    if match.view_name in PAGES:
        try:
            return PAGES[match.view_name](viewer, match.kwargs)
        except Http404:
            return DESK
    return above(path)


def above(path: str) -> str:
    """Return the nearest address above this one that is a page."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if not getattr(match.func, "post_only", False):
            return path
    return "/"


def of_act(viewer, noun: str, pk: int, verb: str) -> str:
    """Return the page of the row that an act is about."""
    if noun not in OF_NOUN:
        raise Http404
    page = OF_NOUN[noun]
    if page.above:
        return pages.address(viewer, fetch(viewer, noun, pk))
    return page.address.format(pk=pk)


def of_conflict(viewer, pk: int) -> str:
    """Return the page of the panel whose officers decide a tie."""
    row = get_object_or_404(conflicts_visible_to(viewer), pk=pk)
    panel = panels_visible_to(viewer).filter(challenge_id=row.challenge_id).order_by("-pk").first()
    return reverse("panel_conflicts", args=[panel.pk]) if panel else DESK


def of_attachment(viewer, pk: int) -> str:
    """Return the page on which the files of a file's owner are listed."""
    file = get_object_or_404(attachment_access.visible_to(viewer), pk=pk)
    return reverse(FILES_ON[file.owner.noun], args=[file.owner.pk])


def stood_on(request) -> str:
    """Return the page from which this request's form was sent, if it is one of ours, else the page of its address."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        try:
            if not getattr(resolve(parts.path).func, "post_only", False):
                return f"{parts.path}?{parts.query}" if parts.query else parts.path
        except Resolver404:
            pass
    match = request.resolver_match
    if match is not None and getattr(match.func, "post_only", False):
        return page_of(request.acting, match, request.path)
    return request.get_full_path()
