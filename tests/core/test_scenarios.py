"""The rules a firm meets at the deadline, each told as it happens, over HTTP and by the platform's own clock."""

import datetime

import pytest
from django.utils import timezone

from challenges.bulletin.models import Notice
from challenges.core.periods import SHANGHAI
from challenges.listing.models import Challenge, Condition
from challenges.proposals.models import Proposal
from challenges.tasks import take_due_steps
from notifications import relay
from notifications.clock import local
from notifications.models import Event, InboxItem, SandboxClock
from tests.core.test_api_journey import send
from tests.factories.accounts import CertificateFactory, acting, operator
from tests.factories.challenges import DAY, NOW, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.review import OBJECTION, Review5, stranger
from tests.factories.texts import read_before_signing, read_now
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def time(settings):
    """Set the platform's clock to a moment; it stands there but for the moments that the test itself takes."""
    settings.SANDBOX = True

    def at(moment):
        SandboxClock.objects.update_or_create(pk=1, defaults={"offset": moment - timezone.now()})
        return moment

    at(NOW)
    return at


def stored(row):
    return type(row).objects.get(pk=row.pk)


def test_an_expired_certificate_blocks_the_submission_with_its_date(time):
    proposal = complete_proposal(state="internal_review")
    params = {"types": ["little_giant"]}
    Condition.objects.create(challenge=proposal.challenge, position=1, kind="certificate", params=params)
    expired = datetime.date(2026, 5, 30)
    CertificateFactory(organisation=proposal.organisation, type="little_giant", expires_on=expired)
    signer = client_of(acting(proposal.organisation, "signer"))
    answer = send(signer, "post", f"proposals/{proposal.pk}/submission/", read_before_signing(proposal))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    [error] = answer.json()["errors"]
    assert "已于 2026-05-30 到期" in error["message"]
    assert (stored(proposal).state, stored(proposal.challenge).receipt_seq) == ("internal_review", 0)


VAGUE = {"indicators": [{"name": "性能显著提升", "comparator": "ge", "mandatory": True}]}


def test_a_vague_indicator_is_refused_at_its_field(time):
    challenge = accepting_challenge()
    Challenge.objects.filter(pk=challenge.pk).update(state="draft")
    writer = client_of(acting(challenge.lead, "handler"))
    url = f"challenges/{challenge.pk}/"
    version = writer.get(f"/api/v1/{url}")["ETag"]
    assert send(writer, "patch", url, VAGUE, **{"If-Match": version}).status_code == 200
    answer = send(writer, "post", f"{url}internal-review/")
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert {"indicators.0.target", "indicators.0.unit", "indicators.0.test_method"} <= fields
    assert stored(challenge).state == "draft"


def test_a_sealed_proposal_is_a_count_until_the_last_second_has_passed(time):
    proposal = complete_proposal(state="submitted")
    challenge = proposal.challenge
    lead = client_of(acting(challenge.lead, "handler"))
    people = [lead, client_of(operator()), client_of(acting(challenge.organiser, "checker"))]
    time(challenge.closes_at - 2 * SECOND)
    take_due_steps()
    url = f"/api/v1/proposals/{proposal.pk}/"
    missing = [client.get("/api/v1/proposals/999999/") for client in people]
    answers = [client.get(url) for client in people]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert [answer.content for answer in answers] == [answer.content for answer in missing]
    time(challenge.closes_at + 2 * SECOND)
    take_due_steps()
    assert [client.get(url).status_code for client in people] == [200, 404, 200]
    [opened] = Event.objects.filter(name="proposal.unsealed")
    assert (opened.subject_id, opened.actor_id) == (proposal.pk, None)


def test_one_second_late_is_late_and_no_backlog_changes_it(time):
    proposal = complete_proposal(state="internal_review")
    signer = client_of(acting(proposal.organisation, "signer"))
    time(proposal.challenge.closes_at + SECOND)
    url = f"proposals/{proposal.pk}/submission/"
    answer = send(signer, "post", url, read_before_signing(proposal))
    assert (answer.status_code, answer.json()["code"]) == (409, "late")
    assert stored(proposal).state == "internal_review"
    for _tick in range(3):
        take_due_steps()
    assert (stored(proposal).state, stored(proposal.challenge).receipt_seq) == ("expired", 0)
    assert send(signer, "post", url, read_before_signing(proposal)).status_code == 409
    assert Event.objects.filter(name="proposal.expired").count() == 1


def test_a_late_change_of_the_amount_moves_the_deadline_and_is_told_once(time):
    challenge = accepting_challenge()
    challenge.payment_parts.create(position=1, node="验收", percent=100)
    drafting = complete_proposal(challenge=challenge)
    writer = acting(drafting.organisation, "handler")
    admin = client_of(acting(challenge.organiser, "batch_admin"))
    at = time(challenge.closes_at - 5 * DAY)
    changed = {"reason": "企业增加出资", "total_wan": "900", "enterprise_wan": "700"}
    answer = send(admin, "post", f"challenges/{challenge.pk}/correction/", changed)
    assert answer.status_code == 200, answer.json()
    assert stored(challenge).closes_at >= at + 10 * DAY
    [notice] = Notice.objects.all()
    public = admin.get(f"/api/v1/notices/{notice.pk}/")
    assert (public.status_code, public.json()["kind"]) == (200, "correction")
    for _run in range(2):
        relay.dispatch(at)
    assert InboxItem.objects.filter(person=writer.user, event__name="challenge.corrected").count() == 1


def test_a_publicity_ends_after_the_holiday_and_an_objection_stops_that_award_only(time):
    posted = datetime.datetime(2026, 9, 28, 10, tzinfo=SHANGHAI)
    first, second = (Review5(at=posted) for _n in range(2))
    for walk in (first, second):
        walk.publicised()
        ends = local(stored(walk.challenge).publicity_ends_at)
        assert ends == datetime.datetime(2026, 10, 10, 23, 59, 59, tzinfo=SHANGHAI)
    time(datetime.datetime(2026, 10, 10, 20, tzinfo=SHANGHAI))
    objector = client_of(stranger())
    body = OBJECTION | read_now("objection", first.challenge.organiser_id)
    answer = send(objector, "post", f"challenges/{first.challenge.pk}/objections/", body)
    assert answer.status_code == 201, answer.json()
    time(datetime.datetime(2026, 10, 11, 0, 0, 1, tzinfo=SHANGHAI))
    take_due_steps()
    assert [stored(walk.challenge).state for walk in (first, second)] == ["objection", "awarded"]
    assert Proposal.objects.filter(state="selected").count() == 1
