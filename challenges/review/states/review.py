"""The life of a review panel 评审组, of an expert's seat 席位 on it, and of one review 评审 of one proposal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step, taking_back


class PanelState(TextChoices):
    PLANNING = "planning", _("编制")
    INVITING = "inviting", _("邀请")
    SCORING = "scoring", _("评分")
    DISCUSSION = "discussion", _("合议")
    LOCKED = "locked", _("锁定")
    REPORTED = "reported", _("已出报告")
    CANCELLED = "cancelled", _("已取消")


P = PanelState

PANEL = Table(
    "panel",
    PanelState,
    (
        step("set_blind", P.PLANNING, event="panel.blind_set"),
        step("compose", (P.PLANNING, P.INVITING), event="panel.composed"),
        step("set_aside", (P.PLANNING, P.INVITING, P.SCORING, P.DISCUSSION), event="panel.ties_set_aside", two=True),
        step("invite", P.PLANNING, P.INVITING, event="panel.invited"),
        step("set_reviews", (P.PLANNING, P.INVITING), event="panel.reviews_set"),
        step("allot", P.INVITING, event="panel.allotted"),
        step("begin_scoring", P.INVITING, P.SCORING, event="panel.scoring_begun"),
        step("discuss", P.SCORING, P.DISCUSSION, event="panel.discussion_begun"),
        step("vote", (P.SCORING, P.DISCUSSION), event="panel.voted"),
        step("lock", (P.SCORING, P.DISCUSSION), P.LOCKED, event="panel.locked"),
        step("extend", (P.SCORING, P.DISCUSSION), event="panel.extended"),
        step("recount", (P.SCORING, P.DISCUSSION), event="panel.recounted"),
        step("report", P.LOCKED, P.REPORTED, event="panel.reported"),
        step("reopen", (P.LOCKED, P.REPORTED), P.SCORING, event="panel.reopened"),
        step("cancel", (P.PLANNING, P.INVITING), P.CANCELLED, event="panel.cancelled"),
    ),
    (alarm("panel.scoring_due", (P.SCORING, P.DISCUSSION), "due_at", before=True, overdue=True),),
)

# While the experts of a panel work.
SCORING = (P.SCORING, P.DISCUSSION)


class SeatState(TextChoices):
    PICKED = "picked", _("拟邀")
    RESERVE = "reserve", _("候补")
    INVITED = "invited", _("已邀")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已谢绝")
    EXPIRED = "expired", _("逾期未复")
    REPLACED = "replaced", _("已替换")


# Those who sit on a panel, or were asked to and have not answered.
SEATED = (SeatState.INVITED, SeatState.ACCEPTED)

T = SeatState

SEAT = Table(
    "seat",
    SeatState,
    (
        step("invite", (T.PICKED, T.RESERVE), T.INVITED, event="seat.invited"),
        step("accept", T.INVITED, T.ACCEPTED, event="seat.accepted"),
        step("decline", (T.INVITED, T.ACCEPTED), T.DECLINED, event="seat.declined"),
        step("bridge", (T.PICKED, T.REPLACED), T.ACCEPTED, event="seat.bridged"),
        step("expire", T.INVITED, T.EXPIRED, event="seat.expired", due="due_at"),
        step("remind", T.ACCEPTED, event="seat.reminded"),
        step("replace", (T.PICKED, T.RESERVE, T.INVITED, T.ACCEPTED), T.REPLACED, event="seat.replaced"),
    ),
)


class ReviewState(TextChoices):
    WAITING = "waiting", _("待回避声明")
    RECUSED = "recused", _("已回避")
    IN_PROGRESS = "in_progress", _("评分中")
    SUBMITTED = "submitted", _("已提交")
    RETURNED = "returned", _("退回")
    LOCKED = "locked", _("已锁定")


R = ReviewState
# What its expert has still to hand in.
UNFINISHED = (R.WAITING, R.IN_PROGRESS, R.RETURNED)

RETURN = step("return_to_expert", R.SUBMITTED, R.RETURNED, event="review.returned", recall=True)

REVIEW = Table(
    "review",
    ReviewState,
    (
        step("declare_clear", R.WAITING, R.IN_PROGRESS, event="review.declared_clear"),
        step("recuse", (R.WAITING, R.IN_PROGRESS, R.SUBMITTED, R.RETURNED), R.RECUSED, event="review.recused"),
        step("score", (R.IN_PROGRESS, R.RETURNED), event="review.scored"),
        step("submit", (R.IN_PROGRESS, R.RETURNED), R.SUBMITTED, event="review.submitted"),
        RETURN,
        taking_back("review", RETURN),
        step("reconsider", R.SUBMITTED, R.RETURNED, event="review.reconsidered"),
        step("lock", R.SUBMITTED, R.LOCKED, event="review.locked"),
        step("unlock", R.LOCKED, R.RETURNED, event="review.unlocked"),
    ),
)
