"""Whoever decides on a need sees the need: its whole text stands beside their acts, in every state they decide in."""

import pytest

from challenges.listing.models import Opinion, PlannedMilestone
from tests.factories.accounts import acting, expert
from tests.factories.challenges import NOW, ChallengeFactory, IndicatorFactory

pytestmark = pytest.mark.django_db

# Who decides what in which state: a role of the lead firm, of the organiser, or an expert who was asked.
DECIDES = [
    ("draft", "lead", "secrecy"),
    ("draft", "lead", "handler"),
    ("internal_review", "lead", "signer"),
    ("returned", "lead", "handler"),
    ("formal_check", "organiser", "checker"),
    ("argumentation", "organiser", "checker"),
    ("argumentation", "expert", ""),
    ("pending_publish", "organiser", "notice_officer"),
    ("pending_publish", "lead", "finance"),
]


@pytest.fixture
def need():
    made = ChallengeFactory(
        background="下游产线三年内替代进口粉末。",
        content="内层正文：球化率与氧含量同时达标。",
        confidentiality="restricted",
    )
    IndicatorFactory(challenge=made, name="氧含量", test_method="惰气熔融法")
    PlannedMilestone.objects.create(challenge=made, position=1, name="小试", due_month=6, check_text="三批稳定")
    return made


def reader(need, side, role):
    if side == "expert":
        one = expert()
        Opinion.objects.create(challenge=need, expert=one.user, asked_at=NOW)
        return one
    return acting(need.lead if side == "lead" else need.organiser, role)


@pytest.mark.parametrize(("state", "side", "role"), DECIDES)
def test_who_decides_reads_it_on_the_page_of_their_acts(need, client, state, side, role):
    type(need).objects.filter(pk=need.pk).update(state=state)
    client.force_login(reader(need, side, role).user)
    page = client.get(f"/challenges/{need.pk}/work/").content.decode()
    for words in ("下游产线三年内", "内层正文", "氧含量", "惰气熔融法", "小试", "三批稳定"):
        assert words in page, words


@pytest.mark.parametrize("count", [3, 30])
def test_it_is_read_in_a_fixed_number_of_queries(need, client, count, django_assert_num_queries):
    for n in range(count):
        IndicatorFactory(challenge=need, name=f"指标{n}")
    type(need).objects.filter(pk=need.pk).update(state="formal_check")
    client.force_login(acting(need.organiser, "checker").user)
    client.get(f"/challenges/{need.pk}/work/")
    with django_assert_num_queries(30):
        client.get(f"/challenges/{need.pk}/work/")
