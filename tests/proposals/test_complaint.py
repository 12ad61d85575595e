"""Complaints of a result "not qualified": in the announced time, decided by somebody who had no part in it."""

from datetime import datetime, timedelta

import pytest

from challenges.core.gate import CLOCK, Invalid, NotAllowed, Refused
from challenges.core.queries.steps import steps_for
from challenges.desk.queries.desk import organiser_tasks
from challenges.listing.models import Condition
from challenges.proposals.actions.complaint import complain, dismiss_complaint, disputable, uphold_complaint
from challenges.proposals.actions.proposal_check import check, confirm_check, request_supplement, supplement_lapsed
from challenges.proposals.models import Complaint
from challenges.review.actions.result import begin_review
from notifications import registry, relay, wording
from notifications.clock import SHANGHAI
from notifications.events import record
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
# NOW is Monday 2026-06-01; three working days later is Thursday 06-04, five are Monday 06-08, 17:00.
UNTIL = datetime(2026, 6, 4, 17, tzinfo=SHANGHAI)
DECIDED_BY = datetime(2026, 6, 8, 17, tzinfo=SHANGHAI)
LATER = NOW + timedelta(hours=2)
FACT = "营业执照载明住所在本省，见附件第 2 页"


class Case:
    """A proposal that two officers found not qualified: for a condition, and for a reason beside it."""

    def __init__(self, at=NOW):
        self.proposal = complete_proposal(state="opened")
        self.challenge = self.proposal.challenge
        self.challenge.state, self.challenge.due_at = "qualification", NOW + 5 * DAY
        self.challenge.save()
        row = Condition.objects.create(challenge=self.challenge, position=0, kind="region", params={"regions": ["99"]})
        self.region = f"condition_{row.pk}"
        firm, house = self.proposal.organisation, self.challenge.organiser
        self.signer, self.handler = acting(firm, "signer"), acting(firm, "handler")
        self.first, self.second, self.third = (acting(house, "checker") for _n in range(3))
        self.review_officer = acting(house, "review_officer")
        reasons = [{"code": "integrity", "note": "信用中国网站记录"}]
        check(self.proposal, qualified=False, reasons=reasons, by=self.first, at=at)
        confirm_check(self.proposal, by=self.second, at=at)

    def complain(self, at=LATER, **more):
        given = {"disputed": [self.region], "text": FACT, "by": self.signer, "at": at}
        return complain(self.proposal, **given | more)


@pytest.fixture
def case():
    return Case()


def refused(code, act, *args, **given):
    """The act is refused in words, and nothing is written."""
    before = Event.objects.count(), list(Complaint.objects.values())
    with pytest.raises(Refused) as caught:
        act(*args, **given)
    assert caught.value.code == code and str(caught.value)
    assert (Event.objects.count(), list(Complaint.objects.values())) == before


def test_a_firm_complains_until_the_last_second_of_the_announced_time(case):
    assert case.proposal.complaint_until == UNTIL
    assert Event.objects.get(name="proposal.check_confirmed").facts["complaint_until"] == UNTIL.isoformat()
    refused("late", case.complain, at=UNTIL + timedelta(seconds=1))
    case.complain(at=UNTIL, by=case.handler)
    case.proposal.refresh_from_db()
    (row,) = case.proposal.complaints.all()
    assert (case.proposal.state, case.proposal.complaint_until) == ("disqualified", None)
    assert [held["key"] for held in row.disputed] == [case.region]
    assert (row.text, row.filed_by, row.filed_at, row.outcome) == (FACT, case.handler.user, UNTIL, "")
    assert case.proposal.due_at == datetime(2026, 6, 11, 17, tzinfo=SHANGHAI)
    refused("no_complaint", case.complain, at=UNTIL)


