"""Conflicts of interest: each rule by a table, and what the organiser and the expert make of them."""

import datetime

import pytest

from accounts.models import Employment, ExpertProfile
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.experts.access.conflicts import DECLARED, RULES, Person, Post, Unit, compare, compare_all, reason
from challenges.experts.models import Conflict
from challenges.proposals.models import Section
from challenges.review.actions import conflict as conflicts
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import seat as seats
from challenges.review.actions import set_aside as setting
from challenges.review.actions.panel import Pick
from challenges.review.models import Review, Seat
from challenges.review.queries.conflicts import names_in, years_before
from notifications.clock import day_of
from tests.factories.accounts import EmploymentFactory, MembershipFactory, OrganisationFactory, seconded
from tests.factories.review import Review5, expert, stranger

TODAY = datetime.date(2026, 11, 24)
SINCE = datetime.date(2023, 11, 24)
CODE = "91210112XNQY00010G"
DAY = datetime.timedelta(days=1)
YEAR_AGO = datetime.date(2025, 1, 1)


def post(unit="别家", organisation_id=None, uscc="", starts_on=datetime.date(2015, 1, 1), ends_on=None):
    return Post(unit, organisation_id, uscc, starts_on, ends_on)


FIRM = Unit(
    "leader",
    7,
    "澄廊电力电子（南京）有限公司",
    CODE,
    frozenset({"chenglang.cn"}),
    frozenset({"13800000001"}),
    frozenset({"沈砚秋"}),
)

CASES = [
    ("nothing in common", Person(1, "周某", "a@uni.edu.cn", "13900000000", (post(),)), []),
    ("works there now", Person(1, posts=(post(organisation_id=7),)), ["employed_now"]),
    ("the second post counts too", Person(1, posts=(post(), post(organisation_id=7))), ["employed_now"]),
    ("known by its written name", Person(1, posts=(post("澄廊电力电子(南京) 有限公司"),)), ["employed_now"]),
    ("the last day counts", Person(1, posts=(post(organisation_id=7, ends_on=TODAY),)), ["employed_now"]),
    ("left yesterday", Person(1, posts=(post(organisation_id=7, ends_on=TODAY - DAY),)), ["employed_before"]),
    ("left when it began to count", Person(1, posts=(post(organisation_id=7, ends_on=SINCE),)), ["employed_before"]),
    ("left one day before", Person(1, posts=(post(organisation_id=7, ends_on=SINCE - DAY),)), []),
    ("begins tomorrow", Person(1, posts=(post(organisation_id=7, starts_on=TODAY + DAY),)), []),
    ("acts for it here", Person(1, organisation_ids=frozenset({7})), ["acts_for"]),
    ("same body code", Person(1, posts=(post("新名", 8, f"12{CODE[2:]}"),)), ["shared_code"]),
    ("the code of a former one", Person(1, posts=(post("新名", 8, CODE, ends_on=TODAY - DAY),)), ["employed_before"]),
    ("same body code, long ago", Person(1, posts=(post("新名", 8, CODE, ends_on=SINCE - DAY),)), []),
    ("a code of another body", Person(1, posts=(post("新名", 8, "91210112XNQY00020A"),)), []),
    ("same mail domain", Person(1, email="A@ChengLang.cn"), ["mail_domain"]),
    ("a provider everybody uses", Person(1, email="a@qq.com"), []),
    ("same phone, written otherwise", Person(1, phone="+86 138-0000-0001"), ["same_phone"]),
    ("a masked phone says nothing", Person(1, phone="138****0001"), []),
    ("named in the team", Person(1, name="沈 砚秋"), ["named_in_team"]),
    ("no name, no match", Person(1, name=""), []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "person", "codes"), CASES, ids=[case[0] for case in CASES])
def test_each_rule(title, person, codes):
    found = compare(person, FIRM, since=SINCE, today=TODAY)
    assert [finding.code for finding in found] == codes
    for finding in found:
        assert finding.facts["unit"] == FIRM.name
        words = reason(finding.code, finding.facts)
        assert "%" not in words and (FIRM.name in words)


def test_a_unit_without_a_code_shares_none():
    bare = Unit("member", 9, "无码单位")
    assert compare(Person(1, posts=(post(uscc=CODE),)), bare, since=SINCE, today=TODAY) == []


def test_several_firms_of_a_proposal_are_told_once_a_rule():
    found = compare_all(
        [Person(1, posts=(post(organisation_id=7),))], {None: [], 5: [FIRM, FIRM]}, since=SINCE, today=TODAY
    )
    assert list(found) == [(1, None, "employed_now")]


def test_every_reason_has_words():
    assert all(reason(code, {}) for code in (*RULES, *DECLARED))
    assert reason("unknown", {}) == "unknown"


