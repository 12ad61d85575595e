"""A review panel: the organiser's board, and the expert's seat on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import ExpertCategory
from challenges.access import challenge as challenge_access
from challenges.access.review import (
    CLOSED_SCORES,
    panels_visible_to,
    rejoinders_visible_to,
    reports_visible_to,
    seats_visible_to,
)
from challenges.actions import notice as notices
from challenges.actions import panel as panels
from challenges.queries.review_board import board
from frontend.attempt import attempt
from frontend.verbs import offers
from notifications.clock import now

TONES = ("zhu", "ink", "plain", "danger")


@login_required
@require_POST
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
    rows = panels_visible_to(request.acting).select_related("challenge__lead", "challenge__organiser", "rubric")
    panel = get_object_or_404(rows, pk=pk)
    refused = bound[1:] if bound and bound[0].noun == "panel" else None
    acts = sorted(offers(request.acting, panel, refused), key=lambda offer: TONES.index(offer.verb.tone))
    content = {"at": at, "panel": panel, "challenge": panel.challenge, "acts": acts}
    if request.acting.organisation_id == panel.challenge.organiser_id and request.acting.kind == "organiser":
        content |= officer(request, panel, at, bound)
        return render(request, "review/board.html", content, status=status)
    seat = get_object_or_404(seats_visible_to(request.acting), panel=panel, expert_id=request.acting.user_id)
    refused = bound[1:] if bound and bound[0].noun == "seat" else None
    content |= {"seat": seat, "seat_acts": offers(request.acting, seat, refused)}
    return render(request, "review/seat.html", content, status=status)


def officer(request, panel, at, bound) -> dict:
    """What the organiser's officers see of a panel."""
    found = board(panel, on=at.date())
    chairs = []
    for chair in found.chairs:
        refused = bound[1:] if bound and bound[0].noun == "seat" and bound[0].pk == chair.seat.pk else None
        chair.seat.panel = panel
        acts = [] if panel.state in CLOSED_SCORES else offers(request.acting, chair.seat, refused)
        chairs.append((chair, ExpertCategory(chair.seat.category).label, acts))
    return {
        "board": found,
        "chairs": chairs,
        "headline": headline(panel, found),
        "decides": request.acting.has("review_officer") or request.acting.has("batch_admin"),
        "bars": bars(found),
        "asking": panel.state in ("scoring", "discussion"),
        "asked": rejoinders_visible_to(request.acting).filter(panel=panel).select_related("proposal__organisation"),
        "closed": panel.state in CLOSED_SCORES,
        "reports": reports_visible_to(request.acting).filter(panel=panel),
        "chart_height": 34 * len(found.rows) + 12,
    }


def headline(panel, found) -> str:
    """The fact the board opens with: why it cannot go on, or how far it is."""
    name = panel.get_state_display()
    if found.shortfalls and panel.state in ("planning", "inviting"):
        return _("评审组不能锁定：%(why)s") % {"why": found.shortfalls[0].message}
    if found.undecided:
        return _("%(n)s 条回避线索待核定") % {"n": len(found.undecided)}
    if panel.state in ("scoring", "discussion"):
        return _("已交 %(done)s / %(all)s 份评审") % {"done": found.handed_in, "all": found.given}
    return _("评审组：%(state)s") % {"state": name}


def bars(found) -> list[dict]:
    """The frozen scores as bars, one a proposal, with the experts' totals as ticks."""
    drawn = []
    for position, row in enumerate(found.rows):
        if row.result is None:
            continue
        totals = [float(total) for total in row.result.breakdown.get("totals", [])]
        drawn.append(
            {
                "y": 10 + 34 * position,
                "text_y": 23 + 34 * position,
                "name": row.proposal.organisation.short_name or row.proposal.organisation.name,
                "width": round(float(row.result.score) * 4.6, 1),
                "score": row.result.score,
                "ticks": [round(160 + total * 4.6, 1) for total in totals],
                "tick_to": 26 + 34 * position,
                "passed": row.result.passed,
            }
        )
    return drawn


@login_required
@require_POST
def announce(request, pk):
    """Draft the publicity notice of a challenge."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    made = []
    if attempt(request, lambda: made.append(notices.prepare(challenge, by=request.acting, at=now()))):
        messages.success(request, _("公示稿已拟好，请另一人核对后张贴。"))
        return redirect("notice", made[0].pk)
    return redirect("challenge_work", pk)
