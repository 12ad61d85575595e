"""Blind panels: declared beforehand, one name and order for all their experts, no firm as long as they last."""

import pytest

from challenges.access import blinding
from challenges.access.proposal import layer, named_to, visible_to
from challenges.actions import attachment as files
from challenges.actions import panel as panels
from challenges.actions.gate import NotAllowed, Refused
from challenges.actions.periods import day_of
from challenges.models import Member, Panel, Proposal
from challenges.queries import proposal_page
from challenges.queries.review import desk, scoring_neighbours
from challenges.queries.review_board import discussion
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, expert, member_of

pytestmark = pytest.mark.django_db


class Blind(Review5):
    """A panel that was declared blind when it was planned."""

    blind = True


def big(proposals):
    walk = Blind(proposals=proposals)
    walk.experts = [expert(one, max_load=99) for one in ("technical", "enterprise", "enterprise", "finance", "ip")]
    return walk.scoring()


def test_all_experts_read_in_one_shuffled_order_under_the_same_names():
    walk = big(9)
    seen = [[(row.proposal_id, row.label) for row in desk(one).tasks[0].reviews] for one in walk.experts]
    assert all(order == seen[0] for order in seen)
    assert [label for _pk, label in seen[0]] == [f"申报书 {n}" for n in range(1, 10)]
    ids = [pk for pk, _label in seen[0]]
    assert sorted(ids) == [proposal.pk for proposal in walk.proposals] != ids
    first, second = (walk.review_of(walk.experts[0], Proposal(pk=pk)) for pk in ids[:2])
    assert scoring_neighbours(walk.experts[0], first) == (None, second)
    assert blinding.label(walk.panel, walk.proposals[0]) == dict(seen[0])[walk.proposals[0].pk]


def test_the_order_is_the_panels_own_and_stays_when_one_steps_out():
    walk = big(9)
    called = blinding.labels([walk.panel])[walk.panel.pk]
    ids = [proposal.pk for proposal in walk.proposals]
    other = Panel(pk=walk.panel.pk, shuffle="another")
    assert blinding.in_order(walk.panel, ids) != blinding.in_order(other, ids)
    Proposal.objects.filter(pk=walk.proposals[3].pk).update(state="withdrawn", withdrawal_reason="撤")
    assert blinding.labels([walk.panel])[walk.panel.pk] == called
    shown = {row.proposal_id: row.label for row in desk(walk.experts[0]).tasks[0].reviews}
    assert shown == {pk: label for pk, label in called.items() if pk != walk.proposals[3].pk}


def test_the_discussion_names_nobody_and_keeps_the_order_of_the_desk():
    walk = Blind(proposals=2).marked()
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    talks = discussion(walk.panel, on=day_of(walk.at))
    assert [talk.label for talk in talks] == ["申报书 1", "申报书 2"]
    assert {talk.proposal.organisation.name for talk in talks} == {"申报单位"}
    assert {talk.proposal.receipt_number for talk in talks} == {None}


def test_what_a_blind_reader_gets_is_the_matter_alone():
    walk = Blind(proposals=0)
    firm = OrganisationFactory(name="雀鸣澜科技有限公司", short_name="雀鸣澜")
    proposal = complete_proposal(walk.challenge, organisation=firm, state="qualified")
    proposal.sections.filter(key="route").update(data={"route": "雀鸣澜的真空熔炼，陆工负责"})
    right = {"name": "一种粉", "number": "ZL1", "owner": "雀", "kind": "发明", "status": "授权"}
    proposal.sections.filter(key="ip").update(data={"freedom": "无", "background": [right]})
    walk.proposals = [proposal]
    walk.scoring()
    one = walk.experts[1]
    assert layer(one, proposal) == "blind"
    shown = proposal_page.page(one, proposal.pk, walk.at)
    assert {key: data for key, (_row, data) in shown.sections.items() if key in ("route", "ip", "team", "basics")} == {
        "basics": {"summary": "低氧球形粉末批量制备"},
        "route": {"route": "申报单位的真空熔炼，项目人员 1负责"},
        "ip": {"freedom": "无", "background": [{"kind": "发明", "status": "授权"}]},
        "team": {},
    }
    assert (shown.members, shown.attachments, shown.versions, shown.result) == ([], [], [], None)
    assert {row for row, _data in shown.sections.values()} == {None}
    with pytest.raises(ValueError, match="unsaved related object"):
        shown.proposal.save()


def test_the_seat_binds_the_person_whomever_he_acts_for():
    walk = Blind().scoring()
    one = walk.experts[1]
    for organisation, role in ((OrganisationFactory(kind="sme"), "handler"), (walk.challenge.organiser, "supervisor")):
        both = acting(organisation, role, user=one.user, is_expert=True)
        assert layer(both, walk.proposals[0]) == "blind"
        assert not named_to(both).filter(pk__in=[row.pk for row in walk.proposals]).exists()
        assert visible_to(both).filter(pk__in=[row.pk for row in walk.proposals]).count() == 2
    assert layer(walk.officer, walk.proposals[0]) == "full"
    assert layer(member_of(walk.proposals[0]), walk.proposals[0]) == "full"


def test_blindness_is_declared_while_planning_and_never_after():
    walk = Review5().composed()
    panels.set_blind(walk.panel, by=walk.officer, at=walk.at, blind=True)
    assert Panel.objects.get().blind
    assert Event.objects.get(name="panel.blind_set").facts["blind"] is True
    for viewer in (walk.supervisor, walk.experts[0], walk.signer):
        with pytest.raises(NotAllowed):
            panels.set_blind(walk.panel, by=viewer, at=walk.at, blind=False)
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    with pytest.raises(Refused) as caught:
        panels.set_blind(walk.panel, by=walk.officer, at=walk.at, blind=False)
    assert caught.value.code == "wrong_state"
    assert Panel.objects.get().blind
    assert Event.objects.filter(name="panel.blind_set").count() == 1


def test_a_refused_upload_does_not_tell_the_state_of_the_proposal():
    walk = Blind().scoring()
    Proposal.objects.filter(pk=walk.proposals[0].pk).update(state="selected")
    proposal = Proposal.objects.get(pk=walk.proposals[0].pk)
    with pytest.raises(NotAllowed):
        files.require_right(proposal, walk.experts[0])
    with pytest.raises(Refused):
        files.require_right(proposal, member_of(proposal, "handler"))


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_blind_desk_costs_the_same_for_many_reviews(proposals, django_assert_num_queries):
    walk = big(proposals)
    with django_assert_num_queries(4):
        assert len(desk(walk.experts[0]).tasks[0].reviews) == proposals


@pytest.mark.parametrize("others", [2, 29])
def test_a_blind_page_costs_the_same_for_many_rivals(others, django_assert_num_queries):
    walk = Blind(proposals=others)
    proposal = complete_proposal(walk.challenge, state="qualified")
    for number in range(others):
        Member.objects.create(
            proposal=walk.proposals[number], organisation=OrganisationFactory(), created_at=walk.at, updated_at=walk.at
        )
    walk.proposals.append(proposal)
    walk.experts = [expert(one, max_load=99) for one in ("technical", "enterprise", "enterprise", "finance", "ip")]
    walk.scoring()
    with django_assert_num_queries(12):
        proposal_page.page(walk.experts[0], proposal.pk, walk.at)
