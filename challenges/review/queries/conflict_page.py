"""The organiser's page of conflicts 回避事由: every tie of a panel's challenge with its reason, filtered, by key."""

from collections import Counter
from dataclasses import dataclass

from challenges.experts.access.conflicts import MANUAL, reason
from challenges.experts.models import Conflict
from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW
from challenges.review.access.review import conflicts_visible_to
from challenges.review.states.review import SeatState

PAGE = 30
ON_PANEL = (SeatState.PICKED, SeatState.RESERVE, SeatState.INVITED, SeatState.ACCEPTED)


@dataclass(frozen=True)
class Line:
    """One tie: the row, its reason in words, whether the organiser may still decide it, and whether they pinned it."""

    conflict: Conflict
    reason: str
    open: bool
    pinned: bool


@dataclass(frozen=True)
class Page:
    """One page of ties, the key of the next one (None at the end), and how many stand in each status."""

    lines: tuple[Line, ...]
    following: int | None
    counts: Counter

    @property
    def total(self) -> int:
        """Return how many ties there are, whatever their status."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """Return how many of them are decided."""
        return self.total - self.counts[Conflict.Status.POTENTIAL]


def page(viewer, panel, *, status="", source="", expert=None, after=None) -> Page:
    """Return one page of the ties of a panel's challenge, in the order found, after the row `after`.

    `status` and `source` are codes, `expert` a user id; each narrows the list and none the counts.
    """
    own = conflicts_visible_to(viewer).filter(challenge_id=panel.challenge_id)
    counts = Counter(own.values_list("status", flat=True))
    rows = own.select_related("expert", "proposal__organisation", "decided_by").order_by("pk")
    wanted = {"status": status, "source": source, "expert_id": expert}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if after:
        rows = rows.filter(pk__gt=after)
    found = list(rows[: PAGE + 1])
    lines = tuple(
        Line(
            conflict=row,
            reason=reason(row.code, row.facts),
            open=row.source != Conflict.Source.DECLARED,
            pinned=row.code == MANUAL,
        )
        for row in found[:PAGE]
    )
    return Page(lines, found[PAGE - 1].pk if len(found) > PAGE else None, counts)


def people(panel) -> list[tuple[int, str]]:
    """Return the experts of a panel, on its list or asked, as choices by name."""
    seats = panel.seats.filter(state__in=ON_PANEL).order_by("order", "id")
    return list(seats.values_list("expert_id", "expert__name"))


def proposals(panel) -> list[Proposal]:
    """Return the proposals that this panel reviews."""
    rows = Proposal.objects.filter(challenge_id=panel.challenge_id, state__in=IN_REVIEW)
    return list(rows.select_related("organisation").order_by("receipt_number", "id"))
