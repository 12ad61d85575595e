"""The panel's vote: asked for where scores and tie chain leave proposals equal at the cut, and nowhere else."""

import pytest
from django.db import transaction

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.review.actions import panel as panels
from challenges.review.actions import panel_vote
from challenges.review.models import Panel
from challenges.review.queries.ranking import grounds
from notifications.models import Event
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def refused(code, act, panel, error=Refused, **more):
    """The act is refused with this code; no vote is kept and nothing recorded."""
    before = Event.objects.count(), list(Panel.objects.values_list("state", "votes", "version"))
    with pytest.raises(error) as caught, transaction.atomic():
        act(panel, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert before == (Event.objects.count(), list(Panel.objects.values_list("state", "votes", "version")))


def test_two_equal_at_the_cut_need_a_vote_before_the_lock():
    walk = Review5(proposals=3).marked((75, 75, 70))
    leader, (a, b, _c) = walk.experts[0], (proposal.pk for proposal in walk.proposals)
    by = {"by": leader, "at": walk.at}
    refused("vote_needed", panels.lock, walk.panel, **by)
    for viewer in (walk.officer, walk.experts[1], walk.supervisor):
        refused("not_allowed", panel_vote.vote, walk.panel, error=NotAllowed, by=viewer, at=walk.at, votes={a: 1, b: 4})
    refused(["required"], panel_vote.vote, walk.panel, error=Invalid, votes={a: 3}, **by)
    refused(["required"], panel_vote.vote, walk.panel, error=Invalid, votes={a: -1, b: 2}, **by)
    refused(["not_tied"], panel_vote.vote, walk.panel, error=Invalid, votes={a: 1, b: 2, 10**9: 1}, **by)
    refused(["too_many_votes"], panel_vote.vote, walk.panel, error=Invalid, votes={a: 3, b: 3}, **by)
    panel_vote.vote(walk.panel, votes={a: 3, b: 2}, **by)
    panel_vote.vote(walk.panel, votes={a: 2, b: 3}, **by)
    panels.lock(walk.panel, **by)
    rows = list(walk.panel.results.order_by("rank"))
    assert [(row.proposal_id, row.rank) for row in rows[:2]] == [(b, 1), (a, 2)]
    assert list(grounds(rows).values()) == ["同分，由评审组表决区分"] * 2 + ["得分"]


def test_a_vote_that_is_itself_a_tie_leaves_the_choice_to_the_lead_firm():
    walk = Review5().marked((75, 75))
    a, b = (proposal.pk for proposal in walk.proposals)
    panel_vote.vote(walk.panel, by=walk.experts[0], at=walk.at, votes={a: 2, b: 2})
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    rows = list(walk.panel.results.all())
    assert [row.rank for row in rows] == [1, 1]
    assert list(grounds(rows).values()) == ["同分，名次并列"] * 2


@pytest.mark.parametrize(
    ("values", "slots"), [((80, 70, 70), 1), ((75, 75, 70), 2), ((75, 75, 75), 3), ((50, 50, 50), 1)]
)
def test_equal_ranks_away_from_the_cut_need_none(values, slots):
    walk = Review5(proposals=3, race_slots=slots).marked(values)
    votes = {proposal.pk: 1 for proposal in walk.proposals}
    refused("nothing_tied", panel_vote.vote, walk.panel, by=walk.experts[0], at=walk.at, votes=votes)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)


def test_nobody_votes_before_everybody_has_handed_in_and_a_new_round_votes_anew():
    walk = Review5().scoring()
    a, b = (proposal.pk for proposal in walk.proposals)
    by = {"by": walk.experts[0], "at": walk.at}
    refused("reviews_missing", panel_vote.vote, walk.panel, votes={a: 1, b: 4}, **by)
    walk.scoring = lambda: walk
    walk.marked((75, 75))
    panel_vote.vote(walk.panel, votes={a: 1, b: 4}, **by)
    panels.lock(walk.panel, **by)
    walk.panel.refresh_from_db()
    panels.reopen(walk.panel, by=walk.officer, at=walk.at, reason="计分有误")
    assert walk.panel.votes == {}
