"""Half past midnight in China, while it is still yesterday in UTC: rules, years and stamps are today's."""

import datetime
import io

import openpyxl
import pytest
import time_machine

from accounts.acting import Acting
from challenges.core.models import RuleSet
from challenges.listing.queries.listing import listing
from challenges.proposals.actions.proposal_submit import submit
from notifications.clock import day_of, local, midnight
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.listing.test_challenge_api import client_of
from tests.review.test_pack_actions import one, walk  # noqa: F401

CHANGE = datetime.date(2026, 12, 1)
# 1 December, 00:30 in China; half an hour before midnight and at that hour.
AT = datetime.datetime(2026, 11, 30, 16, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def test_a_day_begins_at_midnight_in_china():
    assert day_of(AT) == CHANGE and day_of(AT - HOUR) == CHANGE - DAY
    assert (local(AT).hour, local(AT).minute) == (0, 30)
    assert midnight(CHANGE) == AT - HOUR / 2
    assert day_of(midnight(CHANGE)) == CHANGE


@pytest.fixture
def changed(db):
    """The platform's numbers change on 1 December."""
    return RuleSet.objects.create(title="新规则", effective_from=CHANGE, values={"choice_days": 33})


@pytest.mark.parametrize(("at", "days"), [(AT - HOUR, 5), (AT, 33)])
def test_the_page_of_a_challenge_names_the_rules_of_the_day(changed, at, days):
    challenge = accepting_challenge(closes_at=at + 9 * DAY, first_closes_at=at + 9 * DAY)
    found = {stage.key: stage.days for stage in listing(Acting(None), challenge.pk, at).stages}
    assert found["proposed"] == days


@pytest.mark.parametrize(("at", "days"), [(AT - HOUR, 5), (AT, 33)])
def test_the_page_itself_says_the_days_of_the_rules(changed, client, at, days):
    challenge = accepting_challenge(closes_at=at + 9 * DAY, first_closes_at=at + 9 * DAY)
    with time_machine.travel(at, tick=False):
        page = client.get(f"/challenges/{challenge.pk}/").content.decode()
    assert ("33 个工作日" in page) == (days == 33)


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "year"), [(-1, 2026), (0, 2027)])
def test_a_receipt_of_new_years_night_has_the_new_year(hours, year):
    at = datetime.datetime(2026, 12, 31, 16, 30, tzinfo=datetime.UTC) + hours * HOUR
    firm = OrganisationFactory(kind="sme")
    challenge = accepting_challenge(closes_at=at + DAY, first_closes_at=at + DAY)
    proposal = complete_proposal(organisation=firm, state="internal_review", challenge=challenge)
    receipt = submit(proposal, by=acting(firm, "signer"), at=lambda: at)
    assert receipt.number.startswith(f"JB-{year}-{challenge.pk:05d}-")


@pytest.mark.django_db
def test_an_offline_pack_is_stamped_with_the_time_in_china(walk, one):  # noqa: F811
    with time_machine.travel(AT, tick=False):
        answer = client_of(one).get(f"/api/v1/panels/{walk.panel.pk}/pack/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    stamps = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if "仅供评审" in str(cell.value)
    ]
    assert stamps and all("2026-12-01 00:30:00+0800" in stamp for stamp in stamps)
