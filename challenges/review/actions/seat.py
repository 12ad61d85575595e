"""Seats 席位: an expert is invited and answers, or is replaced; then the next reserve is invited by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import CLOCK, Acting
from accounts.actions.agreement import note
from accounts.actions.checking import fitting
from accounts.models import ExpertProfile
from accounts.rules.text_parts import TextKind
from challenges.core.gate import Invalid, MassMove, Moment, Problem, Refused, lock, moving, moving_many, overdue
from challenges.core.periods import day_of
from challenges.proposals.states import ProposalState
from challenges.review.actions import conflict
from challenges.review.actions.panel import ACTIVE, reviews_for
from challenges.review.actions.reserve import INVITING, call_reserve
from challenges.review.models import Panel, Review, Seat
from challenges.review.queries.conflicts import excluded_pairs
from challenges.review.queries.experts import loads
from challenges.review.states.review import REVIEW, SCORING, UNFINISHED, PanelState, SeatState
from notifications.clock import local


class DeclineReason(TextChoices):
    """Why an expert declines; the next draw reads it."""

    CONFLICT = "conflict", gettext_lazy("需要回避")
    NOT_MY_FIELD = "not_my_field", gettext_lazy("不是我的领域")
    TOO_MANY = "too_many", gettext_lazy("任务太多")
    DATES = "dates", gettext_lazy("时间不合")
    OTHER = "other", gettext_lazy("其他")


def accept(seat: Seat, *, by: Acting, at: Moment, read: str | None = None, expected: int | None = None) -> Seat:
    """The expert accepts, inside the hours given to them, and gives the expert's promise in the text now in force.

    `read` is the SHA-256 of the text that was shown. When scoring has begun they get their proposals at once.
    """
    with moving(seat, "accept", by=by, at=at, expected=expected) as move:
        if overdue(seat.due_at, move.at):
            raise Refused(_("邀请的答复时限已过。"), code="too_late")
        if seat.panel.state not in INVITING:
            raise Refused(_("评审组已经不再邀请。"), code="panel_not_inviting")
        challenge = seat.panel.challenge
        note(
            TextKind.EXPERT,
            owner_id=challenge.organiser_id,
            about=seat,
            name=f"{challenge.number} {challenge.title}".strip(),
            by=move.by,
            at=move.at,
            read=read,
            personal=True,
        )
        seat.due_at = None
        seat.bridges = seat.panel.reviews_each is not None
        conflict.find(seat.panel, expert_ids=[seat.expert_id], at=move.at)
        require_free(seat)
        if seat.panel.state != PanelState.INVITING:
            Review.objects.bulk_create(reviews_for(seat, move.at))
    return seat


def require_free(seat: Seat) -> None:
    """Refuse an expert whom the whole challenge concerns, or whose cap this panel would break.

    The cap holds over all organisers: their profile is locked, so that two invitations are not accepted past it at
    once.
    """
    panel = seat.panel
    if (seat.expert_id, None) in excluded_pairs(panel.challenge):
        raise Refused(_("您与这张榜有回避关系，不能接受，请谢绝邀请。"), code="conflict")
    profile = ExpertProfile.objects.select_for_update().filter(user_id=seat.expert_id).first()
    share = panel.least_share(panel.challenge.proposals.filter(state=ProposalState.QUALIFIED).count())
    if profile is not None and loads([panel.pk])[seat.expert_id] + share > profile.max_load:
        words = _("接受后未交的评审将超过您的承担上限 %(most)d 份。可以先在专家档案里调高上限，或者谢绝。")
        raise Refused(words % {"most": profile.max_load}, code="load")


def decline(seat: Seat, *, by: Acting, at: datetime, reason: str, text: str = "", expected: int | None = None) -> Seat:
    """The expert declines, or gives the seat back before they are done, and says why; the next reserve is invited."""
    if reason not in DeclineReason.values:
        raise Invalid([Problem("reason", _("请选择谢绝的原因。"), "unknown_reason")])
    if reason == DeclineReason.OTHER and not text.strip():
        raise Invalid([Problem("text", _("请写明原因。"), "required")])
    with transaction.atomic():
        with moving(seat, "decline", by=by, at=at, expected=expected) as move:
            require_open(seat)
            seat.decline_reason, seat.decline_text, seat.due_at = reason, fitting(text, field="text"), None
            move.facts["reason"] = reason
            leave(seat, move.at)
        call_reserve(seat, at=move.at)
    return seat


def expire(seat: Seat, *, by: Acting, at: datetime) -> Seat:
    """The clock closes an invitation nobody answered, and the next reserve is invited."""
    with transaction.atomic():
        with moving(seat, "expire", by=by, at=at) as move:
            seat.due_at = None
        call_reserve(seat, at=move.at)
    return seat


def replace(seat: Seat, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> Seat:
    """The organiser takes an expert off the panel; their reviews close at once and the next reserve is invited."""
    with transaction.atomic():
        with moving(seat, "replace", by=by, at=at, expected=expected) as move:
            asked = seat.state in (SeatState.INVITED, SeatState.ACCEPTED)
            require_open(seat)
            seat.decline_text, seat.due_at = fitting(reason), None
            move.facts["reason"] = reason
            leave(seat, move.at)
        if asked:
            call_reserve(seat, at=move.at)
    return seat


def require_open(seat: Seat) -> None:
    """Refuse to change who sits once the scores are locked."""
    if seat.panel.state in (PanelState.LOCKED, PanelState.REPORTED, PanelState.CANCELLED):
        raise Refused(_("评审组已经锁定，席位不能再变动。"), code="locked")


def leave(seat: Seat, at: datetime) -> None:
    """Close every review of a seat that is given up."""
    rows = list(Review.objects.filter(seat=seat, state__in=REVIEW.step("recuse").sources).select_related("seat"))
    for row in rows:
        row.seat = seat
    moving_many([MassMove(row, "recused") for row in rows], "recuse", by=CLOCK, at=at)


def name_leader(panel: Panel, *, by: Acting, at: datetime, seat: Seat) -> Seat:
    """The organiser says who leads the panel: exactly one of those who sit or are asked."""
    with moving(panel, "compose", by=by, at=at):
        if seat.panel_id != panel.pk or seat.state not in ACTIVE:
            raise Invalid([Problem("leader", _("组长须是本组在席的专家。"), "not_on_panel")])
        panel.seats.filter(leader=True).update(leader=False)
        panel.seats.filter(pk=seat.pk).update(leader=True)
    return seat


def remind(seat: Seat, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> Seat:
    """The organiser urges an expert who has not handed everything in; `reason` is what they add in their own words.

    Refused when nothing is missing, when the panel is not scoring, and when the expert was urged within the hours that
    the rules keep between two times.
    """
    with moving(seat, "remind", by=by, at=at, expected=expected) as move:
        if seat.panel.state not in SCORING:
            raise Refused(_("评审组现在没有在评分，不必催办。"), code="panel_not_scoring")
        left = Review.objects.filter(seat=seat, state__in=UNFINISHED).count()
        if not left:
            raise Refused(_("这位专家已经交齐，不必催办。"), code="nothing_missing")
        require_rested(seat, move.at, seat.panel.challenge.rules_on(day_of(move.at))["remind_hours"])
        seat.reminded_at = move.at
        move.facts |= {"left": left, "note": fitting(reason)}
    return seat


def require_rested(seat: Seat, at: datetime, hours: int) -> None:
    """Refuse to urge an expert again within the hours of the rules (`remind_hours`), and say when they were urged."""
    if seat.reminded_at is not None and at < seat.reminded_at + timedelta(hours=hours):
        words = _("%(when)s 已经催办过，%(hours)s 小时内不再催。")
        when = f"{local(seat.reminded_at):%m-%d %H:%M}"
        raise Refused(words % {"when": when, "hours": hours}, code="reminded_lately")


def replace_by_reserve(seat: Seat, *, by: Acting, at: datetime, reason: str) -> Seat:
    """The organiser takes an expert off the panel only when a reserve can come at once; else nothing changes.

    Raises Refused when no reserve is left, or when the expert has handed everything in.
    """
    with transaction.atomic():
        lock(seat.panel)
        seat.refresh_from_db(fields=["state"])
        if not seat.panel.seats.filter(state=SeatState.RESERVE).exists():
            raise Refused(_("没有候补可以接替。"), code="no_reserve")
        if seat.state == SeatState.ACCEPTED and not Review.objects.filter(seat=seat, state__in=UNFINISHED).exists():
            raise Refused(_("这位专家已经交齐，不必更换。"), code="nothing_missing")
        return replace(seat, by=by, at=at, reason=reason)
