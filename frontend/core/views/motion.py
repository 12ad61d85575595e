"""Motions: what waits for a second person, and one of them with everything it would do."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from challenges.core.access.motion import visible_to
from challenges.core.queries.motion import named, shown, waiting_for
from frontend.kit.pages import address
from frontend.kit.verbs import offers
from notifications.clock import now

# Where a row of accounts is read.
PLACES = {
    "organisation": "organisation",
    "membership": "organisation_settings",
    "expert": "expert_pool",
    "user": "expert_pool",
}
# So many of one's own and one's colleagues' matters are listed as answered.
PAST = 50


def place(viewer, row) -> str:
    """Return the page on which what a motion is about is read."""
    if row.noun == "text":
        return f"{reverse('text_edit', args=[row.kind])}{f'?of={row.owner_id}' if row.owner_id else ''}"
    if row.noun == "personal_rule":
        return reverse("personal_rule", args=[row.key])
    if row.noun == "wording":
        return reverse("notice_default", args=[row.kind])
    if row.noun not in PLACES:
        return address(viewer, row)
    return reverse(PLACES[row.noun], args=[row.pk] if row.noun == "organisation" else [])


@login_required
def index(request):
    """List what waits for this reader, and what was prepared and answered lately."""
    mine = waiting_for(request.acting)
    rows = visible_to(request.acting).select_related("prepared_by", "answered_by")
    past = rows.exclude(pk__in=[motion.pk for motion in mine])[:PAST]
    content = {"at": now(), "mine": named(mine), "past": named(past)}
    return render(request, "core/motions.html", content)


@login_required
def show(request, pk):
    """Show one motion: what would happen, who prepared it, and the acts of whoever may answer."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a motion, with a refused form on it when there is one."""
    rows = visible_to(request.acting).select_related("prepared_by", "answered_by", "organisation")
    motion = get_object_or_404(rows, pk=pk)
    told = shown(motion)
    content = {
        "at": now(),
        "row": motion,
        "told": told,
        "subject_url": place(request.acting, told.subject) if told.subject is not None else "",
        "acts": offers(request.acting, motion, bound[1:] if bound else None),
    }
    return render(request, "core/motion.html", content, status=status)
