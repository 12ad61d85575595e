"""The nouns of the review: panels, seats, reviews, and the trial scoring before it; and the jobs on them."""

from challenges.core import motions as two_persons
from challenges.core.noun import Noun, register, takes
from challenges.review import motions
from challenges.review.access import readers, review, trial  # noqa: F401
from challenges.review.actions import panel_recount, review_jobs  # noqa: F401
from challenges.review.actions.seat import expire
from challenges.review.actions.trial import close
from challenges.review.models import Panel, Review, Seat, Trial, Trialist
from challenges.review.states.review import PANEL, REVIEW, SEAT
from challenges.review.states.trial import TRIAL, TRIALIST

register(
    Noun(
        PANEL,
        Panel,
        review.PANEL_MAY,
        review.panel_relations,
        review.panels_visible_to,
        to_batch="challenge__batch",
        called=("name",),
    )
)
register(
    Noun(
        SEAT,
        Seat,
        review.SEAT_MAY,
        review.seat_relations,
        review.seats_visible_to,
        called=("expert__name",),
    )
)
register(Noun(REVIEW, Review, review.REVIEW_MAY, review.review_relations, review.visible_to))
register(Noun(TRIAL, Trial, trial.MAY, trial.relations, trial.visible_to, to_batch="batch"))
register(Noun(TRIALIST, Trialist, trial.TRIALIST_MAY, trial.trialist_relations, trial.trialists_visible_to))
takes("seat", expire=expire)
takes("trial", close=close)
for act in motions.ACTS:
    two_persons.register(act)
