"""The formal check of many needs: a preview by the checks that refuse, the ordinary act for each, and a result."""

from decimal import Decimal

import pytest

from accounts.errors import NotAllowed, Refused
from challenges.core.access.job import visible_to
from challenges.core.actions import job as jobs
from challenges.core.models import Job
from challenges.core.queries.job import lines
from challenges.files.models import Attachment
from challenges.listing.actions import check_many
from challenges.listing.actions.challenge_check import return_for_repair
from challenges.listing.models import Challenge, Deliverable, PaymentPart
from challenges.listing.queries import need_board
from challenges.listing.states import ChallengeState as S
from notifications import clock
from notifications.models import Event
from tests.desk.test_call_pages import enter, text
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, BatchFactory, IndicatorFactory, in_state
from tests.factories.review import stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def checker(batch):
    return acting(batch.organiser, "checker")


def complete(batch, **fields):
    """Return a need in its formal check that lacks nothing."""
    need = in_state(batch, S.FORMAL_CHECK, **{"secrecy_cleared_at": clock.now(), **fields})
    IndicatorFactory(challenge=need)
    PaymentPart.objects.create(challenge=need, position=0, node="签约", percent=Decimal(100))
    Deliverable.objects.create(challenge=need, position=0, kind="prototype", text="样机 1 台")
    return need


def returned(need, field="content"):
    """Return a need that was sent back for a field, and lies in its formal check again as it was."""
    by = acting(need.organiser, "checker")
    return_for_repair(need, by=by, at=clock.now(), remarks=[{"field": field, "reason": "没有写明样件尺寸"}])
    Challenge.objects.filter(pk=need.pk).update(state=S.FORMAL_CHECK)
    need.refresh_from_db()
    return need


def attached(need, **fields):
    return Attachment.objects.create(
        challenge=need,
        **{
            "kind": "test_report",
            "name": "报告.pdf",
            "content_type": "application/pdf",
            "size": 1,
            "sha256": "0" * 64,
            "uploaded_by": acting(need.lead, "handler").user,
            "uploaded_at": clock.now(),
            "scan_state": "clean",
            **fields,
        },
    )


def ran(batch, rows, by):
    job = jobs.ask(batch, by=by, at=clock.now(), kind="pass", picks=[row.pk for row in rows])
    jobs.run_waiting(at=clock.now())
    job.refresh_from_db()
    return job


def test_each_need_passes_by_the_ordinary_act_and_keeps_its_result(batch, checker):
    rows = [complete(batch) for _n in range(3)]
    job = ran(batch, rows, checker)
    assert (job.state, job.done, job.failed) == ("done", 3, 0)
    assert set(Challenge.objects.values_list("state", "checked_by")) == {("argumentation", checker.user_id)}
    assert Event.objects.filter(name="challenge.check_passed").count() == 3
    assert [line.who for line in lines(checker, job)] == [row.title for row in rows]


def test_what_is_to_be_judged_by_itself_is_told_before_and_refused_after(client, batch, checker):
    fit, lacking = complete(batch), in_state(batch, S.FORMAL_CHECK)
    doubted, file, idle = complete(batch), complete(batch), returned(complete(batch))
    type(doubted.lead).objects.filter(pk=doubted.lead_id).update(verification="refused")
    attached(file, scan_state="waiting", name="待查.pdf")
    attached(fit)
    gone = complete(batch)
    check_many.passes(gone, by=checker, at=clock.now())
    rows = [fit, lacking, doubted, file, idle, gone]
    asks, given = f"/batches/{batch.pk}/jobs/", {"kind": "pass", "pick": [row.pk for row in rows]}
    answer = enter(client, checker).get(asks, given)
    page = text(answer)
    assert "将通过 1 项需求的形式审查" in page and "至少要有一项必达指标" in page
    assert "没有通过核验" in page and "待查.pdf" in page and "没有改动，请单独办理：攻关内容" in page
    assert all(f"/challenges/{row.pk}/work/" in answer.content.decode() for row in rows)
    assert f"/batches/{batch.pk}/needs/" in answer.content.decode() and not Job.objects.exists()
    job = Job.objects.get(pk=client.post(asks, {**given, "count": 6})["Location"].split("/")[2])
    jobs.run_waiting(at=clock.now())
    assert list(job.rows.order_by("position").values_list("state", "code")) == [
        ("done", ""),
        ("failed", "incomplete"),
        ("failed", "lead_unverified"),
        ("failed", "files"),
        ("failed", "idle"),
        ("failed", "wrong_state"),
    ]
    page = client.get(f"/jobs/{job.pk}/")
    assert f"/challenges/{idle.pk}/work/" in page.content.decode() and "没有改动" in text(page)
    states = Challenge.objects.filter(pk__in=[lacking.pk, doubted.pk, file.pk, idle.pk]).values_list("state", flat=True)
    assert set(states) == {"formal_check"}


def test_a_mended_need_passes_and_a_remark_on_an_unknown_field_is_named_as_it_is(batch, checker):
    need = returned(complete(batch))
    Challenge.objects.filter(pk=need.pk).update(content="样件 300 mm")
    need.refresh_from_db()
    assert check_many.outlook(checker, [need], clock.now()) == {}
    strange = returned(complete(batch), field="nowhere")
    Challenge.objects.filter(pk=strange.pk).update(content=strange.content)
    [why] = check_many.outlook(checker, [strange], clock.now()).values()
    assert why.code == "idle" and "nowhere" in str(why)
    with pytest.raises(Refused):
        check_many.passes(strange, by=checker, at=clock.now())


