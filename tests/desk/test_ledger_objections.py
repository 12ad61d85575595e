"""The ledger of objections: state and clock of each, filters, pages, files, and who reads it at which cost."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from challenges.award.actions import objection as objections
from challenges.desk.queries import ledger_objections
from notifications.models import Event
from tests.desk.test_ledger import enter, shown, text
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.review import Review5, asked, objected
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
PAGE = "/ledger/objections/"


@pytest.fixture
def walk():
    return Review5().publicised()


def test_each_stands_with_its_clock_and_next_act(client, walk):
    one, two = objected(walk.challenge, at=walk.at), objected(walk.challenge, at=walk.at)
    objections.register(two, by=walk.notice_officer, at=walk.at)
    asked(two, by=walk.notice_officer, at=walk.at)
    filters = ledger_objections.Filters()
    page = ledger_objections.page(walk.admin, filters, one.due_at + datetime.timedelta(seconds=1))
    lines = {line.row.id: line for line in page.lines}
    assert (lines[one.pk].due, lines[one.pk].late) == (one.due_at, True)
    assert (lines[two.pk].due, lines[two.pk].late, lines[two.pk].row.asked) == (two.due_at, False, 1)
    assert page.tally == {"register": 1, "conclude": 1, "review": 0, "ended": 0}
    told = text(enter(client, walk.admin).get(PAGE))
    assert one.number in told and two.number in told and one.name not in told and one.phone not in told
    assert shown(client, f"{PAGE}?state=conclude") == [two.pk]
    assert shown(client, f"{PAGE}?matter=procedure") == []
    assert shown(client, f"{PAGE}?q={one.number}") == [one.pk]


def test_a_supervisor_reads_and_does_nothing_and_nobody_else_reads(client, walk):
    row = objected(walk.challenge, at=walk.at)
    enter(client, walk.supervisor)
    assert row.number in text(client.get(PAGE))
    page = client.get(f"/objections/{row.pk}/").content.decode()
    assert "register-note" not in page and "/acts/objection/" not in page
    other = acting(OrganisationFactory(kind="organiser"), "notice_officer")
    assert row.number not in text(enter(client, other).get(PAGE))
    for one in (walk.signer, acting(walk.proposals[0].organisation, "signer")):
        assert enter(client, one).get(PAGE).status_code == 404
        assert client_of(one).get("/api/v1/ledger/objections/").status_code == 404


@pytest.mark.parametrize("number", [3, 30])
def test_it_asks_no_more_for_more(client, walk, number, django_assert_num_queries):
    for _n in range(number):
        objected(walk.challenge, at=walk.at)
    with django_assert_num_queries(4):
        page = ledger_objections.page(walk.admin, ledger_objections.Filters(), walk.at)
    assert len(page.lines) == number


def test_pages_follow_each_other_by_key(walk):
    rows = {objected(walk.challenge, at=walk.at).pk for _n in range(5)}
    met, after = [], ""
    while True:
        page = ledger_objections.page(walk.admin, ledger_objections.Filters(after=after), walk.at, size=2)
        met += [line.row.id for line in page.lines]
        after = page.following
        if not after:
            break
    assert set(met) == rows and len(met) == 5


def test_the_file_holds_what_the_filter_finds_and_who_took_it_is_kept(client, walk):
    one = objected(walk.challenge, at=walk.at)
    body = {"format": "xlsx", "reason": "季度异议办理情况汇总"}
    answer = enter(client, walk.admin).post(f"{PAGE}export/", body)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert one.number in cells and one.name not in cells
    assert Event.objects.get(name="ledger.exported").facts["ledger"] == "objections"
    items = client_of(walk.admin).get("/api/v1/ledger/objections/?state=register").json()["items"]
    assert [item["number"] for item in items] == [one.number]
