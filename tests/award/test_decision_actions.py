"""Decisions: approved in order, each on the version that was read; whatever changes what is decided voids them."""

import datetime

import pytest
from django.db import transaction

from challenges.award.access.decision import visible_to
from challenges.award.actions import choice as choices
from challenges.award.actions import decision as decisions
from challenges.award.actions import objection as objections
from challenges.award.actions import publicity
from challenges.award.models import Approval, Decision
from challenges.award.queries.decision import difference, hindrance, page, standing_decision
from challenges.bulletin.actions import notice as notices
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.listing.actions import challenge_change
from challenges.proposals.queries.proposal_snapshot import digest
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import review as reviews
from challenges.review.models import Review
from notifications import relay, wording
from notifications.models import Event, InboxItem
from tests.factories.accounts import acting, seconded
from tests.factories.review import Review5, final, heard, objected

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Review5().chosen()


def standing():
    """Everything that a refusal must leave alone."""
    return (
        Event.objects.count(),
        list(Decision.objects.order_by("pk").values_list("state", "version", "digest")),
        list(Approval.objects.order_by("pk").values_list("verdict", "by", "opinion")),
    )


def refused(code, act, row, error=Refused, **more):
    """The act is refused with this code, and nothing changed."""
    before = standing()
    with pytest.raises(error) as caught, transaction.atomic():
        act(row, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    assert standing() == before
    return caught.value


def chain(walk, roles):
    """Give the organiser a chain of their own."""
    RuleSet.objects.create(
        organiser=walk.challenge.organiser, title="本厅", effective_from="2026-01-01", values={"decision_chain": roles}
    )


def agree(walk, one, **more):
    decision = walk.decision
    return decisions.approve(decision, by=one, at=walk.at, read=decision.digest, **more)


def second_pick(walk):
    return [choices.Pick(walk.proposals[1].pk, "产线衔接更好")]


def test_what_is_decided_is_stated_with_its_hash(walk):
    decision = walk.decision
    first, second = walk.proposals
    assert (decision.content["panel"]["id"], decision.content["panel"]["round"]) == (walk.panel.pk, 1)
    assert [(row["proposal_id"], row["rank"], row["score"]) for row in decision.content["ranking"]] == [
        (first.pk, 1, "80.00"),
        (second.pk, 2, "70.00"),
    ]
    assert decision.content["choices"] == [{"slot": 1, "proposal_id": first.pk, "rank": 1, "reason": ""}]
    assert decision.digest == digest(decision.content)
    assert [(step.role, step.verdict) for step in decision.approvals.all()] == [
        ("review_officer", ""),
        ("approver", ""),
    ]


def test_approvers_agree_in_order_each_with_their_words(walk):
    decision = walk.decision
    refused(
        "not_allowed", decisions.approve, decision, error=NotAllowed, by=walk.approver, at=walk.at, read=decision.digest
    )
    agree(walk, walk.officer, opinion="核对无误")
    assert walk.decision.state == "pending"
    agree(walk, walk.approver)
    decision = walk.decision
    assert (decision.state, decision.completed_at) == ("complete", walk.at)
    signed = list(decision.approvals.values_list("role", "by", "verdict", "opinion", "digest"))
    assert signed == [
        ("review_officer", walk.officer.user_id, "approved", "核对无误", decision.digest),
        ("approver", walk.approver.user_id, "approved", "", decision.digest),
    ]
    refused(
        "not_allowed", decisions.approve, decision, error=NotAllowed, by=walk.approver, at=walk.at, read=decision.digest
    )


def test_nobody_approves_twice(walk):
    both = acting(walk.challenge.organiser, "review_officer", "approver")
    agree(walk, both)
    decision = walk.decision
    refused("approved_before", decisions.approve, decision, by=both, at=walk.at, read=decision.digest)
    assert hindrance(both, decision) == "approved_before"
    refused(
        "approved_before",
        decisions.send_back,
        decision,
        by=both,
        at=walk.at,
        read=decision.digest,
        opinion="第二家的报价依据不足",
    )


def test_whoever_chose_or_put_it_forward_does_not_approve():
    walk = Review5().proposed()
    both = acting(walk.challenge.organiser, "review_officer", user=walk.signer.user)
    choices.choose(walk.challenge, by=walk.signer, at=walk.at, picks=[choices.Pick(walk.proposals[0].pk)])
    decision = walk.decision
    refused("four_eyes", decisions.approve, decision, by=both, at=walk.at, read=decision.digest)
    agree(walk, walk.officer)
    back = walk.decision
    decisions.send_back(back, by=walk.approver, at=walk.at, read=back.digest, opinion="请说明报价依据")
    decisions.put_forward(walk.challenge, by=walk.officer, at=walk.at)
    again = walk.decision
    refused("four_eyes", decisions.approve, again, by=walk.officer, at=walk.at, read=again.digest)


def test_another_version_than_the_one_that_was_read_is_not_approved(walk):
    read = walk.decision
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=second_pick(walk))
    assert Decision.objects.get(pk=read.pk).state == "void"
    lost = refused(
        "lost_update", decisions.approve, read, error=LostUpdate, by=walk.officer, at=walk.at, read=read.digest
    )
    stands = walk.decision
    assert lost.current == stands.digest
    refused("lost_update", decisions.approve, stands, error=LostUpdate, by=walk.officer, at=walk.at, read=read.digest)
    changed = difference(read.content, stands.content)
    first, second = (proposal.organisation.name for proposal in walk.proposals)
    assert changed == [("第 1 家", first, f"{second}：产线衔接更好")]
    shown = page(walk.officer, Decision.objects.get(pk=read.pk))
    assert (shown.later, shown.changes) == (stands, changed)


