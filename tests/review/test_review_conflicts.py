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
from challenges.review.actions.panel import Pick
from challenges.review.models import Review
from challenges.review.queries.conflicts import names_in, years_before
from tests.factories.accounts import EmploymentFactory, MembershipFactory, OrganisationFactory
from tests.factories.review import Review5, expert, stranger

TODAY = datetime.date(2026, 11, 24)
SINCE = datetime.date(2023, 11, 24)
CODE = "91210112XNQY00010G"
DAY = datetime.timedelta(days=1)


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
    assert list(found) == [(1, 5, "employed_now")]


def test_every_reason_has_words():
    assert all(reason(code, {}) for code in (*RULES, *DECLARED))
    assert reason("unknown", {}) == "unknown"


def test_years_back_and_names_in_a_team():
    assert years_before(datetime.date(2024, 2, 29), 3) == datetime.date(2021, 2, 28)
    team = {"leader": {"name": "甲"}, "members": [{"name": "乙"}, {"name": 3}, "丙"]}
    assert names_in(team) == frozenset({"甲", "乙"})


@pytest.mark.django_db
def test_ties_are_found_when_the_panel_is_composed_and_keep_their_decision():
    walk = Review5()
    firm, partner = walk.proposals[0].organisation, OrganisationFactory(name="伙伴单位")
    walk.proposals[1].members.create(
        organisation=partner, state="confirmed", created_at=walk.at, updated_at=walk.at, share=0
    )
    Section.objects.create(proposal=walk.proposals[1], key="team", data=[{"name": "重名"}])
    profiles = ExpertProfile.objects.in_bulk([one.user_id for one in walk.experts], field_name="user_id")
    EmploymentFactory(expert=profiles[walk.experts[0].user_id], organisation=firm, unit_name=firm.name)
    MembershipFactory(user=walk.experts[1].user, organisation=partner, roles=["handler"])
    MembershipFactory(user=walk.experts[2].user, organisation=walk.challenge.lead, roles=["handler"])
    walk.experts[3].user.name = "重名"
    walk.experts[3].user.save()
    walk.composed()
    a, b = walk.proposals
    # The expert who acts for a firm shares their own mail domain with it: both rules speak.
    found = set(Conflict.objects.values_list("expert_id", "proposal_id", "code", "status"))
    ids = [one.user_id for one in walk.experts]
    assert found == {
        (ids[0], a.pk, "employed_now", "potential"),
        (ids[0], b.pk, "competitor", "potential"),
        (ids[1], b.pk, "acts_for", "potential"),
        (ids[1], a.pk, "competitor", "potential"),
        (ids[1], b.pk, "mail_domain", "potential"),
        (ids[2], None, "acts_for", "potential"),
        (ids[2], None, "mail_domain", "potential"),
        (ids[3], b.pk, "named_in_team", "potential"),
    } | {(one, key, "mail_domain", "potential") for one in ids for key in (b.pk, None)}
    for row in Conflict.objects.all():
        conflicts.decide(row, by=walk.officer, at=walk.at, confirmed=row.code != "mail_domain", reason="公用邮箱")
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=[Pick(ids[0], leader=True)])
    assert not Conflict.objects.filter(status="potential").exists()
    assert Conflict.objects.filter(status="confirmed").count() == 6
    with pytest.raises(Invalid) as caught:
        panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=[Pick(ids[2], leader=True)])
    assert [problem.code for problem in caught.value.problems] == ["conflict"]


@pytest.mark.django_db
def test_scoring_waits_for_undecided_ties_and_a_confirmed_one_gives_no_review():
    walk = Review5().accepted()
    from challenges.review.actions import result as results

    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    one, proposal = walk.experts[1], walk.proposals[0]
    tie = Conflict.objects.create(
        expert=one.user, challenge=walk.challenge, proposal=proposal, code="employed_now", source="computed",
        found_at=walk.at,
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert (caught.value.code, Review.objects.count()) == ("conflicts_open", 0)
    conflicts.decide(tie, by=walk.officer, at=walk.at, confirmed=True)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert Review.objects.count() == 9
    assert not Review.objects.filter(seat__expert=one.user, proposal=proposal).exists()


@pytest.mark.django_db
def test_a_tie_confirmed_during_scoring_closes_the_review_at_once():
    walk = Review5().scoring()
    one, proposal = walk.experts[1], walk.proposals[0]
    fields = {"expert": one.user, "challenge": walk.challenge, "source": "computed", "found_at": walk.at}
    tie = Conflict.objects.create(proposal=proposal, code="employed_before", **fields)
    conflicts.decide(tie, by=walk.officer, at=walk.at, confirmed=True)
    assert sorted(Review.objects.filter(seat__expert=one.user).values_list("state", flat=True)) == [
        "recused", "waiting",
    ]  # fmt: skip
    whole = Conflict.objects.create(proposal=None, code="acts_for", **fields)
    conflicts.decide(whole, by=walk.officer, at=walk.at, confirmed=True)
    assert set(Review.objects.filter(seat__expert=one.user).values_list("state", flat=True)) == {"recused"}


@pytest.mark.django_db
def test_who_decides_and_when():
    walk = Review5().scoring()
    one = walk.experts[1]
    fields = {"expert": one.user, "challenge": walk.challenge, "found_at": walk.at}
    tie = Conflict.objects.create(code="mail_domain", source="computed", **fields)
    for viewer in (walk.signer, walk.supervisor, one, stranger()):
        with pytest.raises(NotAllowed):
            conflicts.decide(tie, by=viewer, at=walk.at, confirmed=False, reason="查无此事")
    declared = Conflict.objects.create(code="family", source="declared", status="confirmed", **fields)
    with pytest.raises(Refused) as caught:
        conflicts.decide(declared, by=walk.officer, at=walk.at, confirmed=False, reason="查无此事")
    assert caught.value.code == "declared"
    walk.panel.refresh_from_db()
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(state="locked")
    with pytest.raises(Refused) as caught:
        conflicts.decide(tie, by=walk.officer, at=walk.at, confirmed=False, reason="查无此事")
    assert caught.value.code == "locked"
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(state="cancelled")
    with pytest.raises(Refused) as caught:
        conflicts.decide(tie, by=walk.officer, at=walk.at, confirmed=False, reason="查无此事")
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
