"""What is noted of a proposal that was read with a review is what would be asked of it."""

import pytest

from challenges.proposals.access.proposal import relations
from challenges.proposals.models import Proposal
from challenges.review.access.readers import proposal_of, with_reading
from challenges.review.access.review import visible_to
from challenges.review.models import Panel, Review, Seat
from challenges.review.states.review import SeatState
from tests.factories.accounts import acting
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def read(viewer, review):
    """The proposal as the scoring page has it, and what the viewer is to it."""
    found = with_reading(viewer, visible_to(viewer).select_related("seat__panel__challenge", "proposal"))
    proposal = proposal_of(viewer, found.get(pk=review.pk))
    return proposal, proposal and relations(viewer, proposal)


@pytest.mark.parametrize("blind", [False, True])
def test_an_expert_is_to_it_what_they_would_be_if_asked(blind, django_assert_num_queries):
    walk = Review5().scoring()
    Panel.objects.filter(pk=walk.panel.pk).update(blind=blind)
    one = walk.experts[0]
    review = walk.review_of(one, walk.proposals[0])
    with django_assert_num_queries(1):
        proposal, names = read(one, review)
    assert names == relations(one, Proposal.objects.get(pk=proposal.pk))
    assert ("expert.blind" in names) == blind


def test_another_panel_that_reads_blind_binds_on_this_one_too():
    walk = Review5().scoring()
    one = walk.experts[0]
    review = walk.review_of(one, walk.proposals[0])
    stamps = {"created_at": walk.at, "updated_at": walk.at}
    Panel.objects.filter(pk=walk.panel.pk).update(state="cancelled")
    other = Panel.objects.create(challenge=walk.challenge, rubric=walk.panel.rubric, blind=True, **stamps)
    seat = Seat.objects.create(panel=other, expert=one.user, state=SeatState.ACCEPTED, due_at=walk.at, **stamps)
    Review.objects.create(seat=seat, proposal=walk.proposals[0], **stamps)
    assert "expert.blind" in read(one, review)[1]


def test_what_was_noted_for_one_is_not_told_of_another():
    walk = Review5().scoring()
    one = walk.experts[0]
    proposal, _names = read(one, walk.review_of(one, walk.proposals[0]))
    officer, stranger = walk.officer, acting(walk.proposals[1].organisation, "handler")
    for viewer in (officer, stranger, *walk.experts[1:]):
        assert relations(viewer, proposal) == relations(viewer, Proposal.objects.get(pk=proposal.pk))


def test_a_proposal_that_left_the_review_is_read_no_more():
    walk = Review5().scoring()
    one = walk.experts[0]
    Proposal.objects.filter(pk=walk.proposals[0].pk).update(state="disqualified")
    assert read(one, walk.review_of(one, walk.proposals[0])) == (None, None)
