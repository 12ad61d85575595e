"""The review boards, saved views and jobs as pages and endpoints: what they show, to whom, and at what cost."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from challenges.core.models import SavedView
from challenges.experts.models import Conflict
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.models import Seat
from notifications import clock
from notifications.models import Event
from tests.factories.challenges import ProposalFactory
from tests.factories.remembered import remembered
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CANARY = "CANARY-REVIEWED-FIRM"


def enter(client, viewer):
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()
    return client


def text(answer):
    return answer.content.decode()


@remembered
def scoring(proposals=2, **fields):
    """A panel that scores now, with so many proposals."""
    return Review5(proposals=proposals, at=clock.now() - 2 * DAY, load=99, **fields).scoring()


@pytest.fixture
def walk():
    return scoring(3, reserves=1)


def board_of(walk):
    return f"/batches/{walk.challenge.batch_id}/reviews/"


# The panel's board


def test_a_panels_board_shows_who_is_where_and_no_mark(client, walk):
    walk.mark_all((one, walk.proposals[0], "91.37" if n else "13.58") for n, one in enumerate(walk.experts))
    reviews.return_to_expert(
        walk.review_of(walk.experts[1], walk.proposals[0]), by=walk.officer, at=walk.at, reason="评语缺依据页码"
    )
    reviews.recuse(walk.review_of(walk.experts[2], walk.proposals[1]), by=walk.experts[2], at=walk.at, reason="合著")
    Conflict.objects.create(
        expert_id=walk.experts[3].user_id,
        challenge=walk.challenge,
        proposal=walk.proposals[2],
        code="same_unit",
        facts={"unit": "某所"},
        source="computed",
        found_at=walk.at,
    )
    page = text(enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/"))
    cells = re.findall(r'<td><span class="cell ([a-z-]*)"', page)
    assert (cells.count("c-in"), cells.count("c-back"), cells.count("c-out"), cells.count("c-coi")) == (4, 1, 1, 1)
    assert "还不能锁定：1 条回避线索待核定" in page and "须合议" in page
    assert "91.37" not in page and "13.58" not in page
    assert f'href="/batches/{walk.challenge.batch_id}/jobs/?kind=remind&amp;panel={walk.panel.pk}"' in page


def test_after_the_lock_the_board_shows_the_ranking_and_the_same_as_text(client):
    walk = Review5(proposals=3, load=99).locked((85, 70, 55))
    page = text(enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/"))
    assert "评分已锁定，2 份达到分数线" in page
    assert page.count("<circle") == 15 and "分数线 60" in page
    assert re.findall(r'<td class="num"><b>([\d.]+)</b>', page) == ["85.00", "70.00", "55.00"]
    assert "55.00 55.00 55.00 55.00 55.00" in page and "未达分数线" in page and "25.50" in page


def test_a_seat_is_urged_and_replaced_from_the_board(client, walk):
    enter(client, walk.officer)
    seat = walk.seat_of(walk.experts[1])
    assert client.post(f"/acts/seat/{seat.pk}/remind/").status_code == 302
    assert Seat.objects.get(pk=seat.pk).reminded_at is not None
    refused = client.post(f"/acts/seat/{seat.pk}/replace/", {"replace-reason": ""})
    assert refused.status_code == 422
    assert client.post(f"/acts/seat/{seat.pk}/replace/", {"replace-reason": "出差"}).status_code == 302
    assert Seat.objects.get(pk=seat.pk).state == "replaced"


def test_questions_to_firms_have_a_page_of_their_own(client, walk):
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/rejoinders/"
    assert "还没有提过问题" in text(client.get(address))
    client.post(address, {"proposal": walk.proposals[0].pk, "question": "氧含量如何保证？"})
    assert "1 个问题等单位答复" in text(client.get(address))
    assert client.get(f"/panels/{walk.panel.pk}/").context["panel"].asked == 1
    for viewer in (walk.experts[0], walk.signer, stranger("organiser")):
        assert enter(client, viewer).get(address).status_code == 404


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_panels_board_asks_a_fixed_number_of_times(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    walk.mark_all((walk.experts[0], proposal, 80) for proposal in walk.proposals)
    enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/")
    with django_assert_num_queries(14):
        assert client.get(f"/panels/{walk.panel.pk}/").status_code == 200


@pytest.mark.parametrize("proposals", [3, 6])
def test_the_locked_board_asks_a_fixed_number_of_times(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    walk.mark_each([90 - n for n in range(proposals)])
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/")
    with django_assert_num_queries(10):
        assert client.get(f"/panels/{walk.panel.pk}/").status_code == 200


# The batch's board


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_batchs_board_asks_a_fixed_number_of_times(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    enter(client, walk.officer).get(board_of(walk))
    with django_assert_num_queries(9):
        assert len(client.get(board_of(walk)).context["rows"]) == proposals


def test_pages_follow_each_other_without_gap_or_repeat(client):
    walk = scoring(1)
    for n in range(120):
        ProposalFactory(challenge=walk.challenge, state="qualified", receipt_number=f"RX-{n:03}")
    enter(client, walk.officer)
    for sort in ("due", "progress", "firm", "score"):
        seen, address = [], f"{board_of(walk)}?sort={sort}"
        while address:
            answer = client.get(address)
            seen += [line.row.id for line in answer.context["rows"]]
            address = answer.context["following"]
        assert (len(seen), len(set(seen))) == (121, 121)
    assert client.get(f"{board_of(walk)}?after=bm9uc2Vuc2U").status_code == 404


def test_each_filter_shows_what_its_tab_counts(client, walk):
    walk.mark(walk.experts[0], walk.proposals[0], 20)
    walk.mark(walk.experts[1], walk.proposals[0], 95)
    reviews.recuse(walk.review_of(walk.experts[2], walk.proposals[1]), by=walk.experts[2], at=walk.at, reason="合著")
    enter(client, walk.officer)
    answer = client.get(board_of(walk))
    assert {tab.label: tab.count for tab in answer.context["tabs"] if tab.count} == {
        "全部": 3,
        "没人开始": 2,
        "评分中": 1,
        "须合议": 1,
        "有回避": 1,
    }
    for tab in answer.context["tabs"]:
        assert len(client.get(tab.url).context["rows"]) == tab.count
    walk.panel.__class__.objects.update(due_at=clock.now() - DAY)
    assert len(client.get(f"{board_of(walk)}?overdue=1").context["rows"]) == 3
    firm = walk.proposals[1].organisation.name
    assert [line.row.firm_name for line in client.get(board_of(walk), {"q": firm}).context["rows"]] == [firm]
    for forged in ("state=best", "sort=luck", "panel=x", "overdue=yes"):
        assert client.get(f"{board_of(walk)}?{forged}").status_code == 404


def test_no_order_and_no_export_tells_a_mark_before_the_lock(client, walk):
    walk.mark_each((60, 70, 80))
    enter(client, walk.officer)
    answer = client.get(f"{board_of(walk)}?sort=score")
    ids = [line.row.id for line in answer.context["rows"]]
    assert ids == sorted(ids, reverse=True) and {line.row.score for line in answer.context["rows"]} == {None}
    file = text(client.post(f"{board_of(walk)}export/", {"format": "csv", "reason": "核对", "sort": "score"}))
    assert not re.search(r"\b[678]0(\.00)?\b", file)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    answer = client.get(f"{board_of(walk)}?sort=score")
    assert [line.row.rank for line in answer.context["rows"]] == [1, 2, 3]


def test_the_export_is_exactly_the_filter_and_its_reason_is_kept(client, walk):
    walk.mark(walk.experts[0], walk.proposals[0], 80)
    enter(client, walk.officer)
    address = f"{board_of(walk)}export/"
    assert client.post(address, {"format": "csv", "reason": " "}).status_code == 302
    assert not Event.objects.filter(name="batch.reviews_exported").exists()
    lines = text(client.post(address, {"format": "csv", "reason": "送审", "state": "none"})).strip().splitlines()
    assert len(lines) == 3 and walk.proposals[0].organisation.name not in "".join(lines)
    book = load_workbook(io.BytesIO(client.post(address, {"format": "xlsx", "reason": "送审"}).content))
    assert book.active.max_row == 6
    kept = Event.objects.filter(name="batch.reviews_exported").order_by("id")
    assert [(event.facts["rows"], event.facts["words"]) for event in kept] == [(2, {"state": "none"}), (3, {})]
    assert enter(client, walk.supervisor).post(address, {"format": "csv", "reason": "看"}).status_code == 302
    assert kept.count() == 2


def test_a_saved_view_is_ones_own_and_may_open_the_board(client, walk):
    enter(client, walk.officer)
    views = f"/batches/{walk.challenge.batch_id}/views/"
    client.post(views, {"name": "没动的", "state": "none", "default": "1"})
    view = SavedView.objects.get()
    assert (view.words, view.default, view.batch_id) == ({"state": "none"}, True, None)
    assert client.get(board_of(walk))["Location"] == f"{board_of(walk)}?state=none"
    assert client.get(f"{board_of(walk)}?all=1").status_code == 200
    client.post(f"{views}{view.pk}/name/", {"name": "没人开始的"})
    client.post(f"{views}{view.pk}/default/")
    view.refresh_from_db()
    assert (view.name, view.default) == ("没人开始的", False)
    enter(client, walk.admin)
    assert client.post(f"{views}{view.pk}/removal/").status_code == 404
    enter(client, walk.officer)
    client.post(f"{views}{view.pk}/removal/")
    assert not SavedView.objects.exists()
    client.post(views, {"name": " ", "state": "none"})
    client.post(views, {"name": "假的", "state": "best"})
    assert not SavedView.objects.exists()
