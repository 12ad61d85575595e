"""The scoring desk: the proposal beside the form, saved mark by mark."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Invalid, Refused
from challenges.desk.queries import proposal_page
from challenges.proposals.models import SectionKey
from challenges.review.access import review as access
from challenges.review.access.readers import proposal_of, with_reading
from challenges.review.actions import review as reviews
from challenges.review.actions.review_marks import Crossed
from challenges.review.models import Criterion
from challenges.review.queries.review import LEFT, neighbours, strip
from challenges.review.queries.review_sheet import asked, sheet
from frontend.accounts.views.only import post_only
from frontend.desk.desk_expert import standing
from frontend.kit import moments
from frontend.kit.attempt import sentence
from frontend.kit.verbs import offers
from frontend.proposals.views.proposal import PERSON, ROUTE, document, fields, mapping, rows_of
from frontend.review import marks
from notifications import inbox
from notifications.clock import day_of, now


def fetch(request, pk, **beside):
    """Return a review the person may open, with everything above it, and with what is to be read beside it."""
    rows = access.visible_to(request.acting).select_related(
        "seat__panel__challenge__lead",
        "seat__panel__challenge__batch",
        "seat__panel__rubric",
        "seat__expert",
        "proposal__organisation",
    )
    return get_object_or_404(with_reading(request.acting, asked(rows)).annotate(**beside), pk=pk)


@login_required
def show(request, pk):
    """Show the scoring desk."""
    return page(request, pk)


def page(request, pk, bound=None, status=200, **refused_marks):
    """The desk of the expert; the organiser's officers read the marks here after the lock.

    `refused_marks` are what was typed, the problems and the crossings of a save that was refused.
    """
    review = fetch(request, pk, unread=inbox.unread_beside(request.user))
    request.unread = review.unread
    if not access.scores_open(request.acting, review):
        raise Http404
    at = now()
    refused = bound[1:] if bound and bound[0].noun == "review" else None
    own = review.seat.expert_id == request.acting.user_id
    panel = review.seat.panel
    content = {
        "at": at,
        "review": review,
        "panel": panel,
        "challenge": panel.challenge,
        "own": own,
        "blind": panel.blind and own,
        "watermark": f"{request.user.name}　{moments.full(at)}",
        **marks_of(review, at, **refused_marks),
    }
    if own:
        content |= queue_of(request.acting, review, content["of"])
    acts = acts_of(request, review, refused, content["missing"])
    if review.state != "waiting":
        proposal = proposal_of(request.acting, review)
        if proposal is None:
            raise Http404
        shown = proposal_page.page_of(request.acting, proposal, at, to_score=True)
        content |= {**reading(shown), "blind": shown.depth == "blind", "files": list(shown.attachments)}
    return render(request, "review/score.html", content | {"acts": acts}, status=status)


def reading(shown) -> dict:
    """The parts of the proposal that are read beside the form."""
    return {
        "shown": shown,
        "summary": mapping(document(shown, SectionKey.BASICS)).get("summary", ""),
        "route": fields(ROUTE, shown, SectionKey.ROUTE),
        "people": rows_of(PERSON, shown, SectionKey.TEAM, "people", "p"),
    }


def acts_of(request, review, refused=None, missing=()):
    """The acts of a review, the one that hands it in first; they carry the version that stands.

    While something is missing, handing in is drawn dashed with what is missing beside it, not offered.
    """
    found = [offer for offer in offers(request.acting, review, refused) if not (missing and offer.name == "submit")]
    return sorted(found, key=lambda offer: offer.verb.tone != "zhu")


def queue_of(viewer, review, of: int) -> dict:
    """The strip of all their proposals on this panel, and the ones before and after this."""
    places = strip(viewer, review)
    rows = []
    for place in places:
        form, words = standing(place.review, place.marked, of)
        rows.append({"place": place, "form": form, "words": words, "here": place.review.pk == review.pk})
    before, after = neighbours(places, review)
    here = next((place.number for place in places if place.review.pk == review.pk), None)
    left = sum(place.review.state in LEFT for place in places)
    return {"queue": rows, "before": before, "after": after, "here": here, "left_in_all": left}


def marks_of(review, at, typed=None, problems=(), crossings=()) -> dict:
    """The form of the marks with what stands, or with what was typed and refused."""
    form = sheet(review, on=day_of(at))
    lines = marks.items(form, typed, problems, crossings)
    weighed = [item for item in lines if item["line"].criterion.weight]
    weight = sum(item["line"].criterion.weight for item in weighed if item["line"].value is not None)
    missing = [{"words": problem.message, "anchor": anchor(problem.field, lines)} for problem in form.missing]
    following = next((item["line"] for item in weighed if item["line"].value is None), None)
    return {
        "form": form,
        "items": weighed,
        "vetoes": [item for item in lines if item["line"].criterion.veto],
        "overall": marks.text_item("comment", review.comment, form.comment_length, typed, problems, crossings),
        "aside": marks.text_item("private_comment", review.private_comment, 0, typed, problems, crossings),
        "reason_wrong": [str(problem.message) for problem in problems if problem.field == "reason"],
        "reason_typed": typed.get("reason", "") if typed is not None else "",
        "done": sum(item["line"].value is not None for item in weighed),
        "of": len(weighed),
        "marked": weight,
        "so_far": sum((item["line"].weighted for item in weighed if item["line"].weighted is not None), Decimal(0)),
        "missing": missing,
        "missing_head": ngettext("还差 %(n)d 处，补齐后才能提交：", "还差 %(n)d 处，补齐后才能提交：", len(missing))
        % {"n": len(missing)},
        "next": following,
        "scale_words": scale_words(form),
        "refused": [str(problem.message) for problem in problems],
        "crossed": bool(crossings),
    }


def anchor(field: str, lines) -> str:
    """Return the place on the page where a missing thing is put in."""
    if not field.startswith("marks."):
        return "c0"
    pk = field.split(".")[1]
    pure = {str(item["line"].criterion.pk) for item in lines if not item["line"].criterion.weight}
    return f"v{pk}" if pk in pure else f"c{pk}"


def scale_words(form) -> str:
    """Return the sentence over the form that says how marks are given."""
    if form.in_points:
        return _("按分值打分：每项从 0 到该项满分，可带一位小数，合计 100 分。先选档，再改细分。")
    return _("优 90–100，良 75–89，中 60–74，差 60 以下。先选档，再改细分。")


@login_required
@post_only
def score(request, pk):
    """Keep the marks as far as they go; answers a live form with the changed pieces."""
    review = fetch(request, pk)
    rubric = review.seat.panel.rubric
    criteria = [(row, rubric.in_points and row.kind == Criterion.Kind.NUMERIC) for row in rubric.criteria.all()]
    at = now()
    try:
        reviews.score(review, by=request.acting, at=at, **marks.given(request.POST, criteria))
    except Invalid as wrong:
        return refused_marks(request, pk, 422, problems=wrong.problems)
    except Crossed as crossed:
        return refused_marks(request, pk, 409, crossings=crossed.crossings)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(sentence(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, sentence(refused))
        return redirect("review", pk)
    if not request.htmx:
        messages.success(request, _("已保存。"))
        return redirect("review", pk)
    return render(request, "review/saved.html", pieces(request, fetch(request, pk), at))


def refused_marks(request, pk, status, problems=(), crossings=()):
    """Say beside each field why it was not kept: the whole page with what was typed, or the notes of a live form."""
    if not request.htmx:
        return page(request, pk, status=status, typed=request.POST, problems=problems, crossings=crossings)
    content = pieces(request, fetch(request, pk), now(), problems=problems, crossings=crossings)
    return render(request, "review/unsaved.html", content | {"live": True}, status=status)


def pieces(request, review, at, **refused) -> dict:
    """What a live answer draws: the pieces that were posted, the total, and what is left."""
    content = marks_of(review, at, **refused)
    posted = {name.split("-")[0] for name in request.POST if name.endswith("-was")}
    content |= {"at": at, "review": review, "posted": posted}
    content["acts"] = acts_of(request, review, missing=content["missing"])
    content["touched"] = [item for item in content["items"] + content["vetoes"] if named_in(item, posted)]
    return content


def named_in(item, posted: set[str]) -> bool:
    """Return True when a field of this criterion was posted."""
    return any(f"{letter}{item['line'].criterion.pk}" in posted for letter in "skv")
