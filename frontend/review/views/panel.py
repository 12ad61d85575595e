"""A review panel: the organiser's board, and the expert's seat on it."""

from decimal import Decimal
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.access.expert import reads_pool
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.assignment.access.plan import lists as lists_plans
from challenges.award.actions import publicity
from challenges.desk.queries.panel_tabs import beside
from challenges.listing.access import challenge as challenge_access
from challenges.review.access.review import CLOSED_SCORES, reports_visible_to, seats_visible_to
from challenges.review.access.trial import watches as watches_trials
from challenges.review.actions import panel as panels
from challenges.review.actions.seat import require_rested
from challenges.review.queries import calibration, changes
from challenges.review.queries.review_board import board
from challenges.review.ranking.official import half_up
from challenges.review.states.review import SEAT
from frontend.accounts.views.only import post_only
from frontend.accounts.views.texts import words_of
from frontend.kit.attempt import attempt
from frontend.kit.verb import missing
from frontend.kit.verbs import offers
from frontend.review.panel_pictures import spread
from frontend.review.presenters import panel as words
from notifications.clock import day_of, now

POINTS = '<td class="num">{}</td>'
TONES = ("zhu", "ink", "plain", "danger")


@login_required
@post_only
def start(request, pk):
    """Form the panel of a challenge."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    made = []
    blind = request.POST.get("blind") == "1"
    if attempt(request, lambda: made.append(panels.plan(challenge, by=request.acting, at=now(), blind=blind))):
        return redirect("panel", made[0].pk)
    return redirect("challenge_work", pk)


@login_required
def show(request, pk):
    """Show a panel."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The board for the organiser's officers, the seat for an expert."""
    at = now()
    near = beside(request.acting, pk)
    if not near or near[0].pk != pk:
        raise Http404
    panel = near[0]
    refused = bound[1:] if bound and bound[0].noun == "panel" else None
    acts = sorted(offers(request.acting, panel, refused), key=lambda offer: TONES.index(offer.verb.tone))
    content = {"at": at, "panel": panel, "challenge": panel.challenge, "acts": acts}
    if request.acting.organisation_id == panel.challenge.organiser_id and request.acting.kind == "organiser":
        content |= officer(request, panel, near, at, bound)
        return render(request, "review/board.html", content, status=status)
    seat = get_object_or_404(seats_visible_to(request.acting), panel=panel, expert_id=request.acting.user_id)
    refused = bound[1:] if bound and bound[0].noun == "seat" else None
    content |= {"seat": seat, "seat_acts": offers(request.acting, seat, refused)}
    if seat.state == "invited":
        text = in_force(TextKind.EXPERT, panel.challenge.organiser_id, now())
        content |= {"text": text, **words_of(text)}
    return render(request, "review/seat.html", content, status=status)


def officer(request, panel, near, at, bound) -> dict:
    """What the organiser's officers see of a panel."""
    found = board(panel, on=day_of(at))
    decides = request.acting.has("review_officer") or request.acting.has("batch_admin")
    hours = found.rules["remind_hours"]
    why = {chair.seat.pk: missing(partial(require_rested, chair.seat, at, hours)) for chair in found.chairs}
    content = {
        "board": found,
        "headline": words.headline(found, at),
        "rail": words.rail(found),
        "tabs": words.tabs(near, panel.pk),
        "checks": words.checks(found, at),
        "chairs": [chair_line(chair, panel, decides, why[chair.seat.pk]) for chair in found.chairs],
        "owing": sum(bool(chair.left and not why[chair.seat.pk]) for chair in found.chairs),
        "rested": next((why[chair.seat.pk] for chair in found.chairs if chair.left), ""),
        "remind_url": words.remind_url(found),
        "decides": decides,
        "plans": lists_plans(request.acting),
        "tries": watches_trials(request.acting),
        "pool": reads_pool(request.acting),
        "closed": found.closed,
        "doubts": calibration.may_see(request.acting, panel),
        "alters": changes.may_see(request.acting, panel),
        "scoring": panel.state in words.SCORING,
        "forming": panel.state in words.FORMING,
        "refused_seat": seat_refusal(bound),
        "reports": reports_visible_to(request.acting).filter(panel=panel),
    }
    if found.closed:
        return content | after_lock(panel, found)
    drawn = words.drawn_cells()
    rows = [(row, words.firm(row), mark_safe("".join(drawn[cell] for cell in row.cells))) for row in found.rows]
    return content | {"matrix": rows, "legend": words.CELLS.values()}


def chair_line(chair, panel, decides: bool, rested: str):
    """Return a seat with its words, the adjustments that may be made now, and why its expert is not urged again yet."""
    may = set()
    if decides and panel.state not in CLOSED_SCORES:
        may = {step.verb for step in SEAT.from_state(chair.seat.state)} & {"remind", "replace"}
        if not (chair.left and panel.state in words.SCORING):
            may.discard("remind")
    chair.seat.panel = panel
    return chair, words.category(chair.seat.category), may, rested


def seat_refusal(bound) -> str:
    """Return in words why an adjustment of a seat was refused, when that brought the reader here."""
    if not bound or bound[0].noun != "seat":
        return ""
    errors = bound[2].errors
    return " ".join(str(error) for found in errors.values() for error in found)


def after_lock(panel, found) -> dict:
    """What is added once the scores may be read: the picture and the ranking with its criteria."""
    criteria = [criterion for criterion in panel.rubric.criteria.all() if criterion.weight]
    limit = Decimal(str(found.rules["deviation_limit"]))
    named = [(words.firm(row), row) for row in found.rows]
    ranking = [
        (
            row,
            firm,
            format_html_join("", POINTS, ((weighted(row.result, criterion),) for criterion in criteria)),
            words.advice(row.result, panel.challenge.race_slots, limit),
            row.result.deviation > limit,
        )
        for firm, row in named
    ]
    picture = spread([(firm, row.result) for firm, row in named], passing_line=found.rules["passing_line"], limit=limit)
    return {"criteria": criteria, "ranking": ranking, "picture": picture, "limit": limit}


def weighted(result, criterion):
    """Return the points a criterion brought: its mean out of 100 by its weight; nothing where none was frozen."""
    mean = result.breakdown.get("criteria", {}).get(str(criterion.pk))
    return half_up(Decimal(mean) * criterion.weight / 100) if mean is not None else ""


@login_required
@post_only
def announce(request, pk):
    """Draft the publicity notice of a challenge."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    made = []
    if attempt(request, lambda: made.append(publicity.prepare(challenge, by=request.acting, at=now()))):
        messages.success(request, _("公示稿已拟好，请另一人核对后张贴。"))
        return redirect("notice", made[0].pk)
    return redirect("challenge_work", pk)
