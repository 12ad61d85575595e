"""Blind panels: declared beforehand, one name and order for all their experts, no firm as long as they last."""

import pytest

from challenges.core.gate import NotAllowed, Refused
from challenges.core.periods import day_of
from challenges.desk.queries import proposal_page
from challenges.files import actions as files
from challenges.proposals.access.proposal import layer, named_to, visible_to
from challenges.proposals.models import Member, Proposal
from challenges.review.access import blinding
from challenges.review.actions import panel as panels
from challenges.review.actions import statement as statements
from challenges.review.models import Panel, Review
from challenges.review.queries.pack import rows_of
from challenges.review.queries.review import desk, neighbours, strip
from challenges.review.queries.statement import discussion
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, expert, member_of

pytestmark = pytest.mark.django_db


class Blind(Review5):
    """A panel that was declared blind when it was planned."""

    blind = True


def big(proposals):
    return Blind(proposals=proposals, load=99).scoring()


def test_all_experts_read_in_one_shuffled_order_under_the_same_numbers():
    walk = big(9)
    seen = [[(row.proposal_id, row.number) for row in desk(one).tasks[0].reviews] for one in walk.experts]
    assert all(order == seen[0] for order in seen)
    assert [number for _pk, number in seen[0]] == list(range(1, 10))
    ids = [pk for pk, _number in seen[0]]
    assert sorted(ids) == [proposal.pk for proposal in walk.proposals] != ids
    assert blinding.label(walk.panel, walk.proposals[0]) == f"申报书 {dict(seen[0])[walk.proposals[0].pk]}"


def test_strip_neighbours_and_pack_go_by_the_order_of_the_desk():
    walk = big(9)
    one = walk.experts[0]
    order = [(row.proposal_id, row.number) for row in desk(one).tasks[0].reviews]
    second = walk.review_of(one, Proposal(pk=order[1][0]))
    places = strip(one, second)
    assert [(place.review.proposal_id, place.number) for place in places] == order
    assert [place.review.proposal_id for place in neighbours(places, second)] == [order[0][0], order[2][0]]
    assert [(row.proposal_id, row.number) for row in rows_of(one, second.seat)] == order


def test_who_reviews_a_part_knows_its_proposals_by_the_numbers_of_all():
    walk = big(9)
    one = walk.experts[0]
    called = blinding.numbers([walk.panel])[walk.panel.pk]
    gone = [pk for pk, number in called.items() if number in (1, 4, 5)]
    Review.objects.filter(seat__expert_id=one.user_id, proposal__in=gone).delete()
    reviews = desk(one).tasks[0].reviews
    assert [row.number for row in reviews] == [2, 3, 6, 7, 8, 9]
    assert [row.number for row in reviews] == [called[row.proposal_id] for row in reviews]


def test_the_order_is_the_panels_own_and_stays_when_one_steps_out():
    walk = big(9)
    called = blinding.labels([walk.panel])[walk.panel.pk]
    ids = [proposal.pk for proposal in walk.proposals]
    other = Panel(pk=walk.panel.pk, shuffle="another")
    assert blinding.in_order(walk.panel, ids) != blinding.in_order(other, ids)
    Proposal.objects.filter(pk=walk.proposals[3].pk).update(state="withdrawn", withdrawal_reason="撤")
    assert blinding.labels([walk.panel])[walk.panel.pk] == called
    shown = {row.proposal_id: f"申报书 {row.number}" for row in desk(walk.experts[0]).tasks[0].reviews}
    assert shown == {pk: label for pk, label in called.items() if pk != walk.proposals[3].pk}


def test_the_discussion_names_nobody_and_keeps_the_order_of_the_desk():
    walk = big(5)
    walk.mark_each((80,) * 5)
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    firm = walk.proposals[0].organisation
    words = f"{firm.name}的数据只有两批"
    statements.say(walk.panel, by=walk.experts[1], at=walk.at, proposal=walk.proposals[0], text=words)
    talks = discussion(walk.experts[2], walk.panel, on=day_of(walk.at))
    assert [talk.label for talk in talks] == [f"申报书 {n}" for n in range(1, 6)]
    assert [talk.proposal.pk for talk in talks] == [row.proposal_id for row in desk(walk.experts[2]).tasks[0].reviews]
    assert {talk.proposal.organisation.name for talk in talks} == {"申报单位"}
    assert {talk.proposal.receipt_number for talk in talks} == {None}
    assert [one.text for talk in talks for one in talk.said] == ["申报单位的数据只有两批"]


def test_the_officer_reads_the_discussion_with_names_after_the_lock_unless_they_sit_themselves():
    walk = Blind(proposals=2).marked((80, 70))
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    firm = walk.proposals[0].organisation
    statements.say(walk.panel, by=walk.experts[1], at=walk.at, proposal=walk.proposals[0], text=f"{firm.name}的数据")
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    talks = discussion(walk.officer, walk.panel, on=day_of(walk.at))
    assert (talks[0].proposal.organisation.name, talks[0].label) == (firm.name, "")
    assert [one.text for talk in talks for one in talk.said] == [f"{firm.name}的数据"]
    both = acting(walk.challenge.organiser, "review_officer", user=walk.experts[1].user, is_expert=True)
    talks = discussion(both, walk.panel, on=day_of(walk.at))
    assert {talk.proposal.organisation.name for talk in talks} == {"申报单位"}
    assert [one.text for talk in talks for one in talk.said] == ["申报单位的数据"]


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


def test_who_leads_another_proposal_is_not_named_in_this_one_either():
    walk = Blind(proposals=0)
    walk.proposals = [
        complete_proposal(walk.challenge, organisation=OrganisationFactory(), state="qualified") for _ in range(2)
    ]
    rival = walk.proposals[1].sections.get(key="basics")
    rival.data = {**rival.data, "leader_name": "欧阳砚舟", "leader_email": "ouyang@rival.example"}
    rival.save()
    walk.scoring()
    told = blinding.text(walk.proposals[0], "与欧阳砚舟（ouyang@rival.example）的方案相近")
    assert "欧阳" not in told and "rival" not in told


def test_the_seat_binds_the_person_whomever_they_act_for():
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
    with django_assert_num_queries(3):
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
    with django_assert_num_queries(11):
        proposal_page.page(walk.experts[0], proposal.pk, walk.at)
