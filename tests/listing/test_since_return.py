"""What changed since a need came back, field by field, and which remarks nothing was done about."""

from decimal import Decimal

import pytest

from challenges.listing.actions.challenge import edit, send_back
from challenges.listing.actions.challenge_check import return_for_repair
from challenges.listing.models import Condition, Indicator
from challenges.listing.queries.since_return import remarks_with_changes, since_return
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
REMARKS = [
    {"field": "total_wan", "reason": "与资金落实函第 1 条不符"},
    {"field": "content", "reason": "没有写明样件尺寸"},
    {"field": "", "reason": "全文请校对"},
]


@pytest.fixture
def need():
    need = ChallengeFactory(state="formal_check", content="样件 300 mm", due_at=NOW + 5 * DAY)
    Indicator.objects.create(
        challenge=need, position=1, name="氧增量", unit="ppm", comparator="le", target=Decimal(150)
    )
    Condition.objects.create(challenge=need, position=1, kind="region", params={"regions": ["32"]})
    return need


@pytest.fixture
def checker(need):
    return acting(need.organiser, "checker")


@pytest.fixture
def writer(need):
    return acting(need.lead, "handler")


def told(viewer, need):
    return [(one.before, one.after) for one in since_return(viewer, need).changes]


def test_who_decides_sees_each_change_in_words(need, checker, writer):
    assert since_return(checker, need) is None and remarks_with_changes(checker, need) == []
    return_for_repair(need, by=checker, at=NOW, remarks=REMARKS)
    assert told(checker, need) == []
    assert [changed for _row, changed in remarks_with_changes(writer, need)] == [False, False, False]
    indicator = {"name": "氧增量", "unit": "ppm", "comparator": "le", "target": "120", "test_method": "GB/T 14265"}
    edit(
        need,
        by=writer,
        at=NOW,
        total_wan="900.00",
        enterprise_wan="700.00",
        indicators=[indicator],
        conditions=[{"kind": "kind", "params": {"kinds": ["sme"]}}],
    )
    need.state = "formal_check"
    need.save()
    found = told(checker, need)
    assert ("800 万元", "900 万元") in found and ("150 ppm", "120 ppm") in found
    assert [row for row in found if None in row] == [("注册地在：江苏省", None), (None, "牵头单位为：中小企业")]
    marks = {row.field: changed for row, changed in remarks_with_changes(checker, need)}
    assert marks == {"total_wan": True, "content": False, "": True}


def test_each_round_is_judged_by_its_own_text(need, checker, writer):
    return_for_repair(need, by=checker, at=NOW, remarks=REMARKS)
    edit(need, by=writer, at=NOW, content="样件 500 mm")
    need.state = "formal_check"
    need.save()
    return_for_repair(need, by=checker, at=NOW, remarks=[{"field": "content", "reason": "图纸第 2 页写 300 mm"}])
    found = [(row.round, row.field, changed) for row, changed in remarks_with_changes(checker, need)]
    assert found == [(2, "content", False), (1, "total_wan", False), (1, "content", True), (1, "", True)]
    need.returned_texts.filter(round=1).delete()
    assert [changed for _row, changed in remarks_with_changes(checker, need)] == [False, None, None, None]


def test_the_signer_sees_what_changed_inside_the_firm_and_the_organiser_does_not(need, checker, writer):
    signer = acting(need.lead, "signer")
    need.state, need.due_at = "internal_review", None
    need.save()
    send_back(need, by=signer, at=NOW, reason="请核对财务第 3 号文")
    edit(need, by=writer, at=NOW, background="新的背景")
    assert told(signer, need) == [("背景", "新的背景")]
    assert since_return(checker, need) is None
    assert since_return(acting(OrganisationFactory(kind="sme"), "signer"), need) is None
    need.state = "accepting"
    assert since_return(signer, need) is None


def test_pages_and_interface_show_the_same(client, need, checker, writer):
    return_for_repair(need, by=checker, at=NOW, remarks=REMARKS)
    edit(need, by=writer, at=NOW, content="样件 500 mm")
    client.force_login(writer.user)
    page = client.get(f"/challenges/{need.pk}/work/").content.decode()
    assert "样件 <del>300</del> mm" in page and "样件 <ins>500</ins> mm" in page
    assert page.count("这一处的内容没有改动") == 1
    rows = client_of(writer).get(f"/api/v1/challenges/{need.pk}/changes/").json()["changes"]
    assert [(row["before"], row["after"]) for row in rows] == [("样件 300 mm", "样件 500 mm")]
    rows = client_of(writer).get(f"/api/v1/challenges/{need.pk}/remarks/").json()["items"]
    assert [(row["field"], row["changed"]) for row in rows] == [("total_wan", False), ("content", True), ("", True)]
