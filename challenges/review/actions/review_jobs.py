"""The jobs on reviews 评审: urge experts, give reviews back, give panels more time, let reserves take over."""

from challenges.core.queries.job import Kind, register
from challenges.core.states import JobKind
from challenges.review.access.review import panels_visible_to, seats_visible_to, visible_to
from challenges.review.actions import panel_extend, review, seat
from challenges.review.queries.review_jobs import BOARD, handed_in, scoring, unfinished

register(
    Kind(
        JobKind.REMIND,
        BOARD,
        visible=seats_visible_to,
        concerned=unfinished,
        names=("expert__name", "panel__name"),
        challenge="panel__challenge",
        act=seat.remind,
        fields={"reason": False},
    ),
    Kind(
        JobKind.RETURN,
        BOARD,
        visible=visible_to,
        concerned=handed_in,
        names=("proposal__organisation__name", "seat__expert__name"),
        challenge="seat__panel__challenge",
        act=review.return_to_expert,
        fields={"reason": True},
    ),
    Kind(
        JobKind.EXTEND,
        BOARD,
        visible=panels_visible_to,
        concerned=scoring,
        names=("name", "challenge__number"),
        challenge="challenge",
        act=panel_extend.extend,
        fields={"reason": True, "due_at": True},
    ),
    Kind(
        JobKind.REPLACE,
        BOARD,
        visible=seats_visible_to,
        concerned=unfinished,
        names=("expert__name", "panel__name"),
        challenge="panel__challenge",
        act=seat.replace_by_reserve,
        fields={"reason": True},
    ),
)
