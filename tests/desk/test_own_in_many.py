"""An officer who belongs to one of many: previews name it and leave it out; what holds for all of a call is refused."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import NotAllowed
from challenges.bulletin.models import Notice
from challenges.core import own
from challenges.core.actions import job as jobs
from challenges.core.queries.job import KINDS, outlook, targets
from challenges.core.states import JobKind, RowState
from challenges.listing.actions import batch as batches
from challenges.listing.actions import batch_life as life
from challenges.listing.actions import batch_rules
from challenges.listing.models import Batch, Challenge, Opinion
from challenges.review.models import Seat
from notifications import clock
from tests.desk.test_call_pages import enter, in_state, text
from tests.desk.test_call_together import picked, waiting
from tests.factories.accounts import ExpertFactory, MembershipFactory, OrganisationFactory, acting
from tests.factories.challenges import BatchFactory, ProposalFactory
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db
LEAD = "您也是发榜方的成员"
DESK = ("batch_admin", "checker", "notice_officer", "review_officer")


@pytest.fixture
def batch():
    return BatchFactory()


def torn(organiser, house):
    """An officer who belongs to another organisation too, as the site reads them."""
    one = acting(organiser, *DESK)
    MembershipFactory(user=one.user, organisation=house, roles=["handler"])
    return replace(one, elsewhere=frozenset({house.pk}))


def test_the_page_before_a_common_notice_names_what_is_the_officers_own_and_leaves_it_out(client, batch):
    fit, mine = waiting(batch), waiting(batch)
    me = torn(batch.organiser, mine.lead)
    page = enter(client, me).get(f"/batches/{batch.pk}/").content.decode()
    assert picked(page) == [fit.pk]
    at = f"/batches/{batch.pk}/notices/publication/"
    page = text(client.get(at, {"pick": [fit.pk, mine.pk]}))
    assert "拟公告稿，含 1 项" in page and LEAD in page and mine.title in page
    page = text(client.post(at, {"pick": [fit.pk, mine.pk]}))
    assert f"“{mine.title}”：{LEAD}" in page and not Notice.objects.exists()
    assert client.post(at, {"pick": fit.pk})["Location"] == f"/notices/{Notice.objects.get().pk}/"


@pytest.mark.parametrize("kind", ["publicity", "result"])
def test_every_kind_of_common_notice_names_it(client, kind):
    walk = Review5(load=99)
    walk = walk.decided()
    me = torn(walk.challenge.organiser, walk.challenge.lead)
    at = f"/batches/{walk.challenge.batch_id}/notices/{kind}/"
    assert LEAD in text(enter(client, me).get(at, {"pick": walk.challenge.pk}))
    client.post(at, {"pick": walk.challenge.pk})
    assert not Notice.objects.filter(prepared_by=me.user_id).exists()


def test_the_preview_of_a_job_names_them_and_the_job_does_not_do_them(client, batch):
    fit, mine = (in_state(batch, "qualification") for _n in range(2))
    rows = [ProposalFactory(challenge=one, state="opened", receipt_number=f"R{one.pk}") for one in (fit, mine)]
    me = torn(batch.organiser, mine.lead)
    at = f"/batches/{batch.pk}/jobs/?kind=check&pick={rows[0].pk}&pick={rows[1].pk}"
    assert LEAD in text(enter(client, me).get(at))
    job = jobs.ask(batch, by=me, at=clock.now(), kind="check", picks=[row.pk for row in rows])
    jobs.run_waiting(at=clock.now())
    done = {row.subject_id: row for row in job.rows.all()}
    assert done[rows[1].pk].state == RowState.FAILED and LEAD in done[rows[1].pk].said


@pytest.mark.parametrize("code", JobKind.values)
def test_every_kind_of_job_knows_the_way_to_the_challenge(code):
    kind = KINDS[code]
    rows = kind.visible(torn(OrganisationFactory(kind="organiser"), OrganisationFactory()))
    model = rows.model if not kind.challenge else rows.values_list(kind.challenge).query.output_field
    assert list(rows.values_list("id", f"{kind.challenge}_id" if kind.challenge else "id")) == [] and model is not None


def test_a_job_on_reviews_names_them_too():
    walk = Review5().scoring()
    me = torn(walk.challenge.organiser, walk.challenge.lead)
    found = targets(me, KINDS["remind"], [row.pk for row in walk.proposals])
    said = outlook(me, KINDS["remind"], found, walk.at)
    assert set(said) == {one.id for one in found} and all(LEAD in why for why in said.values())
    assert outlook(walk.officer, KINDS["remind"], found, walk.at) == {}


def test_what_holds_for_the_whole_call_is_left_to_a_colleague(client, batch):
    mine, at = in_state(batch, "accepting"), clock.now()
    me, free = torn(batch.organiser, mine.lead), acting(batch.organiser, "batch_admin")
    for call in (
        lambda by: batches.edit(batch, by=by, at=at, name="改过的名称"),
        lambda by: batch_rules.change(batch, by=by, at=at, values={"score_return_days": 3}),
        lambda by: life.close(batch, by=by, at=at),
    ):
        with pytest.raises(NotAllowed, match=f"“{mine.title}”：{LEAD}"):
            call(me)
    assert batches.edit(batch, by=free, at=at, name="同事改的名称").name == "同事改的名称"
    enter(client, me)
    for address in (f"/batches/{batch.pk}/", f"/batches/{batch.pk}/rules/"):
        page = text(client.get(address))
        assert LEAD in page and "/edit/" not in page and "/rules/decide/" not in page
    for address in (f"/batches/{batch.pk}/edit/", f"/batches/{batch.pk}/rules/decide/"):
        assert LEAD in text(client.get(address, follow=True))
        assert LEAD in text(client.post(address, {}, follow=True))
    made = life.copy(batch, by=me, at=at, code="COPY-1", name="新的一批", collect_from=life.suggested(batch, at))
    life.delete(made, by=me, at=at)
    assert not Batch.objects.filter(code="COPY-1").exists()
    Challenge.objects.filter(pk=mine.pk).update(state="withdrawn")
    assert life.close(batch, by=me, at=at).closed_at == at


def test_every_tie_is_known_for_many_at_once(batch):
    one = ExpertFactory().user
    lead, applied, seated, asked, free = (in_state(batch, "expert_review") for _n in range(5))
    Challenge.objects.filter(pk=asked.pk).update(state="argumentation")
    asked.refresh_from_db()
    proposal = ProposalFactory(challenge=applied, state="qualified", receipt_number="R")
    houses = frozenset({lead.lead_id, proposal.organisation_id})
    me = replace(acting(batch.organiser, *DESK, user=one, is_expert=True), elsewhere=houses)
    Opinion.objects.create(challenge=asked, expert=one, asked_at=clock.now())
    walk = Review5().composed()
    seat = Seat.objects.filter(panel=walk.panel).first()
    Seat.objects.filter(pk=seat.pk).update(expert=one)
    seat.panel.challenge_id = seated.pk
    seat.panel.save(update_fields=["challenge"])
    rows = [lead, applied, seated, asked, free]
    found = own.of_many(me, rows)
    assert set(found) == {lead.pk, applied.pk, seated.pk, asked.pk}
    assert found == {row.pk: said for row in rows if (said := own.of_challenge(me, row))}


@pytest.mark.parametrize("number", [3, 30])
def test_ties_of_many_are_asked_for_in_four_statements_and_in_none_for_who_is_free(batch, number):
    rows = [in_state(batch, "expert_review") for _n in range(number)]
    me = replace(acting(batch.organiser, *DESK, is_expert=True), elsewhere=frozenset({rows[0].lead_id}))
    with CaptureQueriesContext(connection) as caught:
        assert rows[0].pk in own.of_many(me, rows)
    assert len(caught) <= 4
    free = acting(batch.organiser, *DESK)
    with CaptureQueriesContext(connection) as caught:
        assert own.of_many(free, rows) == {}
    assert len(caught) == 0
