"""The ranked proposals side by side: what the lead firm reads before it chooses."""

import re

import pytest

from accounts.rules.text_parts import TextKind
from challenges.desk.queries.comparison import comparison
from challenges.listing.models import PlannedMilestone
from challenges.proposals.models import Member, Section, SectionKey
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import IndicatorFactory
from tests.factories.proposals import complete_data, consented
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


def written(walk):
    """Give the proposals of a walk their text, the second promising less than the first."""
    challenge = walk.challenge
    indicator = IndicatorFactory(challenge=challenge, name="氧含量", unit="ppm", target=80, comparator="le")
    PlannedMilestone.objects.create(challenge=challenge, position=1, name="小试", due_month=6)
    for number, proposal in enumerate(walk.proposals):
        data = complete_data(challenge)
        data["commitments"][str(indicator.pk)] = {"value": str(70 + 20 * number), "unit": "ppm"}
        proposal.sections.all().delete()
        Section.objects.bulk_create(Section(proposal=proposal, key=key, data=data[key]) for key in SectionKey.values)
    return indicator


def text(answer):
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", answer.content.decode()))


def test_whoever_chooses_reads_promises_money_schedule_and_team_in_columns(client):
    walk = Review5().proposed()
    written(walk)
    partner = OrganisationFactory(name="联合体伙伴")
    Member.objects.create(
        proposal=walk.proposals[0],
        organisation=partner,
        share=30,
        state="confirmed",
        task="检测",
        created_at=walk.at,
        updated_at=walk.at,
    )
    client.force_login(walk.signer.user)
    page = text(client.get(f"/challenges/{walk.challenge.pk}/comparison/"))
    for words in ("氧含量", "优10ppm", "差10ppm", "小试", "陆*", "1人，共12人月", "联合体伙伴", "独立申报", "800"):
        assert words in page, words
    # Named to the lead firm once they consented to it, and to nobody who is not of the firm before.
    assert "陆怀瑾" not in page
    consented(walk.proposals[0], beside=(TextKind.LEAD_DATA,))
    assert "陆怀瑾" in text(client.get(f"/challenges/{walk.challenge.pk}/comparison/"))
    first, second = (page.index(row.organisation.name) for row in walk.proposals)
    assert first < second
    assert (
        f"/challenges/{walk.challenge.pk}/comparison/"
        in client.get(f"/challenges/{walk.challenge.pk}/work/").content.decode()
    )


def test_before_the_results_and_for_everybody_else_it_does_not_exist(client):
    walk = Review5().locked()
    address = f"/challenges/{walk.challenge.pk}/comparison/"
    for viewer in (walk.signer, walk.experts[0], stranger(), acting(walk.challenge.organiser, "checker")):
        client.force_login(viewer.user)
        assert client.get(address).status_code == 404
    client.force_login(walk.officer.user)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [3, 8])
def test_any_number_is_read_in_the_same_queries(count, django_assert_num_queries):
    walk = Review5(proposals=count).proposed([90 - n for n in range(count)])
    written(walk)
    for row in walk.proposals:
        consented(row, beside=(TextKind.LEAD_DATA,))
    with django_assert_num_queries(8):
        found = comparison(walk.signer, walk.challenge, walk.at)
    assert [one.proposal.pk for one in found.sides] == [row.pk for row in walk.proposals]
