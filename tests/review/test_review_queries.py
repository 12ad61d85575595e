"""What the organiser's board, the expert's desk, the scoring sheet and the ranking show, and to whom."""

import pytest

from challenges.core.periods import day_of
from challenges.review.access.review import visible_to
from challenges.review.actions import review as reviews
from challenges.review.models import Panel, Review
from challenges.review.queries.ranking import ranking
from challenges.review.queries.review import desk, neighbours, strip
from challenges.review.queries.review_board import board
from challenges.review.queries.review_sheet import sheet
from tests.factories.review import Review5, member_of, stranger

pytestmark = pytest.mark.django_db


def big(proposals):
    return Review5(proposals=proposals, load=99).scoring()


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_board_costs_the_same_for_many_proposals(proposals, django_assert_num_queries):
    walk = big(proposals)
    panel = Panel.objects.select_related("challenge__batch").get(pk=walk.panel.pk)
    with django_assert_num_queries(3):
        seen = board(panel, on=day_of(walk.at))
    assert (len(seen.rows), len(seen.chairs), seen.given, seen.handed_in) == (proposals, 5, 5 * proposals, 0)


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_desk_costs_the_same_for_many_reviews(proposals, django_assert_num_queries):
    walk = big(proposals)
    with django_assert_num_queries(2):
        seen = desk(walk.experts[0])
    assert (len(seen.tasks), seen.tasks[0].left, seen.invitations, seen.finished) == (1, proposals, (), ())


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_scoring_sheet_costs_the_same_for_many_reviews(proposals, django_assert_num_queries):
    walk = big(proposals)
    one = walk.experts[0]
    review = (
        visible_to(one)
        .select_related("seat__panel__challenge__batch", "seat__panel__rubric")
        .get(proposal=walk.proposals[1])
    )
    with django_assert_num_queries(4):
        seen = sheet(review, on=day_of(walk.at))
        before, after = neighbours(strip(one, review), review)
    assert (before.number, after.number, before.review.proposal_id) == (1, 3, walk.proposals[0].pk)
    assert (seen.done, len(seen.lines), len(seen.missing), seen.open) == (0, 6, 7, False)


def test_a_board_before_the_lock_shows_progress_and_no_mark():
    walk = Review5().scoring()
    walk.mark_all((one, walk.proposals[0], 95 if n else 20) for n, one in enumerate(walk.experts))
    seen = board(walk.panel, on=day_of(walk.at))
    assert [(row.handed_in, row.given, row.discuss, row.result) for row in seen.rows] == [
        (5, 5, True, None),
        (0, 5, False, None),
    ]
    assert ranking(walk.officer, walk.challenge) == ()


def test_the_ranking_is_the_leads_and_the_organisers_and_a_firm_reads_only_its_own_line():
    walk = Review5().locked()
    firm, other = (member_of(proposal) for proposal in walk.proposals)

    def ranks(viewer):
        walk.challenge.refresh_from_db()
        return [place.result.rank for place in ranking(viewer, walk.challenge, walk.at)]

    readers = [walk.officer, walk.supervisor, walk.signer, firm, other, stranger(), walk.experts[0]]
    assert [ranks(viewer) for viewer in readers] == [[1, 2], [1, 2], [], [], [], [], []]
    walk = Review5().publicised()
    firm, other = (member_of(proposal) for proposal in walk.proposals)
    readers = [walk.officer, walk.supervisor, walk.signer, firm, other, stranger(), walk.experts[0]]
    assert [ranks(viewer) for viewer in readers] == [[1, 2], [1, 2], [1, 2], [1], [2], [], []]


def test_a_recusal_closes_every_channel_at_once():
    walk = Review5().scoring()
    one, proposal = walk.experts[0], walk.proposals[0]
    review = walk.review_of(one, proposal)
    from challenges.proposals.access import proposal as proposal_access

    assert proposal_access.visible_to(one).filter(pk=proposal.pk).exists()
    reviews.recuse(review, by=one, at=walk.at, reason="与负责人合著论文")
    assert not proposal_access.visible_to(one).filter(pk=proposal.pk).exists()
    assert not visible_to(one).filter(pk=review.pk).exists()
    assert [row.proposal for row in desk(one).tasks[0].reviews] == [walk.proposals[1]]
    assert Review.objects.get(pk=review.pk).state == "recused"