def test_sending_back_needs_an_opinion_and_tells_the_lead_firm_only_the_message(walk):
    decision = walk.decision
    act = {"by": walk.officer, "at": walk.at, "read": decision.digest}
    refused("required", decisions.send_back, decision, error=Invalid, opinion=" ", **act)
    decisions.send_back(decision, opinion="理由不充分，内部意见", message="请补充样件验证情况", **act)
    assert walk.decision.state == "returned"
    refused("not_decided", publicity.prepare, walk.challenge, by=walk.notice_officer, at=walk.at)
    relay.dispatch(walk.at)
    told = InboxItem.objects.filter(event__name="decision.sent_back", person=walk.signer.user).get()
    words = wording.put(told.event.name, told.facts, language="zh-hans")
    assert "请补充样件验证情况" in words.body
    assert "内部意见" not in words.subject + words.body + str(told.facts)
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=second_pick(walk))
    assert (walk.decision.state, walk.decision.number) == ("pending", 2)


@pytest.mark.parametrize("approvals", [0, 1, 2])
def test_the_publicity_waits_for_the_complete_decision(walk, approvals):
    for one in (walk.officer, walk.approver)[:approvals]:
        agree(walk, one)
    act = {"by": walk.notice_officer, "at": walk.at}
    if approvals < 2:
        refused("not_decided", publicity.prepare, walk.challenge, **act)
        return
    draft = publicity.prepare(walk.challenge, **act)
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=second_pick(walk))
    refused("not_decided", notices.post, draft, by=walk.admin, at=walk.at)


def test_a_row_changed_past_every_act_is_noticed_all_the_same(walk):
    walk.approved()
    walk.challenge.choices.update(reason="改写的理由")
    refused("decision_outdated", publicity.prepare, walk.challenge, by=walk.notice_officer, at=walk.at)
    decisions.put_forward(walk.challenge, by=walk.admin, at=walk.at)
    assert walk.decision.content["choices"][0]["reason"] == "改写的理由"