def test_years_back_and_names_in_a_team():
    assert years_before(datetime.date(2024, 2, 29), 3) == datetime.date(2021, 2, 28)
    team = {"leader": {"name": "甲"}, "members": [{"name": "乙"}, {"name": 3}, "丙"]}
    assert names_in(team) == frozenset({"甲", "乙"})


def set_aside(walk, *rows, by=None, basis="document", reason="离职证明 2026-05-06"):
    """Two officers set these ties aside; `by` alone, when it is given."""
    by = by or seconded(walk.officer)
    ids = [row.pk for row in rows]
    return setting.set_aside(walk.panel, by=by, at=walk.at, conflicts=ids, basis=basis, reason=reason)


@pytest.mark.django_db
def test_ties_are_found_when_the_panel_is_composed_and_keep_their_decision():
    walk = Review5()
    firm = walk.proposals[0].organisation
    Section.objects.create(proposal=walk.proposals[1], key="team", data=[{"name": "重名"}])
    profiles = ExpertProfile.objects.in_bulk([one.user_id for one in walk.experts], field_name="user_id")
    ended = day_of(walk.at) - DAY
    EmploymentFactory(expert=profiles[walk.experts[0].user_id], organisation=firm, unit_name=firm.name, ends_on=ended)
    walk.experts[3].user.name = "重名"
    walk.experts[3].user.save()
    walk.composed()
    a, b = walk.proposals
    found = set(Conflict.objects.values_list("expert_id", "proposal_id", "code", "status"))
    ids = [one.user_id for one in walk.experts]
    assert found == {
        (ids[0], a.pk, "employed_before", "potential"),
        (ids[3], b.pk, "named_in_team", "potential"),
    }
    first, namesake = Conflict.objects.order_by("code")
    conflicts.hold(first, by=walk.officer, at=walk.at)
    set_aside(walk, namesake)
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=[Pick(ids[0], leader=True)])
    assert not Conflict.objects.filter(status="potential").exists()
    assert Conflict.objects.filter(status="confirmed").count() == 1


def works_at(organisation, one, walk):
    profile = ExpertProfile.objects.get(user_id=one.user_id)
    return EmploymentFactory(expert=profile, organisation=organisation, unit_name=organisation.name, starts_on=YEAR_AGO)


def acts_at(organisation, one, walk):
    return MembershipFactory(user=one.user, organisation=organisation, roles=["handler"])


def works_under_another_name(organisation, one, walk):
    profile = ExpertProfile.objects.get(user_id=one.user_id)
    other = "Y" if organisation.uscc.endswith("X") else "X"
    twin = OrganisationFactory(name="改制前的旧名", uscc=f"91{organisation.uscc[2:]}"[:17] + other)
    return EmploymentFactory(expert=profile, organisation=twin, unit_name=twin.name, starts_on=YEAR_AGO)


def partner_of(walk):
    partner = OrganisationFactory(name="伙伴单位")
    walk.proposals[1].members.create(
        organisation=partner, state="confirmed", created_at=walk.at, updated_at=walk.at, share=0
    )
    return partner


WHOSE = {
    "lead": lambda walk: walk.challenge.lead,
    "applicant": lambda walk: walk.proposals[0].organisation,
    "consortium": partner_of,
}


@pytest.mark.django_db
@pytest.mark.parametrize("tie", [works_at, acts_at, works_under_another_name])
@pytest.mark.parametrize("whose", WHOSE)
def test_nobody_of_today_is_picked_and_no_officer_sets_it_aside(whose, tie):
    walk = Review5()
    tie(WHOSE[whose](walk), walk.experts[1], walk)
    with pytest.raises(Invalid) as caught:
        walk.composed()
    assert [problem.code for problem in caught.value.problems] == ["present_tie"]
    assert not Seat.objects.filter(panel=walk.panel).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("whose", WHOSE)
def test_who_comes_to_a_firm_after_they_were_picked_is_not_asked_and_does_not_score(whose):
    walk = Review5().composed()
    one = walk.experts[1]
    post = works_at(WHOSE[whose](walk), one, walk)
    with pytest.raises(Refused) as caught:
        panels.invite(walk.panel, by=walk.officer, at=walk.at)
    assert caught.value.code == "present_tie" and one.user.name in caught.value.message
    assert post.unit_name in caught.value.message
    post.delete()
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    post = works_at(WHOSE[whose](walk), one, walk)
    with pytest.raises(Refused) as caught:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    assert caught.value.code == "conflict"
    post.delete()
    for each in walk.experts:
        seats.accept(walk.seat_of(each), by=each, at=walk.at)
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    works_at(WHOSE[whose](walk), one, walk)
    with pytest.raises(Refused) as caught:
        panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert (caught.value.code, Review.objects.count()) == ("present_tie", 0)


