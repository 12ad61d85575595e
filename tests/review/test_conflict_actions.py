"""What the organiser does with conflicts, what experts declare, and what both close."""

import datetime

import pytest

from accounts.models import Employment, ExpertProfile, Interest
from challenges.assignment.queries.candidates import pool
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.experts.models import Conflict
from challenges.proposals.models import Member
from challenges.review.actions import conflict as conflicts
from challenges.review.actions import interest as interests
from challenges.review.actions import panel as panels
from challenges.review.actions import seat as seats
from challenges.review.actions.panel import Pick
from challenges.review.actions.set_aside import Basis
from challenges.review.models import Review
from challenges.review.queries.conflicts import excluded_pairs
from notifications import relay
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory
from tests.factories.challenges import DAY, ProposalFactory
from tests.factories.review import Review5, expert, stranger
from tests.review.test_review_conflicts import set_aside

pytestmark = pytest.mark.django_db


def tie(walk, one, proposal=None, code="mail_domain", **fields):
    given = {"source": "computed", "found_at": walk.at, "code": code, **fields}
    return Conflict.objects.create(expert=one.user, challenge=walk.challenge, proposal=proposal, **given)


def test_several_ties_are_decided_at_once_and_a_rejection_keeps_its_reason():
    walk = Review5().scoring()
    rows = [tie(walk, one, walk.proposals[0]) for one in walk.experts[:3]]
    events = Event.objects.count()
    with pytest.raises(Invalid) as caught:
        set_aside(walk, *rows, reason="  ", basis="")
    assert [problem.field for problem in caught.value.problems] == ["basis", "reason"]
    assert set(Conflict.objects.values_list("status", flat=True)) == {"potential"}
    assert Event.objects.count() == events
    set_aside(walk, *rows, reason="全校共用域名", basis="shared")
    assert set(Conflict.objects.values_list("status", "reason", "decided_by")) == {
        ("rejected", f"{Basis.SHARED.label}：全校共用域名", walk.officer.user_id)
    }
    (event,) = Event.objects.filter(name="panel.ties_set_aside")
    relay.dispatch(walk.at)
    assert InboxItem.objects.get(event=event).person_id == walk.supervisor.user_id
    assert Event.objects.filter(name="panel.conflict_decided").count() == 3


def test_all_are_decided_or_none():
    walk, other = Review5().scoring(), Review5().scoring()
    mine, foreign = tie(walk, walk.experts[1]), tie(other, other.experts[1])
    own = tie(walk, walk.experts[2], code="family", source="declared", status="confirmed")
    given = {"by": walk.officer, "at": walk.at}
    for rows, error in (([mine, foreign], Invalid), ([mine, own], Refused), ([], Invalid)):
        with pytest.raises(error):
            conflicts.hold_many(rows, **given)
    assert list(Conflict.objects.order_by("pk").values_list("status", flat=True)) == [
        "potential", "potential", "confirmed",
    ]  # fmt: skip
    assert not Review.objects.filter(state="recused").exists()


def test_a_tie_is_pinned_by_hand_and_undone_with_a_reason():
    walk = Review5().accepted()
    one, proposal = walk.experts[1], walk.proposals[0]
    given = {"expert_id": one.user_id, "proposal": proposal}
    for viewer in (walk.supervisor, walk.signer, one, stranger("organiser")):
        with pytest.raises(NotAllowed):
            conflicts.pin(walk.panel, by=viewer, at=walk.at, reason="举报信第 3 号", **given)
    for wrong in (
        {"reason": " "},
        {"reason": "举报信第 3 号", "expert_id": expert().user_id},
        {"proposal": ProposalFactory()},
    ):
        with pytest.raises(Invalid):
            conflicts.pin(walk.panel, by=walk.officer, at=walk.at, **{"reason": "举报信第 3 号", **given, **wrong})
    assert not Conflict.objects.exists()
    row = conflicts.pin(walk.panel, by=walk.officer, at=walk.at, reason="举报属实", **given)
    assert (row.source, row.status, row.facts) == ("manual", "confirmed", {"text": "举报属实"})
    assert excluded_pairs(walk.challenge) == {(one.user_id, proposal.pk)}
    with pytest.raises(Invalid):
        set_aside(walk, row, reason="")
    set_aside(walk, row, reason="查证不实")
    assert excluded_pairs(walk.challenge) == set()