def test_every_later_change_voids_the_approvals_and_tells_who_had_approved():
    def told(walk, why):
        relay.dispatch(walk.at)
        rows = InboxItem.objects.filter(event__name="decision.voided", event__facts__why=why)
        return {row.person_id for row in rows}

    anew = Review5().chosen()
    anew.approved(anew.officer)
    choices.choose_anew(anew.challenge, by=seconded(anew.signer), at=anew.at, picks=second_pick(anew))
    assert told(anew, "chosen_anew") == {anew.officer.user_id}

    for back_to in ("proposed", "expert_review"):
        upheld = Review5().publicised()
        objection = objected(upheld.challenge, at=upheld.at)
        by = {"by": upheld.notice_officer, "at": upheld.at}
        objections.register(objection, **by)
        heard(objection, **by)
        objections.uphold(objection, decision="数据不实", back_to=back_to, **{**by, "by": upheld.admin})
        final(objection)
        assert standing_decision(upheld.challenge) is None
        assert {upheld.officer.user_id, upheld.approver.user_id} <= told(upheld, "objection")

    withdrawn = Review5().decided()
    challenge_change.withdraw(
        withdrawn.challenge, by=seconded(withdrawn.admin), at=withdrawn.at, reason="政策调整", ground="policy"
    )
    assert told(withdrawn, "withdrawn") == {withdrawn.officer.user_id, withdrawn.approver.user_id}


def test_a_new_round_is_decided_anew():
    walk = Review5().publicised()
    objection = objected(walk.challenge, at=walk.at)
    by = {"by": walk.notice_officer, "at": walk.at}
    objections.register(objection, **by)
    heard(objection, **by)
    later = {**by, "at": walk.at + datetime.timedelta(hours=1)}
    objections.uphold(objection, decision="计分有误", back_to="expert_review", by=walk.admin, at=walk.at)
    final(objection)
    walk.panel.refresh_from_db()
    panels.reopen(walk.panel, by=walk.officer, at=walk.at, reason="计分有误")
    refused("wrong_state", decisions.put_forward, walk.challenge, by=walk.officer, at=walk.at)
    for review in Review.objects.filter(seat__panel=walk.panel):
        expert = next(one for one in walk.experts if one.user_id == review.seat.expert_id)
        reviews.submit(review, by=expert, at=later["at"])
    panels.lock(walk.panel, by=walk.experts[0], at=later["at"])
    walk.challenge.refresh_from_db()
    results.propose(walk.challenge, by=walk.officer, at=later["at"])
    refused("not_chosen", decisions.put_forward, walk.challenge, by=walk.officer, at=walk.at)
    choices.choose(walk.challenge, by=walk.signer, at=later["at"], picks=[choices.Pick(walk.proposals[0].pk)])
    decision = walk.decision
    assert (decision.number, decision.content["panel"]["round"], decision.state) == (2, 2, "pending")
    first = Decision.objects.get(number=1)
    assert [row[0] for row in difference(first.content, decision.content)] == ["评审轮次"]


@pytest.mark.parametrize("roles", [[], ["batch_admin"], ["approver", "batch_admin"]])
def test_a_chain_that_does_not_end_with_an_approver_decides_nothing(roles):
    walk = Review5().proposed()
    chain(walk, roles)
    picks = [choices.Pick(walk.proposals[0].pk)]
    refused("no_approver", choices.choose, walk.challenge, by=walk.signer, at=walk.at, picks=picks)
    assert not Decision.objects.exists() and not walk.challenge.choices.exists()


def test_the_last_approver_has_not_run_the_review():
    walk = Review5().proposed()
    both = acting(walk.challenge.organiser, "batch_admin", "approver")
    panels.report(walk.panel, by=both, at=walk.at)
    choices.choose(walk.challenge, by=walk.signer, at=walk.at, picks=[choices.Pick(walk.proposals[0].pk)])
    agree(walk, walk.officer)
    decision = walk.decision
    refused("ran_review", decisions.approve, decision, by=both, at=walk.at, read=decision.digest)
    agree(walk, walk.approver)
    assert walk.decision.state == "complete"


def test_the_chain_is_the_rule_of_the_day_and_any_post_may_stand_in_it():
    walk = Review5().proposed()
    chain(walk, ["supervisor", "contract_officer", "approver"])
    choices.choose(walk.challenge, by=walk.signer, at=walk.at, picks=[choices.Pick(walk.proposals[0].pk)])
    paying = acting(walk.challenge.organiser, "contract_officer")
    assert visible_to(paying).count() == 1
    assert visible_to(acting(walk.challenge.organiser, "checker")).count() == 0
    walk.approved(walk.supervisor, paying, walk.approver)
    assert walk.decision.state == "complete"
