"""The scoring desk: the proposal beside the form, saved mark by mark."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Invalid, Refused
from challenges.access import review as access
from challenges.actions import review as reviews
from challenges.queries import proposal_page
from challenges.queries.feedback import feedback_for
from challenges.queries.review import scoring_neighbours
from challenges.queries.review_sheet import sheet
from frontend import moments
from frontend.attempt import sentence
from frontend.verbs import offers
from frontend.views.proposal import content_of
from notifications.clock import now

BANDS = (("优", 90, 100), ("良", 75, 89), ("中", 60, 74), ("差", 0, 59))


def fetch(request, pk):
    """Return a review the person may open, with everything above it."""
    rows = access.visible_to(request.acting).select_related(
        "seat__panel__challenge__lead", "seat__panel__rubric", "seat__expert", "proposal__organisation"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def show(request, pk):
    """Show the scoring desk."""
    return page(request, pk)


def page(request, pk, bound=None, status=200, problems=()):
    """The desk of the expert; the organiser's officers read the marks here after the lock."""
    review = fetch(request, pk)
    if not access.scores_open(request.acting, review):
        raise Http404
    at = now()
    refused = bound[1:] if bound and bound[0].noun == "review" else None
    own = review.seat.expert_id == request.acting.user_id
    before, after = scoring_neighbours(request.acting, review)
    content = {
        "at": at,
        "review": review,
        "panel": review.seat.panel,
        "challenge": review.seat.panel.challenge,
        "own": own,
        "blind": review.seat.panel.blind and own,
        "before": before,
        "after": after,
        "acts": acts_of(request, review, refused),
        "watermark": f"{request.user.name}　{moments.full(at)}",
        "problems": problems,
        **marks_of(review, at),
    }
    if review.state != "waiting":
        shown = proposal_page.page(request.acting, review.proposal_id, at)
        content |= {**content_of(request, shown), "acts": content["acts"], "challenge": content["challenge"]}
        content["blind"] = shown.depth == "blind"
        content["files"] = [] if content["blind"] else list(shown.attachments)
    return render(request, "review/score.html", content, status=status)


def acts_of(request, review, refused=None):
    """The acts of a review, the one that hands it in first; they carry the version that stands."""
    return sorted(offers(request.acting, review, refused), key=lambda offer: offer.verb.tone != "zhu")


def marks_of(review, at) -> dict:
    """The form of the marks with what stands."""
    form = sheet(review, on=at.date())
    lines = []
    for number, line in enumerate(form.lines, start=1):
        band = next((name for name, low, high in BANDS if line.value is not None and low <= line.value <= high), "")
        lines.append({"line": line, "number": number, "band": band, "bands": BANDS})
    weight = sum(line.criterion.weight for line in form.lines if line.value is not None)
    return {
        "form": form,
        "lines": lines,
        "marked": weight,
        "so_far": sum((line.weighted for line in form.lines if line.weighted is not None), Decimal(0)),
        "next": next((line["line"] for line in lines if line["line"].value is None), None),
        "short": max(0, form.comment_length - form.written),
    }


@login_required
@require_POST
def score(request, pk):
    """Keep the marks as far as they go; answers a live form with the changed pieces."""
    review = fetch(request, pk)
    marks = {}
    for name in request.POST:
        if name.startswith("s") and name[1:].isdigit():
            typed = request.POST[name].strip()
            marks[int(name[1:])] = {
                "value": number(typed),
                "comment": request.POST.get(f"k{name[1:]}", ""),
                "vetoed": request.POST.get(f"v{name[1:]}") == "1",
            }
    given = {"marks": marks, "comment": request.POST.get("comment", ""), "reason": request.POST.get("reason", "")}
    try:
        reviews.score(review, by=request.acting, at=now(), **given)
    except Invalid as wrong:
        words = " ".join(str(problem.message) for problem in wrong.problems)
        if request.htmx:
            return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
        return page(request, pk, status=422, problems=wrong.problems)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(sentence(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, sentence(refused))
        return redirect("review", pk)
    if not request.htmx:
        messages.success(request, _("已保存。"))
        return redirect("review", pk)
    at = now()
    review = fetch(request, pk)
    content = {"at": at, "review": review, "acts": acts_of(request, review)}
    return render(request, "review/saved.html", content | marks_of(review, at))


def number(typed: str):
    """Return what was typed as a number, or as it is for the domain to refuse; empty clears the mark."""
    if not typed:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation:
        return typed


@login_required
def feedback(request, pk):
    """Show an applicant what the experts said: per criterion with the distribution, without names."""
    proposal = proposal_page.fetch(request.acting, pk)
    found = feedback_for(request.acting, proposal)
    if found is None:
        raise Http404
    rows = [
        {
            "part": part,
            "y": 12 + 40 * position,
            "text_y": 26 + 40 * position,
            "mean_x": round(220 + float(part.mean) * 5, 1),
            "marks": [round(220 + float(mark) * 5, 1) for mark in part.marks],
            "mark_y": 20 + 40 * position,
            "low": round(220 + float(part.spread[0]) * 5, 1) if part.spread else 0,
            "width": round(float(part.spread[2] - part.spread[0]) * 5, 1) if part.spread else 0,
        }
        for position, part in enumerate(found.parts)
    ]
    content = {"proposal": proposal, "challenge": proposal.challenge, "feedback": found, "rows": rows}
    return render(request, "review/feedback.html", content | {"height": 40 * len(rows) + 30})
