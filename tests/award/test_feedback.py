"""Feedback: one moment for all applicants, computed from the row; what each may read of their review, and no more."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from challenges.award.actions import feedback as feedbacks
from challenges.award.actions import objection as objections
from challenges.award.queries.feedback import feedback_for, spread
from challenges.award.queries.feedback_next import fitting, objection_until
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.listing.actions import batch as batches
from challenges.listing.models import Challenge
from challenges.proposals.models import Proposal
from challenges.review.actions import panel as panels
from challenges.review.actions import rejoinder as rejoinders
from challenges.review.actions import result as results
from challenges.review.actions import review as reviews
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, ProposalFactory, accepting_challenge
from tests.factories.remembered import remembered
from tests.factories.review import COMMENT, Review5, expert, final, heard, member_of, objected, stranger

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def rules(walk, **values):
    RuleSet.objects.create(organiser=walk.challenge.organiser, title="本厅", effective_from="2026-01-01", values=values)


@remembered
def later(**given):
    """Return a walk to the publicity whose applicants read their feedback some working days later."""
    return late(Review5(**given))


def late(walk):
    rules(walk, feedback_days=3)
    return walk.publicised()


def read(viewer, proposal, at):
    return feedback_for(viewer, Proposal.objects.select_related("challenge").get(pk=proposal.pk), at=at)


def refused(code, act, row, error=Refused, **more):
    """The act is refused with this code; the moment stays and nothing is recorded."""
    before = Event.objects.count(), list(Challenge.objects.values_list("feedback_at", "feedback_due_at", "version"))
    with pytest.raises(error) as caught, transaction.atomic():
        act(row, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    assert before == (
        Event.objects.count(),
        list(Challenge.objects.values_list("feedback_at", "feedback_due_at", "version")),
    )


def test_nobody_reads_it_before_the_moment_and_all_from_then_on():
    walk = later()
    moment = walk.challenge.feedback_at
    assert moment > walk.at
    for proposal in walk.proposals:
        firm = member_of(proposal)
        assert read(firm, proposal, walk.at) is None
        assert read(firm, proposal, moment - SECOND) is None
        # No beat ran: the moment alone opens it.
        assert read(firm, proposal, moment) is not None
    assert not Event.objects.filter(name="challenge.feedback_given").exists()


def test_only_the_firms_of_the_proposal_and_the_organiser_read_it():
    walk = Review5().publicised()
    proposal, other = walk.proposals[1], member_of(walk.proposals[0])
    partner = OrganisationFactory(name="伙伴单位")
    proposal.members.create(organisation=partner, state="confirmed", share=0, created_at=walk.at, updated_at=walk.at)
    gone = OrganisationFactory(name="谢绝的单位")
    proposal.members.create(organisation=gone, state="declined", share=0, created_at=walk.at, updated_at=walk.at)
    for viewer in (other, stranger(), walk.signer, walk.experts[0], acting(gone, "signer")):
        assert read(viewer, proposal, walk.at) is None
    for viewer in (member_of(proposal), acting(partner, "handler"), walk.officer, walk.supervisor):
        assert read(viewer, proposal, walk.at) is not None


def test_the_clock_tells_each_applicant_once():
    walk = Review5(proposals=3)
    out = walk.proposals.pop()
    Proposal.objects.filter(pk=out.pk).update(state="disqualified", check_reasons=[{"code": "condition", "note": "缺"}])
    withdrawn = ProposalFactory(challenge=walk.challenge, state="withdrawn", receipt_number="W1")
    people = {member_of(proposal).user_id for proposal in (*walk.proposals, out)}
    member_of(withdrawn)
    walk = late(walk)
    assert take_due_steps(walk.challenge.feedback_at - SECOND) == 0
    assert take_due_steps(walk.challenge.feedback_at) == 1
    assert take_due_steps(walk.challenge.feedback_at + DAY) == 0
    relay.dispatch(walk.challenge.feedback_at)
    told = list(InboxItem.objects.filter(event__name="challenge.feedback_given").values_list("person", flat=True))
    assert sorted(told) == sorted(people)
    assert read(member_of(withdrawn), withdrawn, walk.challenge.feedback_at) is None


def test_with_no_day_in_between_it_comes_with_the_publicity():
    walk = Review5().publicised()
    assert (walk.challenge.feedback_at, walk.challenge.feedback_due_at) == (walk.at, None)
    assert Event.objects.filter(name="challenge.feedback_given").count() == 1


def test_the_organiser_moves_the_moment_for_all_until_it_is_given():
    walk = later()
    challenge, moment = walk.challenge, walk.at + 9 * DAY
    act = {"at": walk.at, "feedback_at": moment}
    for viewer in (walk.officer, walk.supervisor, walk.signer, member_of(walk.proposals[0]), CLOCK):
        refused("not_allowed", feedbacks.set_feedback, challenge, error=NotAllowed, by=viewer, **act)
    past = {"at": walk.at, "feedback_at": walk.at}
    refused("past", feedbacks.set_feedback, challenge, error=Invalid, by=walk.notice_officer, **past)
    feedbacks.set_feedback(challenge, by=walk.notice_officer, **act)
    firm = member_of(walk.proposals[0])
    assert read(firm, walk.proposals[0], moment - SECOND) is None
    given = {"at": moment, "feedback_at": moment + DAY}
    refused("feedback_given", feedbacks.set_feedback, challenge, by=walk.admin, **given)
    assert read(firm, walk.proposals[0], moment) is not None


def test_a_batch_gives_one_moment_to_all_its_challenges():
    walk = later()
    batch = walk.challenge.batch
    coming = Review5(batch=batch, organiser=batch.organiser)
    given = Review5(batch=batch, organiser=batch.organiser)
    RuleSet.objects.filter(organiser=batch.organiser).update(values={"feedback_days": 0})
    given.publicised()
    moment = walk.at + 20 * DAY
    type(batch).objects.filter(pk=batch.pk).update(collect_from=walk.at - 60 * DAY, collect_until=walk.at - 30 * DAY)
    batch.refresh_from_db()
    words = {"code": "B1", "name": "批次"}
    with pytest.raises(Invalid):
        batches.edit(batch, by=walk.admin, at=walk.at, feedback_at=walk.at, **words)
    batches.edit(batch, by=walk.admin, at=walk.at, feedback_at=moment, **words)
    coming.challenge.batch.refresh_from_db()
    coming.publicised()
    moments = [Challenge.objects.get(pk=one.challenge.pk).feedback_at for one in (walk, coming, given)]
    assert moments == [moment, moment, given.at]


def test_an_upheld_objection_closes_it_until_the_next_publicity():
    walk = Review5().publicised()
    firm, proposal = member_of(walk.proposals[0]), walk.proposals[0]
    objection = objected(walk.challenge, at=walk.at)
    assert read(firm, proposal, walk.at) is not None
    by = {"by": walk.notice_officer, "at": walk.at}
    objections.register(objection, **by)
    heard(objection, **by)
    by = {"by": walk.admin, "at": walk.at}
    objections.uphold(objection, decision="数据不实", back_to="proposed", **by)
    assert read(firm, proposal, walk.at) is not None
    final(objection)
    assert read(firm, proposal, walk.at) is None
    walk.challenge.refresh_from_db()
    assert (walk.challenge.feedback_at, walk.challenge.feedback_due_at) == (None, None)


def test_scores_comments_and_rank_and_no_distribution_among_few():
    walk = Review5().publicised()
    firm = member_of(walk.proposals[1])
    seen = read(firm, walk.proposals[1], walk.at)
    assert (seen.outcome, seen.rank, seen.of, seen.line, seen.comments) == ("reserve", 2, 2, 60, (COMMENT,) * 5)
    assert (seen.whole.mean, seen.whole.spread, seen.totals) == (70, None, (70,) * 5)
    assert [(part.weight, part.mean, part.marks, part.spread) for part in seen.parts] == [
        (weight, Decimal(70), (Decimal(70),) * 5, None) for weight in (30, 20, 20, 10, 10, 10)
    ]
    assert read(member_of(walk.proposals[0]), walk.proposals[0], walk.at).outcome == "selected"


def test_the_rules_may_keep_the_rank_back():
    walk = Review5()
    rules(walk, feedback_rank=0)
    walk.publicised()
    assert read(member_of(walk.proposals[0]), walk.proposals[0], walk.at).rank is None


def test_five_proposals_hide_each_other_well_enough():
    walk = Review5(proposals=5).publicised((80, 70, 65, 62, 50))
    seen = read(member_of(walk.proposals[4]), walk.proposals[4], walk.at)
    assert (seen.outcome, seen.whole.spread) == ("below_line", (50, 65, 80))
    assert {part.spread for part in seen.parts} == {(50, 65, 80)}
    assert spread([Decimal(1)] * 4) is None


def test_a_vetoed_firm_reads_which_item_and_why_and_no_rank():
    walk = Review5().composed()
    item = walk.panel.rubric.criteria.create(position=9, name="真实性", weight=0, veto=True)
    walk.composed = lambda: walk
    walk.marked()
    review = walk.review_of(walk.experts[2], walk.proposals[1])
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="请核对技术分")
    tick = {item.pk: {"vetoed": True, "comment": "检测报告与样品不符"}}
    reviews.score(review, by=walk.experts[2], at=walk.at, marks=tick)
    reviews.submit(review, by=walk.experts[2], at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    walk.challenge.refresh_from_db()
    results.propose(walk.challenge, by=walk.officer, at=walk.at)
    walk.proposed = lambda values: walk
    walk.publicised()
    seen = read(member_of(walk.proposals[1]), walk.proposals[1], walk.at)
    assert (seen.outcome, seen.rank) == ("vetoed", None)
    assert [(veto.name, veto.comments) for veto in seen.vetoes] == [("真实性", ("检测报告与样品不符",))]


def test_a_disqualified_firm_reads_its_reasons_and_nothing_of_the_review():
    walk = Review5(proposals=3)
    out = walk.proposals.pop()
    reasons = [{"code": "document_missing", "note": "缺审计报告"}]
    Proposal.objects.filter(pk=out.pk).update(state="disqualified", check_reasons=reasons)
    walk.publicised()
    seen = read(member_of(out), out, walk.at)
    assert (seen.outcome, seen.reasons) == ("disqualified", (("document_missing", "缺审计报告"),))
    assert (seen.result, seen.parts, seen.of) == (None, (), 0)


def test_the_panels_question_and_the_firms_answer_come_back():
    walk = Review5().scoring()
    proposal = walk.proposals[0]
    asked = rejoinders.ask(walk.panel, by=walk.officer, at=walk.at, proposal=proposal, question="样件几件？")
    rejoinders.answer(asked, by=member_of(proposal), at=walk.at, text="十二件。")
    walk.scoring = lambda: walk
    walk.publicised()
    seen = read(member_of(proposal), proposal, walk.at)
    assert [(row.question, row.answer) for row in seen.rejoinders] == [("样件几件？", "十二件。")]


def test_an_objection_can_be_filed_until_the_last_second():
    walk = Review5().publicised()
    ends = walk.challenge.publicity_ends_at
    assert (objection_until(walk.challenge, ends), objection_until(walk.challenge, ends + SECOND)) == (ends, None)
    assert objection_until(Review5().proposed().challenge, walk.at) is None


def test_what_fits_is_open_of_the_field_and_not_applied_to():
    walk = Review5(field_code="46020").publicised()
    firm = member_of(walk.proposals[0])
    open_ones = {"opens_at": walk.at - DAY, "closes_at": walk.at + DAY}
    near = accepting_challenge(field_code="46035", **open_ones)
    same = accepting_challenge(field_code="46020", **{**open_ones, "closes_at": walk.at + 2 * DAY})
    accepting_challenge(field_code="51030", **open_ones)
    accepting_challenge(field_code="46020", **{**open_ones, "closes_at": walk.at - SECOND})
    applied = accepting_challenge(field_code="46020", **open_ones)
    taken = ProposalFactory(challenge=applied, organisation=firm.organisation)
    taken.members.get_or_create(
        organisation=firm.organisation,
        defaults={"leader": True, "state": "confirmed", "created_at": walk.at, "updated_at": walk.at},
    )
    picky = accepting_challenge(field_code="46020", **open_ones)
    picky.conditions.create(position=1, kind="region", params={"regions": ["650000"]})
    assert fitting(firm, walk.challenge, walk.at) == [same, near]
    assert fitting(walk.officer, walk.challenge, walk.at) == []


@pytest.mark.parametrize("experts", [5, 11])
def test_the_feedback_costs_the_same_for_many_reviews(experts, django_assert_num_queries):
    walk = Review5(categories=("technical", "enterprise") * (experts // 2) + ("enterprise",))
    walk.experts = [expert(one.user.expert.category, max_load=99) for one in walk.experts]
    walk.publicised()
    firm = member_of(walk.proposals[0])
    proposal = Proposal.objects.select_related("challenge__batch").get(pk=walk.proposals[0].pk)
    with django_assert_num_queries(8):
        seen = feedback_for(firm, proposal, at=walk.at)
    assert len(seen.comments) == experts