@pytest.mark.parametrize("own", [True, False], ids=["declared", "pinned"])
def test_a_conflict_with_the_whole_challenge_gives_the_seat_to_the_next_reserve(own):
    walk = Review5(reserves=1).scoring()
    one = walk.experts[1]
    if own:
        conflicts.declare(walk.panel, by=one, at=walk.at, code="rival")
    else:
        conflicts.pin(walk.panel, by=walk.officer, at=walk.at, expert_id=one.user_id, reason="曾任该公司顾问")
    seat = walk.seat_of(one)
    assert (seat.state, seat.decline_reason) == ("declined" if own else "replaced", "conflict")
    assert set(seat.reviews.values_list("state", flat=True)) == {"recused"}
    assert walk.seat_of(walk.reserves[0]).state == "invited"


def test_somebody_only_on_the_list_leaves_it_and_learns_nothing():
    walk = Review5(reserves=1).composed()
    for one in (walk.experts[1], walk.reserves[0]):
        conflicts.pin(walk.panel, by=walk.officer, at=walk.at, expert_id=one.user_id, reason="曾任该公司顾问")
        assert not walk.panel.seats.filter(expert_id=one.user_id).exists()
    assert not Event.objects.filter(noun="seat").exists()


def test_a_declaration_says_what_it_is_and_comes_before_the_lock():
    walk = Review5().locked()
    with pytest.raises(Refused) as caught:
        conflicts.declare(walk.panel, by=walk.experts[1], at=walk.at, code="family")
    assert caught.value.code == "locked"
    walk = Review5().invited()
    with pytest.raises(Invalid):
        conflicts.declare(walk.panel, by=walk.experts[1], at=walk.at, code="other_tie")
    assert not Conflict.objects.exists()
    row = conflicts.declare(walk.panel, by=walk.experts[1], at=walk.at, code="other_tie", text="同乡会")
    assert row.facts == {"text": "同乡会"}


def declared(one, unit, at, **fields):
    return Interest.objects.create(
        expert=ExpertProfile.objects.get(user=one.user), declared_at=at, **{"kind": "family", **unit, **fields}
    )


@pytest.mark.parametrize("whose", ["lead", "leader", "member"])
def test_what_was_declared_beforehand_is_compared_with_every_unit_and_stands_confirmed(whose):
    walk = Review5()
    partner = OrganisationFactory(name="伙伴单位（上海）")
    walk.proposals[0].members.create(
        organisation=partner, state="confirmed", created_at=walk.at, updated_at=walk.at, share=0
    )
    unit = {"lead": walk.challenge.lead, "leader": walk.proposals[0].organisation, "member": partner}[whose]
    one = walk.experts[1]
    declared(one, {"unit_name": unit.name.replace("（", "(")}, walk.at)
    row = next(row for row in pool_of(walk) if row.user_id == one.user_id)
    assert ("conflict", {"rules": ["tie_family"]}) in row.against
    if whose == "lead":
        with pytest.raises(Invalid) as caught:
            walk.composed()
        assert [(problem.field, problem.code) for problem in caught.value.problems] == [("picks.1.expert", "conflict")]
        return
    walk.composed()
    row = Conflict.objects.get(expert=one.user, code="tie_family")
    assert (row.status, row.source, row.proposal_id) == ("confirmed", "declared", walk.proposals[0].pk)


def pool_of(walk):
    """Return the pool for a panel that stands only in memory."""
    from challenges.review.models import Panel

    panel = walk.panel or Panel.objects.create(
        challenge=walk.challenge, rubric_id=1, name="x", created_at=walk.at, updated_at=walk.at
    )
    rows = pool(panel, today=day_of(walk.at))
    if walk.panel is None:
        panel.delete()
    return rows


def test_an_ended_tie_counts_for_the_years_of_the_rules_and_one_taken_back_never():
    walk = Review5()
    firm = walk.proposals[0].organisation
    ended, taken = walk.experts[1], walk.experts[2]
    years = walk.challenge.rules_on(day_of(walk.at))["recusal_years"]
    declared(ended, {"unit_name": firm.name}, walk.at, ends_on=day_of(walk.at) - datetime.timedelta(365 * years + 30))
    declared(taken, {"unit_name": firm.name}, walk.at, removed_at=walk.at)
    walk.composed()
    assert not Conflict.objects.filter(source="declared").exists()