def test_a_lapsed_cure_can_be_complained_of_and_anybody_of_the_check_decides(case):
    row = complete_proposal(case.challenge, state="opened")
    request_supplement(row, items=["licence"], by=case.first, at=NOW)
    supplement_lapsed(row, by=CLOCK, at=UNTIL + DAY)
    assert list(disputable(row)) == ["document_missing"]
    signer = acting(row.organisation, "signer")
    complain(row, disputed=["document_missing"], text="补正回执 3 号", by=signer, at=row.complaint_until)
    dismiss_complaint(row, decision="回执是另一家单位的", by=case.first, at=row.due_at)
    assert row.complaints.get().outcome == "dismissed"


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"disputed": []}, [("disputed", "required")]),
        ({"disputed": "region"}, [("disputed", "required")]),
        ({"disputed": ["tier"]}, [("disputed", "unknown")]),
        ({"text": " "}, [("text", "required")]),
        ({"text": FACT * 999}, [("text", "too_long")]),
        ({"disputed": None, "text": ""}, [("disputed", "required"), ("text", "required")]),
    ],
)
def test_it_names_what_it_disputes_and_a_fact(case, given, problems):
    events = Event.objects.count()
    with pytest.raises(Invalid) as caught:
        case.complain(**given)
    assert [(one.field, one.code) for one in caught.value.problems] == problems
    assert (Complaint.objects.count(), Event.objects.count()) == (0, events)
    case.proposal.refresh_from_db()
    assert case.proposal.complaint_until == UNTIL


def test_whoever_checked_or_confirmed_does_not_decide(case):
    case.complain()
    for by in (case.first, case.second):
        for act in (dismiss_complaint, uphold_complaint):
            refused("four_eyes", act, case.proposal, decision="住所证明写明在本省", by=by, at=LATER)
        assert not {"dismiss_complaint", "uphold_complaint"} & set(steps_for(by, case.proposal))
    assert {"dismiss_complaint", "uphold_complaint"} <= set(steps_for(case.third, case.proposal))
    for by in (case.signer, case.review_officer, acting(OrganisationFactory(kind="organiser"), "checker")):
        with pytest.raises(NotAllowed):
            dismiss_complaint(case.proposal, decision="住所证明写明在本省", by=by, at=LATER)


def test_dismissed_with_a_reason_the_result_stands(case):
    refused("no_complaint", dismiss_complaint, case.proposal, decision="住所证明写明在本省", by=case.third, at=LATER)
    case.complain()
    for words in (" ", "字" * 4001):
        with pytest.raises(Invalid) as caught:
            dismiss_complaint(case.proposal, decision=words, by=case.third, at=LATER)
        assert caught.value.problems[0].field == "decision"
    dismiss_complaint(case.proposal, decision="住所变更在截止后", by=case.third, at=LATER)
    case.proposal.refresh_from_db()
    row = case.proposal.complaints.get()
    assert (case.proposal.state, case.proposal.due_at, case.proposal.check_result) == (
        "disqualified",
        None,
        "disqualified",
    )
    assert (row.outcome, row.decision, row.decided_by, row.decided_at) == (
        "dismissed",
        "住所变更在截止后",
        case.third.user,
        LATER,
    )
    refused("no_complaint", case.complain)


def test_upheld_both_results_are_void_and_two_persons_check_anew(case):
    case.complain()
    uphold_complaint(case.proposal, decision="住所在本省", by=case.third, at=LATER)
    case.proposal.refresh_from_db()
    row = case.proposal
    assert (row.state, row.due_at, row.check_result, row.check_reasons, row.check_results) == (
        "opened",
        DECIDED_BY,
        "",
        [],
        [],
    )
    assert (row.checked_by, row.checked_at, row.check_confirmed_by, row.check_confirmed_at) == (None,) * 4
    refused("not_checked", confirm_check, row, by=case.second, at=LATER)
    refused("results_missing", begin_review, case.challenge, by=case.review_officer, at=LATER)
    given = [{"key": case.region, "result": "ok", "note": "住所在本省"}]
    check(row, qualified=True, results=given, by=case.third, at=LATER)
    refused("four_eyes", confirm_check, row, by=case.third, at=LATER)
    confirm_check(row, by=case.first, at=LATER)
    assert (row.state, row.complaint_until) == ("qualified", None)


