"""Who may see panels, seats, reviews and results, and who may do what with them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.core.noun import lends
from challenges.core.own import concerned
from challenges.core.relation import OFFICERS, WATCHERS, is_from, roles_as, standing
from challenges.experts.models import Conflict
from challenges.listing.states import ChallengeState
from challenges.review.models import Panel, Rejoinder, Report, Result, Review, Rubric, Seat
from challenges.review.states.review import SEATED, PanelState, ReviewState, SeatState

PANEL_MAY = {
    "set_blind": OFFICERS,
    "compose": OFFICERS,
    "set_aside": OFFICERS | {"organiser.approver"},
    "invite": OFFICERS,
    "set_reviews": OFFICERS,
    "allot": OFFICERS,
    "begin_scoring": OFFICERS,
    "discuss": OFFICERS | {"expert.leader"},
    "vote": frozenset({"expert.leader"}),
    "lock": frozenset({"expert.leader"}),
    "extend": OFFICERS,
    "recount": frozenset({"clock"}),
    "report": OFFICERS,
    "reopen": OFFICERS,
    "cancel": OFFICERS,
}

SEAT_MAY = {
    "invite": OFFICERS | {"clock"},
    "accept": frozenset({"own"}),
    "decline": frozenset({"own"}),
    "bridge": OFFICERS,
    "expire": frozenset({"clock"}),
    "remind": OFFICERS,
    "replace": OFFICERS,
}

REVIEW_MAY = {
    "declare_clear": frozenset({"own"}),
    "recuse": frozenset({"own"}) | OFFICERS,
    "score": frozenset({"own"}),
    "submit": frozenset({"own"}),
    "return_to_expert": OFFICERS,
    "take_back": frozenset({"doer"}),
    "reconsider": frozenset({"own.discussing"}),
    "lock": frozenset({"clock"}),
    "unlock": frozenset({"clock"}),
}

CLOSED_SCORES = (PanelState.LOCKED, PanelState.REPORTED)
AFTER_PROPOSED = (
    ChallengeState.PROPOSED,
    ChallengeState.PUBLICITY,
    ChallengeState.OBJECTION,
    ChallengeState.AWARDED,
    ChallengeState.IN_PROGRESS,
)


def panels_visible_to(viewer):
    """Return the panels this viewer may know of: the organiser's officers, and the experts invited to them."""
    if viewer is CLOCK:
        return Panel.objects.all()
    seen = Q(pk__in=[])
    if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
        seen |= Q(challenge__organiser_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(pk__in=Seat.objects.filter(expert_id=viewer.user_id, state__in=SEATED).values("panel"))
    return Panel.objects.filter(seen)


def conflicts_visible_to(viewer):
    """Return the ties between experts and firms that this viewer may read: those of their own panels, for officers.

    An expert who works for the organiser themselves reads none for being an expert.
    """
    if viewer is CLOCK:
        return Conflict.objects.all()
    if viewer.kind != "organiser" or not viewer.roles & set(WATCHERS):
        return Conflict.objects.none()
    return Conflict.objects.filter(challenge__organiser_id=viewer.organisation_id)


def seats_visible_to(viewer):
    """Return the seats this viewer may know of: all of a panel for its officers, their own for an expert."""
    if viewer is CLOCK:
        return Seat.objects.all()
    seen = Q(pk__in=[])
    if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
        seen |= Q(panel__challenge__organiser_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(expert_id=viewer.user_id) & ~Q(state__in=[SeatState.PICKED, SeatState.RESERVE, SeatState.REPLACED])
    return Seat.objects.filter(seen)


def service_visible_to(viewer):
    """Return the seats of an expert's own service record: each they were asked for, those given up and taken too."""
    if viewer is CLOCK or not viewer.user_id or not viewer.is_expert:
        return Seat.objects.none()
    asked = (SeatState.INVITED, SeatState.ACCEPTED, SeatState.DECLINED, SeatState.EXPIRED, SeatState.REPLACED)
    return Seat.objects.filter(expert_id=viewer.user_id, invited_at__isnull=False, state__in=asked)


def visible_to(viewer):
    """Return the reviews this viewer may open.

    An expert sees their own while their seat stands and they have not stepped aside; the officers see that a review
    exists, and its scores only after locking (`scores_open`).
    """
    if viewer is CLOCK:
        return Review.objects.all()
    seen = Q(pk__in=[])
    if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
        seen |= Q(seat__panel__challenge__organiser_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(seat__expert_id=viewer.user_id, seat__state=SeatState.ACCEPTED) & ~Q(state=ReviewState.RECUSED)
    return Review.objects.filter(seen)


def closed_to(viewer, panel) -> frozenset[int]:
    """Return the proposals of a panel of which this expert may learn nothing: they stepped aside, or must."""
    ties = Conflict.objects.filter(
        expert_id=viewer.user_id, challenge_id=panel.challenge_id, status=Conflict.Status.CONFIRMED
    ).exclude(proposal=None)
    recused = Review.objects.filter(seat__panel=panel, seat__expert_id=viewer.user_id, state=ReviewState.RECUSED)
    return frozenset(ties.values_list("proposal_id", flat=True)) | frozenset(
        recused.values_list("proposal_id", flat=True)
    )


def scores_open(viewer, review) -> bool:
    """Return True when this viewer may read the marks: the writer always, the officers after locking."""
    return review.seat.expert_id == getattr(viewer, "user_id", None) or review.seat.panel.state in CLOSED_SCORES


def results_visible_to(viewer, at=None):
    """Return the frozen results this viewer may read at this moment.

    The organiser's officers after locking; the lead firm its ranking from the proposal of the choice on; a firm its
    own from the moment of the feedback, and none where no moment is given.
    """
    if viewer is CLOCK:
        return Result.objects.all()
    seen = Q(pk__in=[])
    if viewer.organisation_id:
        own = viewer.organisation_id
        if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
            seen |= Q(panel__challenge__organiser_id=own, panel__state__in=CLOSED_SCORES)
        seen |= Q(panel__challenge__lead_id=own, panel__challenge__state__in=AFTER_PROPOSED)
        if at is not None:
            seen |= Q(
                proposal__organisation_id=own,
                panel__challenge__state__in=AFTER_PROPOSED[1:],
                panel__challenge__feedback_at__lte=at,
            )
    return Result.objects.filter(seen)


def may_read_report(viewer, panel) -> bool:
    """Return True for the organiser's people who watch this panel: they read its report, the supervisor too."""
    own = is_from(viewer, panel.challenge.organiser_id) and viewer.kind == "organiser"
    return own and bool(viewer.roles & set(WATCHERS))


def reports_visible_to(viewer):
    """Return the kept reports this viewer may read: those of their organiser's panels, for officers and supervisor."""
    if getattr(viewer, "kind", "") != "organiser" or not viewer.roles & set(WATCHERS):
        return Report.objects.none()
    return Report.objects.filter(panel__challenge__organiser_id=viewer.organisation_id)


def panel_relations(viewer, panel, seat=None) -> frozenset[str]:
    """Return what the viewer is to this panel. A caller who holds the viewer's own `seat` saves a query."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.user_id:
        return frozenset(names)
    if is_from(viewer, panel.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if viewer.is_expert and seat is not None:
        if seat.state == SeatState.ACCEPTED:
            names |= {"expert", "expert.leader"} if seat.leader else {"expert"}
    elif viewer.is_expert:
        leads = list(
            panel.seats.filter(expert_id=viewer.user_id, state=SeatState.ACCEPTED).values_list("leader", flat=True)
        )
        if leads:
            names.add("expert")
            if leads[0]:
                names.add("expert.leader")
    return frozenset(names)


@lends("officer", "own")
def on_own_panel(viewer, row) -> str:
    """Return why an officer who sits on a panel, or is picked for it, runs nothing of the matter."""
    if not viewer.is_expert or row.noun in ("batch", "trial"):
        return ""
    here = (SeatState.PICKED, SeatState.RESERVE, *SEATED)
    seats = Seat.objects.filter(panel__challenge__in=concerned(row), expert_id=viewer.user_id, state__in=here)
    if seats.exclude(panel__state=PanelState.CANCELLED).exists():
        return _("您是本榜评审组的专家，组织评审和办理本榜请由其他同事进行。")
    return ""


def seat_relations(viewer, seat) -> frozenset[str]:
    """Return what the viewer is to this seat."""
    names = set(panel_relations(viewer, seat.panel))
    if viewer is not CLOCK and viewer.user_id == seat.expert_id:
        names.add("own")
    return frozenset(names)


def review_relations(viewer, review) -> frozenset[str]:
    """Return what the viewer is to this review; one's own only while the seat stands and nobody stepped aside."""
    seat = review.seat
    own_seat = seat if viewer is not CLOCK and viewer.user_id == seat.expert_id else None
    names = set(panel_relations(viewer, seat.panel, own_seat))
    if (
        viewer is not CLOCK
        and viewer.user_id == review.seat.expert_id
        and review.seat.state == SeatState.ACCEPTED
        and review.state != ReviewState.RECUSED
    ):
        names.add("own")
        if review.seat.panel.state == PanelState.DISCUSSION:
            names.add("own.discussing")
    return frozenset(names)


def rubrics_visible_to(viewer):
    """Return the templates this viewer may use: the platform's own and their organisation's."""
    if viewer is CLOCK or viewer.kind != "organiser":
        return Rubric.objects.none()
    return Rubric.objects.filter(Q(organiser=None) | Q(organiser_id=viewer.organisation_id), template=True)


def may_edit_rubrics(viewer) -> bool:
    """Return True for the organiser's people who decide how proposals are scored."""
    return viewer.kind == "organiser" and bool({"review_officer", "batch_admin"} & viewer.roles)


def rejoinders_visible_to(viewer):
    """Return the panel's questions and the firms' answers that this viewer may read.

    The firm of the proposal its own, the experts those of proposals they review, the organiser's officers all.
    """
    if viewer is CLOCK:
        return Rejoinder.objects.all()
    seen = Q(pk__in=[])
    if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
        seen |= Q(panel__challenge__organiser_id=viewer.organisation_id)
    elif viewer.organisation_id:
        seen |= Q(proposal__organisation_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        own = visible_to(viewer).filter(seat__expert_id=viewer.user_id)
        seen |= Q(proposal__in=own.values("proposal"), panel__in=own.values("seat__panel"))
    return Rejoinder.objects.filter(seen)
