"""Jobs and boards as pages and endpoints: asked, confirmed, watched, stopped; and that nobody else meets them."""

import pytest

from challenges.core.actions import job as jobs
from challenges.core.models import Job
from notifications import clock
from tests.core.test_api_journey import verbs
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import ProposalFactory
from tests.factories.review import expert, stranger
from tests.review.test_board_pages import board_of, enter, scoring, text

pytestmark = pytest.mark.django_db
CANARY = "CANARY-REVIEWED-FIRM"


@pytest.fixture
def walk():
    return scoring(3, reserves=1)


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
    page = text(client.get(f"/jobs/{job.pk}/progress/", headers={"HX-Request": "true"}))
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
    outsiders = [
        walk.signer,
        walk.experts[0],
        expert(),
        acting(walk.challenge.organiser, "contract_officer"),
        stranger(),
        acting(walk.proposals[0].organisation, "signer"),
    ]
    for viewer in outsiders:
        enter(client, viewer)
        answers = [client.get(address) for address in (*pages, *ends, *asks)]
        answers += [client.post(address, {"kind": "remind", "pick": proposal.pk}) for address in posts]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
        assert not any(CANARY in text(answer) for answer in answers)
    enter(client, acting(walk.challenge.organiser, "checker"))
    answers = [client.get(address) for address in (*pages[:3], *ends, *asks)]
    answers += [client.post(address, {"kind": "remind", "pick": proposal.pk}) for address in posts]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert f"/jobs/{job.pk}/" not in client.get("/jobs/?all=1").content.decode()
    other = acting(OrganisationFactory(kind="organiser"), "batch_admin", "review_officer", "supervisor")
    enter(client, other)
    answers = [client.get(address) for address in (*pages[:3], *ends, *asks)]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert CANARY not in text(client.get("/jobs/?all=1")) and CANARY not in text(client.get("/reviews/", follow=True))
    enter(client, walk.supervisor)
    live = {"HX-Request": "true"}
    assert [client.get(address, headers=live).status_code for address in (*pages[:4], *ends)] == [200] * 6
    assert client.get(pages[2])["Location"] == pages[1]
    assert CANARY in text(client.get(board_of(walk)))
    assert [client.get(address).status_code for address in asks] == [404]
    assert Job.objects.count() == 1


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
    body = {"kind": "remind", "proposal_ids": [walk.proposals[0].pk]}
    send = {"content_type": "application/json", "headers": {"Idempotency-Key": "one"}}
    made, again = client.post(address, body, **send), client.post(address, body, **send)
    assert (made.status_code, again.json()["id"], Job.objects.count()) == (201, made.json()["id"], 1)
    assert made.json()["total"] == 5 and verbs(made.json()) == ["cancel"]
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
        (f"/api/v1/batches/{walk.challenge.batch_id}/reviews/?limit=100", 7),
        ("/api/v1/jobs/?limit=100", 4),
        ("/jobs/", 5),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