def test_a_second_result_can_be_complained_of_again(case):
    case.complain()
    uphold_complaint(case.proposal, decision="住所在本省", by=case.third, at=LATER)
    check(case.proposal, qualified=False, by=case.third, at=LATER)
    confirm_check(case.proposal, by=case.first, at=LATER)
    case.complain()
    assert case.proposal.complaints.count() == 2


def test_the_review_waits_for_the_announced_time_and_for_the_decision(case):
    refused("complaint_possible", begin_review, case.challenge, by=case.review_officer, at=UNTIL)
    case.complain()
    refused("complaint_open", begin_review, case.challenge, by=case.review_officer, at=DECIDED_BY + DAY)
    dismiss_complaint(case.proposal, decision="住所变更在截止后", by=case.third, at=LATER)
    begin_review(case.challenge, by=case.review_officer, at=LATER)
    assert case.challenge.state == "lapsed"


def test_nobody_complained_and_the_time_is_over(case):
    begin_review(case.challenge, by=case.review_officer, at=UNTIL + timedelta(seconds=1))
    assert case.challenge.state == "lapsed"
    refused("qualification_over", case.complain, at=UNTIL)


def test_after_the_qualification_a_complaint_changes_nothing_but_is_answered(case):
    case.complain()
    case.challenge.state = "withdrawn"
    case.challenge.save()
    refused(
        "qualification_over", uphold_complaint, case.proposal, decision="住所证明写明在本省", by=case.third, at=LATER
    )
    dismiss_complaint(case.proposal, decision="榜单已撤", by=case.third, at=LATER)
    assert case.proposal.due_at is None


def test_a_result_that_is_complained_of_is_not_taken_back(case):
    case.complain(at=NOW)
    assert "take_back" not in steps_for(case.second, case.proposal)


def test_the_desk_lists_it_for_those_who_may_decide(case):
    def listed(by):
        return [(t.what, t.mine, t.due) for t in organiser_tasks(by) if t.noun == "proposal"]

    assert listed(case.third) == []
    case.complain()
    assert listed(case.third) == [("complaint", True, DECIDED_BY)]
    assert [listed(by) for by in (case.first, case.second)] == [[("complaint", False, DECIDED_BY)]] * 2


def told(name):
    """Who was told of the newest event of this name, each in both languages."""
    relay.dispatch(LATER)
    items = list(InboxItem.objects.filter(event=Event.objects.filter(name=name).latest("id")))
    for item in items:
        for language in ("zh-hans", "en"):
            words = wording.put(name, item.facts, language=language, reason=item.reason)
            assert words.subject and words.body
    return {item.person_id for item in items}, wording.put(name, items[0].facts).body


def test_both_sides_are_told(case):
    firm = {case.signer.user_id, case.handler.user_id}
    case.complain()
    people, body = told("proposal.complained")
    assert people == firm | {case.third.user_id} and "2026年6月8日" in body
    facts = {"due": DECIDED_BY.isoformat(), "days": 1}
    record("proposal.complaint_due", subject=case.proposal, by=CLOCK, at=LATER, facts=facts)
    people, _body = told("proposal.complaint_due")
    assert people == {case.third.user_id}
    dismiss_complaint(case.proposal, decision="住所变更在截止后", by=case.third, at=LATER)
    people, body = told("proposal.complaint_dismissed")
    checkers = {case.first.user_id, case.second.user_id, case.third.user_id}
    assert people == firm | checkers and "住所变更在截止后" in body
    assert registry.get("proposal.complaint_dismissed").statutory
    other = Case()
    other.complain()
    uphold_complaint(other.proposal, decision="住所在本省", by=other.third, at=LATER)
    people, body = told("proposal.complaint_upheld")
    assert {other.signer.user_id, other.handler.user_id, other.first.user_id} <= people and "住所在本省" in body
