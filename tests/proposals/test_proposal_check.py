"""The formal check: one cure window, a result with reasons, confirmed by a second person."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from challenges.core.gate import CLOCK, Invalid, NotAllowed, Refused
from challenges.listing.models import Condition
from challenges.proposals.access.proposal import relations
from challenges.proposals.actions.proposal_check import (
    check,
    confirm_check,
    request_supplement,
    supplement_lapsed,
    supply,
)
from challenges.proposals.queries.qualification import of, points
from notifications.clock import SHANGHAI
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, set_rules
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
# NOW is Monday 2026-06-01; three working days later is Thursday 06-04, 17:00.
DUE = datetime(2026, 6, 4, 17, tzinfo=SHANGHAI)
REASONS = [{"code": "region", "note": "营业执照载明注册地在外省"}, {"code": "certificate", "note": "证书已过期"}]
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
    "items",
    [[], None, "certificate", [{"item": "commitments"}], [{"item": "budget", "note": "报价单前后不一"}], [5], [{}]],
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
    for reasons in ([], [{"code": "ugly"}], ["region"], [{"code": "region", "note": "字" * 501}]):
        with pytest.raises(Invalid):
            check(proposal, qualified=False, reasons=reasons, by=checker, at=NOW)
    unchanged(proposal)
    check(proposal, qualified=False, reasons=REASONS, by=checker, at=NOW)
    confirm_check(proposal, by=second, at=NOW)
    assert proposal.state == "disqualified"
    event = Event.objects.get(name="proposal.check_confirmed")
    assert event.facts["reasons"] == ["region", "certificate"]
    assert event.facts["complaint_until"].startswith("2026-06-04T17:00")


def test_what_is_qualified_has_no_reason_against_it(proposal, checker):
    with pytest.raises(Invalid) as caught:
        check(proposal, qualified=True, by=checker, at=NOW, reasons=[{"code": "region", "note": ""}])
    assert [(one.field, one.code) for one in caught.value.problems] == [("reasons", "contradiction")]


def conditions(proposal):
    """Give the challenge a condition the firm fails, one it meets and one for people; ask for one document."""
    for n, (kind, params) in enumerate(
        [("region", {"regions": ["99"]}), ("kind", {"kinds": ["sme"]}), ("text", {"text": "有真空炉"})]
    ):
        Condition.objects.create(challenge=proposal.challenge, position=n, kind=kind, params=params)
    set_rules(proposal.challenge.batch, {"attachments_required": ["audit"]})
    return [point.key for point in points(proposal, NOW)]


def test_every_condition_has_a_result_and_a_reason(proposal, checker, second):
    region, kind, words, audit = conditions(proposal)
    assert audit == "document_audit"
    with pytest.raises(Invalid) as caught:
        check(proposal, qualified=False, by=checker, at=NOW, results=[{"key": "condition_0", "result": "ok"}, "x"])
    named = [(one.field, one.code) for one in caught.value.problems]
    assert named == [("results.condition_0.result", "unknown"), (f"results.{words}.result", "required")]
    with pytest.raises(Invalid) as caught:
        check(proposal, qualified=False, by=checker, at=NOW, results=[{"key": words, "result": "ok"}])
    assert [(one.field, one.code) for one in caught.value.problems] == [(f"results.{words}.note", "required")]
    unchanged(proposal)
    given = [{"key": words, "result": "ok", "note": "设备清单第 3 页"}]
    check(proposal, qualified=False, by=checker, at=NOW, results=given)
    rows = {row["key"]: (row["machine"], row["result"], row["note"]) for row in proposal.check_results}
    assert rows == {
        region: ("fail", "fail", ""),
        kind: ("ok", "ok", ""),
        words: ("manual", "ok", "设备清单第 3 页"),
        audit: ("fail", "fail", ""),
    }
    assert [row["code"] for row in proposal.check_reasons] == ["region", "document_missing"]
    confirm_check(proposal, by=second, at=NOW + timedelta(hours=1))
    assert (proposal.checked_by, proposal.checked_at) == (checker.user, NOW)
    assert (proposal.check_confirmed_by, proposal.check_confirmed_at) == (second.user, NOW + timedelta(hours=1))


def test_qualified_contradicts_a_failed_condition_until_a_fact_speaks_for_it(proposal, checker):
    region, _kind, words, audit = conditions(proposal)
    given = [{"key": words, "result": "ok", "note": "设备清单第 3 页"}]
    with pytest.raises(Invalid) as caught:
        check(proposal, qualified=True, by=checker, at=NOW, results=given)
    named = [(one.field, one.code) for one in caught.value.problems]
    assert named == [(f"results.{key}.result", "contradiction") for key in (region, audit)]
    unchanged(proposal)
    given += [{"key": key, "result": "ok", "note": "原件已核，见第 2 页"} for key in (region, audit)]
    check(proposal, qualified=True, by=checker, at=NOW, results=given)
    assert proposal.check_result == "qualified"


def test_who_sees_what_of_the_conditions(proposal, checker, second, writer):
    _region, _kind, words, _audit = conditions(proposal)
    names = relations(writer, proposal)
    assert of(writer, proposal, NOW, names) is None
    assert of(acting(proposal.challenge.lead, "handler"), proposal, NOW) is None
    before = of(checker, proposal, NOW)
    assert [(point.machine, point.result) for point in before.points][:1] == [("fail", "")]
    given = [{"key": words, "result": "fail", "note": "清单里没有真空炉"}]
    check(proposal, qualified=False, by=checker, at=NOW, results=given)
    inside = of(checker, proposal, NOW)
    assert (inside.checked_by, inside.confirmed_by) == (checker.user.name, "")
    confirm_check(proposal, by=second, at=NOW)
    assert of(checker, proposal, NOW).confirmed_by == second.user.name
    own = of(writer, proposal, NOW)
    assert (own.checked_by, own.confirmed_by) == ("", "")
    assert [(point.result, point.note) for point in own.points if point.key == words] == [("fail", "清单里没有真空炉")]
    with translation.override("en"):
        assert next(point for point in of(writer, proposal, NOW).points if point.kind == "document").requirement == (
            "Hand in “Audit report”"
        )


def test_the_pages_show_each_condition_and_who_checked(client, proposal, checker, second, writer):
    region, _kind, words, audit = conditions(proposal)
    client.force_login(checker.user)
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert f'name="check-results.{region}.result"' in page and "有真空炉" in page
    sent = {"check-result": "yes", "version": "1", f"check-results.{words}.result": "ok"}
    sent |= {f"check-results.{key}.result": "fail" for key in (region, audit)}
    sent |= {f"check-results.{_kind}.result": "ok", f"check-results.{words}.note": "设备清单第 3 页"}
    refused = client.post(f"/acts/proposal/{proposal.pk}/check/", sent)
    assert refused.status_code == 422
    assert refused.content.decode().count("结论是合格，但这一条不符合") >= 2
    proposal.refresh_from_db()
    assert (proposal.check_result, proposal.version) == ("", 1)
    assert client.post(f"/acts/proposal/{proposal.pk}/check/", sent | {"check-result": "no"}).status_code == 302
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert checker.user.name in page and "待第二人复核" in page and "设备清单第 3 页" in page
    proposal.refresh_from_db()
    confirm_check(proposal, by=second, at=NOW)
    client.force_login(writer.user)
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "不符合" in page and "没有提交" in page and checker.user.name not in page


def test_the_interface_tells_and_takes_each_condition(client, proposal, checker):
    region, _kind, words, _audit = conditions(proposal)
    client.force_login(checker.user)
    told = client.get(f"/api/v1/proposals/{proposal.pk}/").json()["qualification"]
    assert told["conditions"][0]["key"] == region and told["checked_by"] == ""
    body = {"qualified": False, "results": [{"key": words, "result": "fail", "note": "清单里没有真空炉"}]}
    answer = client.post(f"/api/v1/proposals/{proposal.pk}/check/", body, content_type="application/json")
    assert answer.status_code == 200
    told = answer.json()["qualification"]
    assert told["checked_by"] == checker.user.name and told["conditions"][2]["note"] == "清单里没有真空炉"


def test_a_supplement_forgets_the_first_result(proposal, checker):
    check(proposal, qualified=True, by=checker, at=NOW)
    request_supplement(proposal, items=ASKED, by=checker, at=NOW)
    assert (proposal.checked_by, proposal.check_result, proposal.check_reasons) == (None, "", [])
    assert (proposal.checked_at, proposal.check_results) == (None, [])


def test_nobody_else_checks(proposal, writer):
    for by in (writer, acting(proposal.challenge.lead, "handler"), acting(proposal.challenge.organiser, "supervisor")):
        with pytest.raises(NotAllowed):
            check(proposal, qualified=True, by=by, at=NOW)
    unchanged(proposal)
