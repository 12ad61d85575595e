"""What a seat on a panel lets an expert know of the challenge and of the proposals that were given to them."""

from django.db.models import Exists, OuterRef, Q

from challenges.core.noun import lends
from challenges.listing.access.challenge_files import terms_of
from challenges.listing.models import Challenge
from challenges.proposals.access.proposal import visible_to as proposals_visible_to
from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW
from challenges.review.models import Panel, Review, Seat
from challenges.review.states.review import SEATED, ReviewState

NONE = Q(pk__in=[])


def reviews_of(viewer):
    """Return the reviews that were given to this expert and from which they have not stepped aside."""
    return Review.objects.filter(seat__expert_id=viewer.user_id, seat__state__in=SEATED).exclude(
        state=ReviewState.RECUSED
    )


def blind_reviews_of(viewer):
    """Return the expert's reviews on panels that read without firms and people."""
    return reviews_of(viewer).filter(seat__panel__blind=True)


@lends("challenge", "relations")
def on_panel(viewer, challenge) -> set[str]:
    """Return "expert" for those who sit on the challenge's panel, or were asked to."""
    if not viewer.is_expert:
        return set()
    seats = Seat.objects.filter(panel__challenge=challenge, expert_id=viewer.user_id, state__in=SEATED)
    return {"expert"} if seats.exists() else set()


@lends("challenge", "read_in_full")
def challenges_of(viewer) -> Q:
    """Return the condition for challenges on whose panel the viewer sits: they read them in full."""
    if not viewer.is_expert:
        return NONE
    seats = Seat.objects.filter(expert_id=viewer.user_id, state__in=SEATED)
    return Q(pk__in=seats.values("panel__challenge"))


@lends("proposal", "visible")
def given_to(viewer) -> Q:
    """Return the condition for proposals that were given to the viewer to review."""
    if not viewer.user_id or not viewer.is_expert:
        return NONE
    return Q(state__in=IN_REVIEW, pk__in=reviews_of(viewer).values("proposal"))


@lends("proposal", "blind")
def read_blind(viewer) -> Q:
    """Return the condition for proposals that the viewer reads without firms and people."""
    if not viewer.user_id or not viewer.is_expert:
        return NONE
    return Q(pk__in=blind_reviews_of(viewer).values("proposal"))


@lends("proposal", "relations")
def as_reader(viewer, proposal) -> set[str]:
    """Return "expert" for those who review this proposal, and "expert.blind" when one of their panels reads blind."""
    if not viewer.is_expert or proposal.state not in IN_REVIEW:
        return set()
    known = getattr(proposal, "read_by", {})
    if viewer.user_id in known:
        return known[viewer.user_id]
    blind = list(reviews_of(viewer).filter(proposal=proposal).values_list("seat__panel__blind", flat=True))
    return ({"expert"} if blind else set()) | ({"expert.blind"} if any(blind) else set())


def with_reading(viewer, reviews):
    """Return reviews with what their viewer may read of each proposal, for `proposal_of`."""
    seen = proposals_visible_to(viewer).filter(pk=OuterRef("proposal"))
    blind = blind_reviews_of(viewer).filter(proposal=OuterRef("proposal"))
    return reviews.annotate(readable=Exists(seen), reads_blind=Exists(blind))


def proposal_of(viewer, review):
    """Return the proposal of a review that was read `with_reading`, in no query; None where the viewer reads it not.

    What the expert is to it is noted on it, so that `as_reader` need not ask again.
    """
    if not review.readable:
        return None
    proposal = review.proposal
    proposal.challenge = review.seat.panel.challenge
    if review.seat.expert_id == viewer.user_id:
        proposal.read_by = {viewer.user_id: {"expert", "expert.blind"} if review.reads_blind else {"expert"}}
    return proposal


@lends("attachment", "given_to")
def files_given_to(viewer) -> Q:
    """Return the condition for files that the viewer reads as an expert: of the challenge, and of proposals by name.

    A blind panel gets no file of a proposal, because no program takes a name off a stamp or out of a picture.
    """
    if not viewer.user_id or not viewer.is_expert:
        return NONE
    named = reviews_of(viewer).filter(seat__panel__in=Panel.objects.filter(blind=False))
    read = Proposal.objects.filter(state__in=IN_REVIEW, pk__in=named.values("proposal"))
    judged = Challenge.objects.filter(challenges_of(viewer))
    return terms_of(judged) | Q(for_experts=True, proposal__in=read)