def test_a_tie_declared_while_sitting_closes_what_is_open_and_nothing_else():
    walk = Review5().scoring()
    one, proposal = walk.experts[1], walk.proposals[0]
    interests.declare(by=one, at=walk.at, kind="mentor", unit_name=proposal.organisation.name)
    states = dict(Review.objects.filter(seat__expert=one.user).values_list("proposal_id", "state"))
    assert states == {proposal.pk: "recused", walk.proposals[1].pk: "waiting"}
    assert Review.objects.filter(state="recused").count() == 1
    with pytest.raises(NotAllowed):
        interests.declare(by=walk.signer, at=walk.at, kind="mentor", unit_name="某单位")


def test_who_is_tied_to_the_lead_firm_does_not_accept():
    walk = Review5().invited()
    one = walk.experts[1]
    declared(one, {"unit_name": walk.challenge.lead.name}, walk.at)
    with pytest.raises(Refused) as caught:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    assert caught.value.code == "conflict"
    assert walk.seat_of(one).state == "invited" and not Conflict.objects.exists()


def test_nobody_accepts_past_their_cap_wherever_they_sit():
    first, second = Review5(proposals=2), Review5(proposals=2)
    one = first.experts[1]
    second.experts[1] = one
    ExpertProfile.objects.filter(user=one.user).update(max_load=3)
    first.invited()
    second.invited()
    seats.accept(first.seat_of(one), by=one, at=first.at)
    with pytest.raises(Refused) as caught:
        seats.accept(second.seat_of(one), by=one, at=second.at)
    assert caught.value.code == "load"
    assert second.seat_of(one).state == "invited"
    ExpertProfile.objects.filter(user=one.user).update(max_load=4)
    seats.accept(second.seat_of(one), by=one, at=second.at)


def test_an_employers_consortium_is_found_in_other_proposals_and_never_in_a_sealed_one():
    walk = Review5()
    one, firm = walk.experts[1], walk.proposals[0].organisation
    employer = OrganisationFactory(name="共同的研究所")
    profile = ExpertProfile.objects.get(user=one.user)
    Employment.objects.create(
        expert=profile, organisation=employer, unit_name=employer.name, starts_on=datetime.date(2015, 1, 1)
    )
    earlier = ProposalFactory(
        organisation=firm, state="submitted", receipt_number="R-old", submitted_at=walk.at - 400 * DAY
    )
    Member.objects.create(
        proposal=earlier, organisation=employer, state="confirmed", share=0, created_at=walk.at, updated_at=walk.at
    )

    def against():
        return dict(next(row.against for row in pool_of(walk) if row.user_id == one.user_id))

    assert "conflict" not in against()
    type(earlier).objects.filter(pk=earlier.pk).update(state="not_selected")
    assert against()["conflict"] == {"rules": ["joint_consortium"]}
    type(earlier).objects.filter(pk=earlier.pk).update(submitted_at=walk.at - 4 * 366 * DAY)
    assert "conflict" not in against()


@pytest.mark.parametrize(
    ("first", "last", "kept_out"),
    [(0, 200, True), (0, 1, False), (-30, -1, False), (300, 310, False)],
    ids=["all of it", "two days", "before it", "after it"],
)
def test_who_is_away_for_much_of_the_review_is_neither_drawn_nor_picked(first, last, kept_out):
    walk = Review5()
    one, today = walk.experts[1], day_of(walk.at)
    ExpertProfile.objects.get(user=one.user).absences.create(starts_on=today + first * DAY, ends_on=today + last * DAY)
    row = next(row for row in pool_of(walk) if row.user_id == one.user_id)
    assert (("absent", {}) in row.against) is kept_out
    panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    if kept_out:
        with pytest.raises(Invalid) as caught:
            panels.compose(panel, by=walk.officer, at=walk.at, picks=[Pick(one.user_id)])
        assert [problem.code for problem in caught.value.problems] == ["absent"]
        assert panel.seats.count() == 0
    else:
        panels.compose(panel, by=walk.officer, at=walk.at, picks=[Pick(one.user_id)])
