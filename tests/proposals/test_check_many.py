"""The check of many proposals: a preview by the checks that refuse, two persons for each row, and a result."""

import pytest

from accounts.errors import NotAllowed, Refused
from challenges.core.access.job import visible_to
from challenges.core.actions import job as jobs
from challenges.core.models import Job
from challenges.core.queries.job import KINDS, lines
from challenges.listing.models import Condition
from challenges.proposals.actions import check_many
from challenges.proposals.actions.proposal_check import check, request_supplement
from challenges.proposals.models import Member, Proposal
from notifications import clock
from notifications.models import Event
from tests.desk.test_call_pages import enter, in_state, text
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import BatchFactory
from tests.factories.proposals import complete_proposal
from tests.factories.review import stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def challenge(batch):
    return in_state(batch, "qualification")


@pytest.fixture
def checker(batch):
    return acting(batch.organiser, "checker")


@pytest.fixture
def second(batch):
    return acting(batch.organiser, "checker")


def opened(challenge, number=1, **firm):
    firm = {"kind": "sme", "region_code": "330100", **firm}
    return [
        complete_proposal(challenge, organisation=OrganisationFactory(**firm), state="opened") for _n in range(number)
    ]


def asked(batch, rows, by, kind="check", **more):
    return jobs.ask(batch, by=by, at=clock.now(), kind=kind, picks=[row.pk for row in rows], **more)


def ran(*args, **more):
    job = asked(*args, **more)
    jobs.run_waiting(at=clock.now())
    job.refresh_from_db()
    return job


def outcome(job):
    return list(job.rows.values_list("state", "code"))


def states(rows):
    return list(Proposal.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("state", flat=True))


def test_two_persons_qualify_many_and_each_row_keeps_its_result(batch, challenge, checker, second):
    rows = opened(challenge, 3)
    job = ran(batch, rows, checker)
    assert (job.state, job.done, job.failed) == ("done", 3, 0) and states(rows) == ["opened"] * 3
    assert set(Proposal.objects.values_list("check_result", "checked_by")) == {("qualified", checker.user_id)}
    job = ran(batch, rows, second, "confirm")
    assert (job.done, job.failed) == (3, 0) and states(rows) == ["qualified"] * 3
    assert Event.objects.filter(name="proposal.check_confirmed").count() == 3
    assert [line.subject for line in lines(second, job)] == [row.pk for row in rows]


def test_what_is_individual_stays_on_its_own_page(batch, challenge, checker, second):
    fit, cured, refused, done = opened(challenge, 4)
    request_supplement(cured, items=[{"item": "licence", "note": "x"}], by=checker, at=clock.now())
    check(refused, qualified=False, reasons=[{"code": "other", "note": "缺营业执照"}], by=checker, at=clock.now())
    check(done, qualified=True, by=checker, at=clock.now())
    job = ran(batch, [fit, cured, refused, done], second)
    assert outcome(job) == [("done", ""), ("failed", "wrong_state"), ("failed", "checked"), ("failed", "checked")]
    job = ran(batch, [fit, cured, refused, done], second, "confirm")
    assert outcome(job) == [
        ("failed", "four_eyes"),
        ("failed", "wrong_state"),
        ("failed", "individual"),
        ("done", ""),
    ]
    assert states([fit, cured, refused, done]) == ["opened", "supplement", "opened", "qualified"]
    assert "单独复核" in next(line.said for line in lines(second, job) if line.subject == refused.pk)


def test_conditions_that_fail_or_are_for_people_are_told_before_and_refused_after(client, batch, challenge, checker):
    near, far = opened(challenge)[0], opened(challenge, region_code="110000")[0]
    Condition.objects.create(challenge=challenge, position=1, kind="region", params={"regions": ["33"]})
    asked_of = in_state(batch, "qualification")
    Condition.objects.create(challenge=asked_of, position=1, kind="text", params={"text": "有中试线"})
    judged = opened(asked_of)[0]
    rows = [near, far, judged]
    at = f"/batches/{batch.pk}/jobs/"
    answer = enter(client, checker).get(at, {"kind": "check", "pick": [row.pk for row in rows]})
    assert f"/batches/{batch.pk}/reviews/" not in answer.content.decode()
    page = text(answer)
    assert "将初核 1 份申报书" in page and "不在要求之内" in page and "须人工核对，请单独办理：有中试线" in page
    assert not Job.objects.exists()
    answer = client.post(at, {"kind": "check", "pick": [row.pk for row in rows], "count": 3})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    jobs.run_waiting(at=clock.now())
    assert outcome(job) == [("done", ""), ("failed", "condition"), ("failed", "manual")]
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert f"/batches/{batch.pk}/reviews/" not in page
    assert f"/proposals/{far.pk}/" in page and "不在要求之内" in text(client.get(f"/jobs/{job.pk}/"))
    page = text(client.get(at, {"kind": "check", "pick": [far.pk]}))
    assert "这 0 份初核合格" not in page and "这 1 份初核合格" not in page


def test_a_consortium_is_judged_with_its_partners(challenge, checker):
    row = opened(challenge)[0]
    Condition.objects.create(challenge=challenge, position=1, kind="consortium", params={"allowed": False})
    assert check_many.outlook_of_checks(checker, [row], clock.now()) == {}
    at = clock.now()
    Member.objects.create(
        proposal=row, organisation=OrganisationFactory(kind="sme"), state="confirmed", created_at=at, updated_at=at
    )
    [why] = check_many.outlook_of_checks(checker, [row], at).values()
    assert why.code == "condition" and "不接受联合体" in str(why)
    Condition.objects.update(kind="certificate", params={"types": ["high_tech"]})
    [why] = check_many.outlook_of_checks(checker, [row], at).values()
    assert "没有登记这类证书" in str(why)