@pytest.mark.django_db
def test_a_reserve_of_a_firm_is_passed_over():
    walk = Review5(reserves=2).invited()
    tied, free = walk.reserves
    works_at(walk.challenge.lead, tied, walk)
    seats.decline(walk.seat_of(walk.experts[1]), by=walk.experts[1], at=walk.at, reason="dates")
    assert [walk.seat_of(one).state for one in (tied, free)] == ["reserve", "invited"]


@pytest.mark.django_db
def test_a_tie_of_today_is_set_aside_only_when_it_has_ended():
    walk = Review5().scoring()
    one = walk.experts[1]
    post = works_at(walk.proposals[0].organisation, one, walk)
    fields = {"expert": one.user, "challenge": walk.challenge, "found_at": walk.at, "status": "confirmed"}
    tie = Conflict.objects.create(code="employed_now", source="computed", **fields)
    with pytest.raises(Refused) as caught:
        set_aside(walk, tie)
    assert caught.value.code == "present_tie"
    post.ends_on = day_of(walk.at) - DAY
    post.save()
    set_aside(walk, tie)
    tie.refresh_from_db()
    assert tie.status == "rejected"


@pytest.mark.django_db
def test_scoring_waits_for_undecided_ties_and_a_confirmed_one_gives_no_review():
    walk = Review5().accepted()
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    one, proposal = walk.experts[1], walk.proposals[0]
    tie = Conflict.objects.create(
        expert=one.user, challenge=walk.challenge, proposal=proposal, code="employed_before", source="computed",
        found_at=walk.at,
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert (caught.value.code, Review.objects.count()) == ("conflicts_open", 0)
    conflicts.hold(tie, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert Review.objects.count() == 9
    assert not Review.objects.filter(seat__expert=one.user, proposal=proposal).exists()


@pytest.mark.django_db
def test_a_tie_confirmed_during_scoring_closes_the_review_at_once():
    walk = Review5().scoring()
    one, proposal = walk.experts[1], walk.proposals[0]
    fields = {"expert": one.user, "challenge": walk.challenge, "source": "computed", "found_at": walk.at}
    tie = Conflict.objects.create(proposal=proposal, code="employed_before", **fields)
    conflicts.hold(tie, by=walk.officer, at=walk.at)
    assert sorted(Review.objects.filter(seat__expert=one.user).values_list("state", flat=True)) == [
        "recused", "waiting",
    ]  # fmt: skip
    whole = Conflict.objects.create(proposal=None, code="acts_for", **fields)
    conflicts.hold(whole, by=walk.officer, at=walk.at)
    assert set(Review.objects.filter(seat__expert=one.user).values_list("state", flat=True)) == {"recused"}


@pytest.mark.django_db
def test_who_decides_and_when():
    walk = Review5().scoring()
    one = walk.experts[1]
    fields = {"expert": one.user, "challenge": walk.challenge, "found_at": walk.at}
    tie = Conflict.objects.create(code="mail_domain", source="computed", **fields)
    for viewer in (walk.signer, walk.supervisor, one, stranger()):
        with pytest.raises(NotAllowed):
            conflicts.hold(tie, by=viewer, at=walk.at)
        with pytest.raises(NotAllowed):
            set_aside(walk, tie, by=viewer)
    declared = Conflict.objects.create(code="family", source="declared", status="confirmed", **fields)
    with pytest.raises(Refused) as caught:
        set_aside(walk, declared)
    assert caught.value.code == "declared"
    with pytest.raises(Refused) as caught:
        set_aside(walk, tie, by=walk.officer)
    assert caught.value.code == "two_persons"
    walk.panel.refresh_from_db()
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(state="locked")
    with pytest.raises(Refused) as caught:
        conflicts.hold(tie, by=walk.officer, at=walk.at)
    assert caught.value.code == "locked"
    with pytest.raises(Refused) as caught:
        set_aside(walk, tie)
    assert caught.value.code == "wrong_state"
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(state="cancelled")
    with pytest.raises(Refused) as caught:
        conflicts.hold(tie, by=walk.officer, at=walk.at)
    assert caught.value.code == "no_panel"
    tie.refresh_from_db()
    assert tie.status == "potential"


@pytest.mark.django_db
def test_what_an_expert_declares_holds_at_once():
    walk = Review5().invited()
    one = walk.experts[1]
    row = conflicts.declare(walk.panel, by=one, at=walk.at, code="family", proposal=walk.proposals[0])
    assert (row.status, row.source) == ("confirmed", "declared")
    with pytest.raises(Invalid):
        conflicts.declare(walk.panel, by=one, at=walk.at, code="nonsense")
    with pytest.raises(Invalid):
        conflicts.declare(walk.panel, by=one, at=walk.at, code="family", proposal=Review5().proposals[0])
    with pytest.raises(NotAllowed):
        conflicts.declare(walk.panel, by=expert(), at=walk.at, code="family")
    conflicts.declare(walk.panel, by=one, at=walk.at, code="rival")
    assert Conflict.objects.filter(source="declared").count() == 2
    assert Employment.objects.count() == 0
