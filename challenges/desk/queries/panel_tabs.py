"""The panels of a batch beside each other: the one that is looked at first, with the progress of each."""

from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from challenges.assignment.models import Draw
from challenges.assignment.states.draw import DrawState
from challenges.review.access.review import panels_visible_to
from challenges.review.models import Panel, Rejoinder, Review
from challenges.review.states.review import PanelState, ReviewState, SeatState

# More tabs than this nobody reads; the batch's board has them all.
MOST = 6
# What a board shows of the challenge: never its long texts.
LONG = ("background", "content", "state_of_art", "ip_terms", "conditions_text", "summary_en")


def number_of(rows, by: str):
    """Return how many of these rows belong to each panel, inside the panel's own query."""
    counted = rows.order_by().values(by).annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def beside(viewer, pk: int) -> list[Panel]:
    """Return a panel and those of the same batch that fall due next, in one query; empty when the viewer sees none.

    The panel itself stands first. Each knows `given` and `handed_in` reviews, `asked` and `answered` questions to
    firms, and when it was drawn by lot.
    """
    mine = Review.objects.filter(seat__panel=OuterRef("pk"), seat__state=SeatState.ACCEPTED)
    questions = Rejoinder.objects.filter(panel=OuterRef("pk"))
    drawn = Draw.objects.filter(panel=OuterRef("pk")).exclude(state=DrawState.VOID).order_by("-id")
    rows = (
        panels_visible_to(viewer)
        .filter(challenge__batch__in=Panel.objects.filter(pk=pk).values("challenge__batch"))
        .annotate(
            first=Case(When(pk=pk, then=Value(0)), default=Value(1), output_field=IntegerField()),
            given=number_of(mine.exclude(state=ReviewState.RECUSED), "seat__panel"),
            handed_in=number_of(mine.filter(state__in=(ReviewState.SUBMITTED, ReviewState.LOCKED)), "seat__panel"),
            asked=number_of(questions, "panel"),
            answered=number_of(questions.exclude(answered_at=None), "panel"),
            drawn_at=Subquery(drawn.values("made_at")[:1]),
        )
        .select_related("challenge__lead", "challenge__organiser", "challenge__batch", "rubric")
        .defer(*(f"challenge__{name}" for name in LONG))
        .order_by("first", F("due_at").asc(nulls_last=True), "pk")
    )
    return [row for row in rows[: MOST + 1] if row.pk == pk or row.state != PanelState.CANCELLED]