@pytest.mark.parametrize("role", ["review_officer", "supervisor", "notice_officer"])
def test_only_checkers_ask(batch, role):
    need = complete(batch)
    with pytest.raises(NotAllowed):
        ran(batch, [need], acting(batch.organiser, role))
    assert not Job.objects.exists() and not Event.objects.filter(name="challenge.check_passed").exists()


def test_the_board_shows_what_decides_nearest_limit_first(client, batch, checker):
    far = complete(batch, due_at=clock.now() + 5 * DAY)
    near = returned(
        complete(batch, due_at=clock.now() + DAY, mode="honour", total_wan=0, enterprise_wan=0, fiscal_wan=0)
    )
    Challenge.objects.filter(pk=near.pk).update(due_at=clock.now() + DAY)
    attached(far)
    at = f"/batches/{batch.pk}/needs/"
    answer = enter(client, checker).get(at)
    page = text(answer)
    assert [row.pk for row in answer.context["rows"]] == [near.pk, far.pk]
    assert "800.00 万元" in page and "不设金额" in page and "1 项，必达 1 项" in page and "检测报告 1" in page
    assert "没有写明样件尺寸" in page and "这一处的内容没有改动" in page and "预览通过" in page
    assert f"/challenges/{far.pk}/work/" in answer.content.decode()
    assert [row.pk for row in client.get(f"{at}?round=again").context["rows"]] == [near.pk]
    assert [row.pk for row in client.get(f"{at}?round=first").context["rows"]] == [far.pk]
    for words in ("round=third", "after=x"):
        assert client.get(f"{at}?{words}").status_code == 404
    assert client.get(f"/batches/{batch.pk}/jobs/", {"kind": "pass"})["Location"] == at
    type(checker.user).objects.filter(pk=checker.user_id).update(language="en")
    assert "Formal check of many" in text(client.get(at))


def test_the_way_to_it_stands_on_the_page_of_the_call(client, batch, checker):
    at = f"/batches/{batch.pk}/needs/"
    assert at not in enter(client, checker).get(f"/batches/{batch.pk}/").content.decode()
    assert "没有要审查的需求" in text(client.get(at))
    complete(batch)
    assert at in client.get(f"/batches/{batch.pk}/").content.decode()


def test_to_everybody_else_the_board_does_not_exist(client, batch):
    need = complete(batch)
    others = [stranger("organiser"), stranger("lead"), acting(need.lead, "signer"), stranger()]
    for viewer in (*others, acting(batch.organiser, "contract_officer")):
        enter(client, viewer)
        asks = f"/batches/{batch.pk}/jobs/?kind=pass&pick={need.pk}"
        assert [client.get(at).status_code for at in (f"/batches/{batch.pk}/needs/", asks)] == [404, 404]
        assert client_of(viewer).get(f"/api/v1/batches/{batch.pk}/needs/").status_code == 404
    enter(client, acting(batch.organiser, "supervisor"))
    page = client.get(f"/batches/{batch.pk}/needs/").content.decode()
    assert need.title in page and "data-pick" not in page


def test_checkers_read_of_these_jobs(batch, checker):
    job = ran(batch, [complete(batch)], checker)
    assert list(visible_to(checker)) == [job]
    assert not visible_to(acting(batch.organiser, "contract_officer")).exists()


def test_pages_by_key_show_each_once(batch, checker):
    rows = [complete(batch, due_at=None if n == 4 else clock.now() + (5 - n) * DAY) for n in range(5)]
    seen, filters = [], need_board.Filters()
    while True:
        page, after = need_board.page(checker, batch, filters, clock.now(), size=2)
        seen += [row.challenge.pk for row in page]
        if not after:
            break
        filters = filters.having(after=after)
    assert seen == [rows[n].pk for n in (3, 2, 1, 0, 4)]


def test_the_same_over_the_api(batch, checker):
    need, bare, at = complete(batch), in_state(batch, S.FORMAL_CHECK), f"/api/v1/batches/{batch.pk}/"
    client = client_of(checker)
    [first] = client.get(f"{at}needs/?limit=1").json()["items"]
    rest = client.get(f"{at}needs/?limit=1").json()["next"]
    assert (first["id"], first["mandatory_count"], first["hindrance"]) == (need.pk, 1, None) and rest
    assert client.get(f"{at}needs/?round=again").json()["items"] == []
    assert [client.get(f"{at}needs/?{wrong}").status_code for wrong in ("round=x", "cursor=x", "y=1")] == [400] * 3
    given = {"kind": "pass", "challenge_ids": [need.pk, bare.pk]}
    answer = client.post(f"{at}jobs/", given, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["kind"] == "pass" and answer.json()["total"] == 2
    jobs.run_waiting(at=clock.now())
    rows = client.get(f"/api/v1/jobs/{answer.json()['id']}/").json()["rows"]
    assert [row["state"] for row in rows] == ["done", "failed"]
    wrong = client.post(f"{at}jobs/", {**given, "challenge_ids": [10**9]}, content_type="application/json")
    assert wrong.status_code == 422 and "challenge_ids.0" in wrong.content.decode()
    other = {"kind": "pass", "proposal_ids": [1]}
    wrong = client.post(f"{at}jobs/", other, content_type="application/json")
    assert wrong.status_code in (400, 422) and "proposal_ids" in wrong.content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_board_and_preview_ask_flatly(client, batch, checker, number, django_assert_num_queries):
    rows = [returned(complete(batch)) for _n in range(number)]
    enter(client, checker)
    client.get(f"/batches/{batch.pk}/needs/")
    with django_assert_num_queries(18):
        client.get(f"/batches/{batch.pk}/needs/")
    with django_assert_num_queries(18):
        client.get(f"/batches/{batch.pk}/jobs/", {"kind": "pass", "pick": [row.pk for row in rows]})
