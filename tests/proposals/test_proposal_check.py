"""The formal check: one cure window, a result with reasons, confirmed by a second person."""

from datetime import datetime, timedelta

import pytest

from challenges.core.gate import CLOCK, Invalid, NotAllowed, Refused
from challenges.proposals.actions.proposal_check import (
    check,
    confirm_check,
    request_supplement,
    supplement_lapsed,
    supply,
)
from notifications.clock import SHANGHAI
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
# NOW is Monday 2026-06-01; three working days later is Thursday 06-04, 17:00.
DUE = datetime(2026, 6, 4, 17, tzinfo=SHANGHAI)
ASKED = [{"item": "certificate", "note": "请补 2026 年证书"}]


@pytest.fixture
def proposal():
    proposal = complete_proposal(state="opened")
    proposal.challenge.due_at = NOW + 5 * DAY
    proposal.challenge.save()
    return proposal


@pytest.fixture
def checker(proposal):
    return acting(proposal.challenge.organiser, "checker")


@pytest.fixture
def second(proposal):
    return acting(proposal.challenge.organiser, "checker")


@pytest.fixture
def writer(proposal):
    return acting(proposal.organisation, "handler")


def unchanged(proposal, state="opened"):
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version, Event.objects.count()) == (state, 1, 0)


def test_one_cure_window_of_three_working_days(proposal, checker, writer):
    request_supplement(proposal, items=ASKED, by=checker, at=NOW)
    assert (proposal.state, proposal.due_at, proposal.supplement.items) == ("supplement", DUE, ASKED)
    with pytest.raises(Invalid):
        supply(proposal, reply=" ", by=writer, at=DUE)
    supply(proposal, reply="已上传新证书", by=writer, at=DUE)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.due_at) == ("opened", NOW + 5 * DAY)
    assert (proposal.supplement.reply, proposal.supplement.supplied_by) == ("已上传新证书", writer.user)
    with pytest.raises(Refused) as caught:
        request_supplement(proposal, items=ASKED, by=checker, at=NOW)
    assert caught.value.code == "supplement_used"


@pytest.mark.parametrize(
    "items", [[], None, "certificate", [{"item": "commitments"}], [{"item": "budget", "note": "改价"}], [5], [{}]]
)
def test_only_formal_items_may_be_asked_for(proposal, checker, items):
    with pytest.raises(Invalid):
        request_supplement(proposal, items=items, by=checker, at=NOW)
    unchanged(proposal)


def test_supplied_one_second_late_is_late_and_the_clock_decides(proposal, checker, writer):
    request_supplement(proposal, items=ASKED, by=checker, at=NOW)
    late = DUE + timedelta(seconds=1)
    with pytest.raises(Refused) as caught:
        supply(proposal, reply="来了", by=writer, at=late)
    assert caught.value.code == "late"
    with pytest.raises(Refused):
        supplement_lapsed(proposal, by=CLOCK, at=DUE)
    supplement_lapsed(proposal, by=CLOCK, at=late)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.check_reasons) == ("disqualified", [{"code": "document_missing", "note": ""}])
    assert Event.objects.get(name="proposal.supplement_lapsed").facts["complaint_until"].startswith("2026-06-09T17:00")


def test_a_result_counts_when_a_second_person_confirms_it(proposal, checker, second):
    with pytest.raises(Refused) as caught:
        confirm_check(proposal, by=checker, at=NOW)
    assert caught.value.code == "not_checked"
    unchanged(proposal)
    check(proposal, qualified=True, by=checker, at=NOW)
    assert proposal.state == "opened"
    with pytest.raises(Refused) as caught:
        confirm_check(proposal, by=checker, at=NOW)
    assert caught.value.code == "four_eyes"
    confirm_check(proposal, by=second, at=NOW)
    assert (proposal.state, proposal.due_at) == ("qualified", None)


def test_not_qualified_needs_a_reason_for_each_failed_condition(proposal, checker, second):
    for reasons in ([], [{"code": "ugly"}], None or ()):
        with pytest.raises(Invalid):
            check(proposal, qualified=False, reasons=reasons, by=checker, at=NOW)
    unchanged(proposal)
    check(proposal, qualified=False, reasons=["region", {"code": "certificate", "note": "已过期"}], by=checker, at=NOW)
    confirm_check(proposal, by=second, at=NOW)
    assert proposal.state == "disqualified"
    event = Event.objects.get(name="proposal.check_confirmed")
    assert event.facts["reasons"] == ["region", "certificate"]
    assert event.facts["complaint_until"].startswith("2026-06-04T17:00")


def test_what_is_qualified_has_no_reason_against_it(proposal, checker):
    with pytest.raises(Invalid) as caught:
        check(proposal, qualified=True, by=checker, at=NOW, reasons=[{"code": "region", "note": ""}])
    assert [(one.field, one.code) for one in caught.value.problems] == [("reasons", "contradiction")]


def test_a_supplement_forgets_the_first_result(proposal, checker):
    check(proposal, qualified=True, by=checker, at=NOW)
    request_supplement(proposal, items=ASKED, by=checker, at=NOW)
    assert (proposal.checked_by, proposal.check_result, proposal.check_reasons) == (None, "", [])


def test_nobody_else_checks(proposal, writer):
    for by in (writer, acting(proposal.challenge.lead, "handler"), acting(proposal.challenge.organiser, "supervisor")):
        with pytest.raises(NotAllowed):
            check(proposal, qualified=True, by=by, at=NOW)
    unchanged(proposal)
