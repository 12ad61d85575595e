"""Who is asked onto a panel 席位邀请: one expert, or the next reserve in the place of one who was lost."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from challenges.core.gate import Refused, moving
from challenges.core.periods import day_of
from challenges.proposals.access.composition import shortfalls
from challenges.review.actions.barring import require_not_barred
from challenges.review.actions.panel import ACTIVE
from challenges.review.models import Seat
from challenges.review.queries.conflicts import barred
from challenges.review.states.review import SCORING, PanelState, SeatState

INVITING = (PanelState.INVITING, *SCORING)


def invite(seat: Seat, *, by: Acting, at: datetime, expected: int | None = None) -> Seat:
    """Invite one expert of a panel that is inviting already; they have the invitation hours of the rules to answer."""
    with moving(seat, "invite", by=by, at=at, expected=expected) as move:
        if seat.panel.state not in INVITING:
            raise Refused(_("评审组还没有开始邀请。"), code="panel_not_inviting")
        require_not_barred(seat.panel, [seat.expert_id], day_of(move.at))
        rules = seat.panel.challenge.rules_on(day_of(move.at))
        seat.invited_at = move.at
        seat.due_at = move.at + timedelta(hours=rules["invitation_hours"])
    return seat


def call_reserve(lost: Seat, *, at: datetime) -> Seat | None:
    """Invite the next reserve in the place of a lost seat; returns the seat, or None when no reserve is left.

    The first reserve in order with whom the panel stays complete comes; failing that the first at all. Who comes for
    the leader leads; who comes for an expert of another panel stands in for them alone and counts for no size. Before
    scoring, nobody comes for such an expert: another plan places another.
    """
    panel = lost.panel
    if panel.state not in INVITING or (lost.bridging and panel.state == PanelState.INVITING):
        return None
    rules = panel.challenge.rules_on(day_of(at))
    sitting = list(panel.seats.filter(state__in=ACTIVE).exclude(pk=lost.pk))
    reserves = list(panel.seats.filter(state=SeatState.RESERVE))
    held = barred(panel.challenge, [reserve.expert_id for reserve in reserves], today=day_of(at))
    reserves = [reserve for reserve in reserves if reserve.expert_id not in held]
    if not reserves:
        return None

    def lacking(reserve: Seat) -> int:
        reserve.leader, reserve.bridging = lost.leader, lost.bridging
        return len(shortfalls([*sitting, reserve], rules))

    chosen = min(reserves, key=lacking)
    # Whoever was called and never came had nothing to pass on: the work is still that of the seat before them.
    origin = lost.replaces_id if lost.replaces_id and not lost.reviews.exists() else lost.pk
    Seat.objects.filter(pk=chosen.pk).update(leader=lost.leader, bridging=lost.bridging, replaces=origin)
    Seat.objects.filter(pk=lost.pk).update(leader=False)
    return invite(chosen, by=CLOCK, at=at)
