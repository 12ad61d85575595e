"""An allotment 派评方案: what stands before it, and what its proposals say of themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from challenges.proposals.models import Section, SectionKey
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Seat
from challenges.review.queries.experts import rooms
from challenges.review.states.review import PanelState, SeatState

UNANSWERED = (SeatState.PICKED, SeatState.INVITED)
# The parts of a proposal that say what it is about.
TOLD_IN = (SectionKey.BASICS, SectionKey.ROUTE)


@dataclass(frozen=True)
class Standing:
    """A panel before its plan: what is to be reviewed, by how many, and what its experts can take."""

    panel: Panel
    proposals: int
    experts: int
    enterprise: int
    unanswered: int
    room: int
    enterprise_room: int
    enterprise_share: int

    @property
    def ready(self) -> bool:
        """Return True when every invitation was answered and the number of reviews is set."""
        return self.panel.reviews_each is not None and not self.unanswered and self.experts > 0

    @property
    def need(self) -> int:
        """Return how many reviews are wanted."""
        return self.proposals * (self.panel.reviews_each or 0)

    @property
    def enterprise_need(self) -> int:
        """Return how many of them enterprise experts must write: the share of each proposal, rounded up."""
        return self.proposals * -(-(self.panel.reviews_each or 0) * self.enterprise_share // 100)

    @property
    def missing(self) -> int:
        """Return how many reviews nobody of the panel has room for."""
        return max(0, self.need - self.room)

    @property
    def enterprise_missing(self) -> int:
        """Return how many reviews by enterprise experts nobody of the panel has room for."""
        return max(0, self.enterprise_need - self.enterprise_room)


def standings(batch, on: date) -> list[Standing]:
    """Return the panels of a batch that are inviting, as they stand before a plan; fixed number of queries."""
    panels = list(
        Panel.objects.filter(challenge__batch=batch, state=PanelState.INVITING)
        .select_related("challenge")
        .annotate(
            proposals=Count(
                "challenge__proposals", filter=Q(challenge__proposals__state=ProposalState.QUALIFIED), distinct=True
            )
        )
        .order_by("pk")
    )
    share = batch.rules_on(on)["enterprise_share"]
    seats = defaultdict(list)
    for seat in Seat.objects.filter(panel__in=panels, bridging=False).order_by("id"):
        seats[seat.panel_id].append(seat)
    sitting = {seat.expert_id for rows in seats.values() for seat in rows if seat.state == SeatState.ACCEPTED}
    room = rooms(sitting, panels=[panel.pk for panel in panels])
    found = []
    for panel in panels:
        accepted = [seat for seat in seats[panel.pk] if seat.state == SeatState.ACCEPTED]
        enterprise = [seat for seat in accepted if seat.category == "enterprise"]
        found.append(
            Standing(
                panel=panel,
                proposals=panel.proposals,
                experts=len(accepted),
                enterprise=len(enterprise),
                unanswered=sum(seat.state in UNANSWERED for seat in seats[panel.pk]),
                room=sum(min(room[seat.expert_id], panel.proposals) for seat in accepted),
                enterprise_room=sum(min(room[seat.expert_id], panel.proposals) for seat in enterprise),
                enterprise_share=share,
            )
        )
    return found


def texts(proposals: Iterable[int]) -> dict[int, str]:
    """Return what each proposal says of itself, as one text to look for keywords in."""
    found = defaultdict(list)
    rows = Section.objects.filter(proposal__in=list(proposals), key__in=TOLD_IN).order_by("proposal_id", "key")
    for proposal, data in rows.values_list("proposal_id", "data"):
        found[proposal].extend(words_in(data))
    return {proposal: " ".join(words) for proposal, words in found.items()}


def words_in(data) -> list[str]:
    """Return every text in a section, however deep it stands."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = data.values()
    elif not isinstance(data, list):
        return []
    return [word for part in data for word in words_in(part)]
