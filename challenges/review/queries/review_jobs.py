"""Jobs on reviews 评审: the proposals meant on the board of a batch, and the seats, reviews and panels they concern."""

from challenges.core.access.job import watches
from challenges.core.queries.board import JobBoard
from challenges.core.queries.job import MOST
from challenges.review.queries.batch_board import Filters, counted, narrowed
from challenges.review.states.review import SCORING, UNFINISHED, ReviewState, SeatState
from notifications.clock import day_of


def meant(viewer, batch, *, picks, words: dict, at) -> list[int]:
    """Return the ids of the proposals that are meant: those picked, or those a filter finds.

    No pick and no filter, or a filter that leaves nothing out, mean nobody. Raises UnknownFilter for a filter that
    the board does not know.
    """
    base = counted(viewer, batch, batch.rules_on(day_of(at))["deviation_limit"])
    if picks:
        return list(base.filter(id__in=list(picks)[:MOST]).values_list("id", flat=True))
    filters = Filters.read(words)
    if not filters.narrows():
        return []
    return list(narrowed(base, filters, at).values_list("id", flat=True)[:MOST])


BOARD = JobBoard("reviews", Filters, watches, ("panel",), meant=meant)


def unfinished(seats, proposals):
    """Return the seats whose experts have still to hand in a review of these proposals."""
    return seats.filter(
        reviews__proposal__in=proposals,
        reviews__state__in=UNFINISHED,
        state=SeatState.ACCEPTED,
        panel__state__in=SCORING,
    ).distinct()


def handed_in(reviews, proposals):
    """Return the reviews of these proposals that may be given back."""
    return reviews.filter(
        proposal__in=proposals,
        state=ReviewState.SUBMITTED,
        seat__state=SeatState.ACCEPTED,
        seat__panel__state__in=SCORING,
    )


def scoring(panels, proposals):
    """Return the panels that score these proposals now."""
    return panels.filter(challenge__proposals__in=proposals, state__in=SCORING).distinct()