def test_the_act_alone_refuses_what_the_preview_told(challenge, checker, second):
    row = opened(challenge)[0]
    with pytest.raises(Refused) as caught:
        check_many.confirms(row, by=second, at=clock.now())
    assert caught.value.code == "not_checked"
    check_many.passes(row, by=checker, at=clock.now())
    with pytest.raises(Refused) as caught:
        check_many.confirms(row, by=checker, at=clock.now())
    assert caught.value.code == "four_eyes"
    check_many.confirms(row, by=second, at=clock.now())
    row.refresh_from_db()
    assert row.state == "qualified"


@pytest.mark.parametrize("role", ["review_officer", "supervisor", "notice_officer"])
def test_only_checkers_ask(batch, challenge, role):
    rows = opened(challenge)
    with pytest.raises(NotAllowed):
        asked(batch, rows, acting(batch.organiser, role))
    assert not Job.objects.exists()


def test_checkers_read_of_checks_and_nothing_of_reviews(client, batch, challenge, checker):
    rows = opened(challenge)
    job = asked(batch, rows, checker)
    Job.objects.create(
        kind="remind", batch=batch, asked_by=checker.user, created_at=job.created_at, updated_at=job.created_at
    )
    assert list(visible_to(checker)) == [job]
    assert visible_to(acting(batch.organiser, "supervisor")).count() == 2
    assert not visible_to(acting(batch.organiser, "contract_officer")).exists()
    with pytest.raises(NotAllowed):
        jobs.cancel(job, by=acting(batch.organiser, "review_officer"), at=clock.now())
    enter(client, checker)
    assert "资格初核合格" in text(client.get("/jobs/")) and client.get(f"/jobs/{job.pk}/").status_code == 200
    jobs.cancel(job, by=checker, at=clock.now())
    assert job.state == "cancelled"


def test_the_board_shows_whose_turn_it_is(client, batch, challenge, checker):
    first, other = opened(challenge, 2)
    check(other, qualified=True, by=checker, at=clock.now())
    at = f"/batches/{batch.pk}/checks/"
    page = text(enter(client, checker).get(at))
    assert first.organisation.name in page and other.organisation.name not in page and "预览初核合格" in page
    page = text(client.get(f"{at}?turn=second"))
    assert other.organisation.name in page and checker.user.name in page and "预览复核" in page
    assert f"/batches/{batch.pk}/checks/" in client.get(f"/batches/{batch.pk}/").content.decode()
    for words in ("turn=third", "after=x"):
        assert client.get(f"{at}?{words}").status_code == 404
    assert client.get(f"/batches/{batch.pk}/jobs/", {"kind": "confirm"})["Location"] == f"{at}?turn=second"
    check(first, qualified=False, reasons=[{"code": "other", "note": "缺营业执照"}], by=checker, at=clock.now())
    assert "不合格" in text(client.get(f"{at}?turn=second")) and "没有要办的" in text(client.get(at))


def test_to_everybody_else_the_board_does_not_exist(client, batch, challenge):
    rows = opened(challenge)
    others = [stranger("organiser"), stranger("lead"), acting(challenge.lead, "signer"), stranger()]
    for viewer in (*others, acting(batch.organiser, "contract_officer")):
        enter(client, viewer)
        asks = f"/batches/{batch.pk}/jobs/?kind=check&pick={rows[0].pk}"
        assert [client.get(at).status_code for at in (f"/batches/{batch.pk}/checks/", asks)] == [404, 404]
    enter(client, acting(batch.organiser, "supervisor"))
    page = client.get(f"/batches/{batch.pk}/checks/").content.decode()
    assert rows[0].organisation.name in page and "data-pick" not in page


def test_pages_by_key_show_each_once(client, batch, challenge, checker):
    from challenges.proposals.queries import check_board

    rows = opened(challenge, 5)
    seen, filters = [], check_board.Filters()
    while True:
        page, after = check_board.page(checker, batch, filters, size=2)
        seen += [row.id for row in page]
        if not after:
            break
        filters = filters.having(after=after)
    assert seen == [row.pk for row in rows]


def test_the_same_over_the_api(batch, challenge, checker):
    rows, at = opened(challenge), f"/api/v1/batches/{batch.pk}/jobs/"
    given = {"kind": "check", "proposal_ids": [rows[0].pk]}
    answer = client_of(checker).post(at, given, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["kind"] == "check"
    assert client_of(checker).post(at, {**given, "kind": "remind"}, content_type="application/json").status_code == 404
    assert client_of(checker).post(at, [], content_type="application/json").status_code == 404
    given["proposal_ids"] = [10**9]
    assert client_of(checker).post(at, given, content_type="application/json").status_code == 422


@pytest.mark.parametrize("number", [3, 30])
def test_board_and_preview_ask_flatly(client, batch, challenge, checker, number, django_assert_num_queries):
    Condition.objects.create(challenge=challenge, position=1, kind="region", params={"regions": ["33"]})
    rows = opened(challenge, number)
    enter(client, checker)
    client.get(f"/batches/{batch.pk}/checks/")
    with django_assert_num_queries(7):
        client.get(f"/batches/{batch.pk}/checks/")
    assert KINDS["check"].noun == "proposal"
    with django_assert_num_queries(15):
        client.get(f"/batches/{batch.pk}/jobs/", {"kind": "check", "pick": [row.pk for row in rows]})
