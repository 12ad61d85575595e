"""One notice of the results of several challenges: only of awards that stand, by two persons, once."""

import datetime

import pytest

from accounts.errors import Invalid, NotAllowed
from challenges.award.actions import result_notice
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.core import deadlines
from challenges.listing.models import Challenge
from tests.award.test_publicity_of_many import decided, drafted, picks, posted, refused
from tests.desk.test_call_pages import enter
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def walks():
    walks = decided()
    notice = posted(walks, drafted(walks))
    deadlines.take_due_steps(notice.publicity_ends_at + SECOND)
    for walk in walks:
        walk.challenge.refresh_from_db()
        walk.at = notice.publicity_ends_at + SECOND
    return walks


def told(walks, **more):
    first = walks[0]
    call = {"picks": picks(walks), "by": first.notice_officer, "at": first.at, **more}
    return result_notice.prepare(first.challenge.batch, **call)


def test_one_notice_tells_every_result_once(client, walks):
    assert Notice.objects.filter(kind="result", state="posted").count() == 2
    notice = told(walks)
    refused(["draft_exists"] * 2, lambda: told(walks), Invalid)
    refused("four_eyes", lambda: notices.post(notice, by=walks[0].notice_officer, at=walks[0].at))
    notices.post(notice, by=walks[0].admin, at=walks[0].at)
    assert "2 项榜单揭榜结果" in notice.title and "前，自中榜之日起按自然日计算" in notice.body
    for proposal in (*walks[0].proposals, walks[1].proposals[0]):
        assert proposal.organisation.name in notice.body
    assert {walk.challenge.state for walk in walks} == {"awarded"}
    assert notice.title in client.get(f"/challenges/{walks[1].challenge.pk}/").content.decode()
    refused("told", lambda: told(walks[:1]))


def test_the_notice_of_one_result_names_every_winner(client, walks):
    one = Notice.objects.get(kind="result", items__challenge=walks[0].challenge, items__position=1)
    page = client.get(f"/notices/{one.pk}/").content.decode()
    table = page[page.index("<table") : page.index("</table")]
    assert all(row.organisation.name in table for row in walks[0].proposals)
    assert "800.00" in table and "—" not in table


def test_only_awards_that_stand_are_told(walks):
    notice = told(walks)
    Challenge.objects.filter(pk=walks[1].challenge.pk).update(state="lapsed")
    refused(["wrong_state"], lambda: notices.post(notice, by=walks[0].admin, at=walks[0].at), Invalid)
    notices.discard(notice, by=walks[0].admin, at=walks[0].at)
    refused(["wrong_state"], lambda: told(walks), Invalid)
    refused("not_allowed", lambda: told(walks[:1], by=walks[0].officer), NotAllowed)


def test_it_is_drafted_from_the_page_of_the_call_and_over_the_api(client, walks):
    batch = walks[0].challenge.batch
    enter(client, walks[0].notice_officer)
    assert {row.joint for row in client.get(f"/batches/{batch.pk}/").context["rows"]} == {"result"}
    answer = client.post(f"/batches/{batch.pk}/notices/result/", {"pick": walks[0].challenge.pk})
    assert answer["Location"] == f"/notices/{Notice.objects.get(state='draft').pk}/"
    at, given = f"/api/v1/batches/{batch.pk}/result-draft/", {"challenge_ids": [walks[1].challenge.pk]}
    assert client_of(walks[0].admin).post(at, given, content_type="application/json").status_code == 201
