"""The review boards, saved views and jobs as pages and endpoints: what they show, to whom, and at what cost."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from accounts.models import ExpertProfile
from challenges.actions import job as jobs
from challenges.actions import panel as panels
from challenges.actions import review as reviews
from challenges.models import Conflict, Job, SavedView, Seat
from notifications import clock
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import ProposalFactory
from tests.factories.review import Review5, expert, stranger

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


def scoring(proposals=2, **fields):
    """A panel that scores now, with so many proposals."""
    walk = Review5(proposals=proposals, at=clock.now() - 2 * DAY, **fields)
    ExpertProfile.objects.update(max_load=99)
    return walk.scoring()


@pytest.fixture
def walk():
    return scoring(3, reserves=1)


def board_of(walk):
    return f"/batches/{walk.challenge.batch_id}/reviews/"


# The panel's board


def test_a_panels_board_shows_who_is_where_and_no_mark(client, walk):
    for n, one in enumerate(walk.experts):
        walk.mark(one, walk.proposals[0], 91 if n else 13)
    reviews.return_to_expert(
        walk.review_of(walk.experts[1], walk.proposals[0]), by=walk.officer, at=walk.at, reason="补评语"
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
    assert "91" not in re.sub(r"<[^>]*>", "", page) and "13.00" not in page
    assert f'href="/batches/{walk.challenge.batch_id}/jobs/?kind=remind&amp;panel={walk.panel.pk}"' in page


def test_after_the_lock_the_board_shows_the_ranking_and_the_same_as_text(client):
    walk = Review5(proposals=3)
    ExpertProfile.objects.update(max_load=99)
    walk.locked((85, 70, 55))
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
    for proposal in walk.proposals:
        walk.mark(walk.experts[0], proposal, 80)
    enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/")
    with django_assert_num_queries(11):
        assert client.get(f"/panels/{walk.panel.pk}/").status_code == 200


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_locked_board_asks_a_fixed_number_of_times(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    for proposal in walk.proposals:
        for one in walk.experts:
            walk.mark(one, proposal, 80)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    enter(client, walk.officer).get(f"/panels/{walk.panel.pk}/")
    with django_assert_num_queries(12):
        assert client.get(f"/panels/{walk.panel.pk}/").status_code == 200


# The batch's board


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_batchs_board_asks_a_fixed_number_of_times(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    enter(client, walk.officer).get(board_of(walk))
    with django_assert_num_queries(12):
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
    for n, proposal in enumerate(walk.proposals):
        for one in walk.experts:
            walk.mark(one, proposal, 60 + 10 * n)
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


# Jobs


def ask_address(walk):
    return f"/batches/{walk.challenge.batch_id}/jobs/"


def test_a_job_is_asked_confirmed_and_watched(client, walk):
    enter(client, walk.officer)
    picks = [proposal.pk for proposal in walk.proposals]
    question = client.get(ask_address(walk), {"kind": "remind", "pick": picks})
    assert "将催办 5 位专家" in text(question) and walk.experts[0].user.name in text(question)
    answer = client.post(ask_address(walk), {"kind": "remind", "pick": picks, "count": 5, "reason": ""})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    page = text(client.get(f"/jobs/{job.pk}/"))
    assert "还有 5 项" in page and f'hx-get="/jobs/{job.pk}/progress/"' in page
    jobs.run_waiting(at=clock.now())
    page = text(client.get(f"/jobs/{job.pk}/progress/"))
    assert "5 项全部办完" in page and "hx-get" not in page and "<html" not in page
    assert "催办专家" in text(client.get("/jobs/"))


@pytest.mark.parametrize("given", [{}, {"q": ""}, {"sort": "firm"}, {"q": "没有这家"}, {"pick": ["x"]}])
def test_nobody_selected_means_nobody_told(client, walk, given):
    enter(client, walk.officer)
    answer = client.get(ask_address(walk), {"kind": "remind", **given}, follow=True)
    assert "没有选中任何对象" in text(answer)
    assert "没有选中任何对象" in text(
        client.post(ask_address(walk), {"kind": "remind", "count": 0, **given}, follow=True)
    )
    assert not Job.objects.exists()


def test_what_must_be_said_comes_back_with_what_was_typed(client, walk):
    enter(client, walk.officer)
    answer = client.post(ask_address(walk), {"kind": "extend", "panel": walk.panel.pk, "reason": "", "due_at": ""})
    assert answer.status_code == 422 and not Job.objects.exists()
    assert client.get(ask_address(walk), {"kind": "erase", "panel": walk.panel.pk}).status_code == 404


def test_a_running_job_is_stopped_from_its_page(client, walk):
    job = jobs.ask(
        walk.challenge.batch, by=walk.officer, at=walk.at, kind="remind", picks=[row.pk for row in walk.proposals]
    )
    enter(client, walk.admin)
    assert client.post(f"/acts/job/{job.pk}/cancel/", {"version": 1}).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 0)


def test_to_everybody_else_boards_and_jobs_do_not_exist(client, walk):
    proposal = ProposalFactory(
        challenge=walk.challenge,
        state="qualified",
        organisation=OrganisationFactory(kind="sme", name=CANARY),
        receipt_number="CANARY-1",
    )
    job = jobs.ask(walk.challenge.batch, by=walk.officer, at=walk.at, kind="remind", picks=[walk.proposals[0].pk])
    batch = walk.challenge.batch_id
    pages = [board_of(walk), f"/jobs/{job.pk}/", f"/jobs/{job.pk}/progress/", "/jobs/", "/reviews/"]
    ends = [f"/api/v1/batches/{batch}/reviews/", f"/api/v1/jobs/{job.pk}/"]
    asks = [f"{ask_address(walk)}?kind=remind&pick={proposal.pk}"]
    posts = [
        ask_address(walk),
        f"{board_of(walk)}export/",
        f"/batches/{batch}/views/",
        f"/api/v1/batches/{batch}/jobs/",
    ]
    checker = acting(walk.challenge.organiser, "checker")
    outsiders = [
        walk.signer,
        walk.experts[0],
        expert(),
        checker,
        stranger(),
        acting(walk.proposals[0].organisation, "signer"),
    ]
    for viewer in outsiders:
        enter(client, viewer)
        answers = [client.get(address) for address in (*pages, *ends, *asks)]
        answers += [client.post(address, {"kind": "remind", "pick": proposal.pk}) for address in posts]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
        assert not any(CANARY in text(answer) for answer in answers)
    other = acting(OrganisationFactory(kind="organiser"), "batch_admin", "review_officer", "supervisor")
    enter(client, other)
    answers = [client.get(address) for address in (*pages[:3], *ends, *asks)]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert CANARY not in text(client.get("/jobs/?all=1")) and CANARY not in text(client.get("/reviews/", follow=True))
    enter(client, walk.supervisor)
    assert [client.get(address).status_code for address in (*pages[:4], *ends)] == [200] * 6
    assert CANARY in text(client.get(board_of(walk)))
    assert [client.get(address).status_code for address in asks] == [404]
    assert Job.objects.count() == 1


# The API


def test_the_board_over_the_api_pages_by_cursor(client, walk):
    walk.mark(walk.experts[0], walk.proposals[0], 80)
    enter(client, walk.officer)
    address = f"/api/v1/batches/{walk.challenge.batch_id}/reviews/?limit=2&sort=progress"
    first = client.get(address).json()
    second = client.get(first["next"]).json()
    assert [row["handed_in"] for row in (*first["items"], *second["items"])] == [0, 0, 1] and second["next"] is None
    assert {row["score"] for row in first["items"]} == {None}
    for wrong in ("state=best", "cursor=x", "colour=red"):
        assert client.get(f"/api/v1/batches/{walk.challenge.batch_id}/reviews/?{wrong}").status_code == 400


def test_a_job_over_the_api_is_asked_once_and_stopped(client, walk):
    enter(client, walk.officer)
    address = f"/api/v1/batches/{walk.challenge.batch_id}/jobs/"
    body = {"kind": "remind", "picks": [walk.proposals[0].pk]}
    send = {"content_type": "application/json", "headers": {"Idempotency-Key": "one"}}
    made, again = client.post(address, body, **send), client.post(address, body, **send)
    assert (made.status_code, again.json()["id"], Job.objects.count()) == (201, made.json()["id"], 1)
    assert made.json()["total"] == 5 and made.json()["can"] == ["cancel"]
    nobody = client.post(address, {"kind": "remind"}, content_type="application/json")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody")
    stopped = client.post(
        f"/api/v1/jobs/{made.json()['id']}/cancellation/", {"reason": "名单有误"}, content_type="application/json"
    )
    assert stopped.json()["state"] == "cancelled"
    assert client.get("/api/v1/jobs/?state=cancelled").json()["items"][0]["kind"] == "remind"


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_lists_of_the_api_cost_the_same_for_many_rows(client, proposals, django_assert_num_queries):
    walk = scoring(proposals)
    enter(client, walk.officer)
    for _n in range(proposals):
        jobs.ask(walk.challenge.batch, by=walk.officer, at=walk.at, kind="remind", picks=[walk.proposals[0].pk])
    for address, count in (
        (f"/api/v1/batches/{walk.challenge.batch_id}/reviews/?limit=100", 9),
        ("/api/v1/jobs/?limit=100", 6),
        ("/jobs/", 8),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
