"""The hall shows what everybody may know, and no more, at a fixed number of queries."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.acting import PUBLIC, Acting
from challenges.listing.models import Condition
from challenges.listing.queries import hall
from challenges.proposals.queries import hall_fit
from notifications.clock import now
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory, IndicatorFactory, accepting_challenge

pytestmark = pytest.mark.django_db


def numbers(page):
    return [row.number for row in page.rows]


def shown(at=NOW, viewer=PUBLIC, refused=(), **words):
    return hall.page(viewer, hall.Filters.read(words), at, refused)


def open_now(**fields):
    """A challenge that takes proposals by the real clock, for tests through the browser's door."""
    at = now()
    dates = {"opens_at": at - DAY, "closes_at": at + 10 * DAY, "published_at": at - DAY}
    return accepting_challenge(**{**dates, **fields})


def test_what_is_open_stands_by_deadline_and_a_passed_deadline_leaves_without_a_tick():
    late = accepting_challenge(closes_at=NOW + 9 * DAY)
    early = accepting_challenge(closes_at=NOW + 2 * DAY)
    over = accepting_challenge(closes_at=NOW - datetime.timedelta(seconds=1))
    assert numbers(shown()) == [early.number, late.number]
    assert numbers(shown(stage="past")) == [over.number]


def test_what_opens_later_stands_below():
    coming = accepting_challenge(state="published", opens_at=NOW + DAY, closes_at=NOW + 40 * DAY)
    page = shown()
    assert (numbers(page), [row.number for row in page.coming]) == ([], [coming.number])
    assert (page.summary.number, page.summary.coming) == (0, 1)


def test_drafts_do_not_exist_for_the_public_not_even_in_counts():
    ChallengeFactory(state="draft")
    page = shown()
    assert (page.rows, page.coming, page.summary.number) == ([], [], 0)
    assert page.facets["field"][""].n == 0


def test_facets_count_what_every_other_filter_leaves():
    accepting_challenge(field_code="401", total_wan=Decimal(400), enterprise_wan=Decimal(400), fiscal_wan=Decimal(0))
    accepting_challenge(field_code="101", race_slots=2)
    page = shown(field="40")
    assert {key: option.n for key, option in page.facets["field"].items() if option.n} == {"": 2, "10": 1, "40": 1}
    assert {key: option.n for key, option in page.facets["mode"].items() if option.n} == {"": 1, "single": 1}
    assert {key: option.n for key, option in page.facets["amount"].items() if option.n} == {"": 1, "small": 1}


def test_a_restricted_challenge_gives_away_neither_its_sum_nor_its_indicators():
    hidden = accepting_challenge(
        confidentiality="restricted",
        total_wan=Decimal(777),
        enterprise_wan=Decimal(777),
        fiscal_wan=Decimal(0),
    )
    accepting_challenge(total_wan=Decimal(600), enterprise_wan=Decimal(600), fiscal_wan=Decimal(0))
    page = shown(sort="amount")
    row = next(row for row in page.rows if row.number == hidden.number)
    assert (row.shown_wan, row.asks, row.full) == (Decimal(500), [], False)
    assert page.summary.total == Decimal(600)
    assert numbers(page)[-1] == hidden.number, "ordered by its band, as the reader sees it"
    assert numbers(shown(q="氧含量")) != [] and hidden.number not in numbers(shown(q="氧含量"))


def test_inner_parameters_are_for_verified_firms():
    accepting_challenge(confidentiality="internal")
    firm = OrganisationFactory(kind="sme", verification="verified")
    assert shown().rows[0].asks == []
    from tests.factories.accounts import UserFactory

    viewer = Acting(user=UserFactory(), organisation=firm)
    assert [item.name for item in shown(viewer=viewer).rows[0].asks] == ["氧含量"]


@pytest.mark.parametrize("words", ["示例", "TC-T", "氧含量", "CYDL", "cydl"])
def test_search_finds_title_number_indicator_and_pinyin_initials(words):
    wanted = accepting_challenge(title="示例粉末", lead=OrganisationFactory(kind="lead", name="苍渊动力"))
    other = accepting_challenge(title="别的", number="ZZ-1", lead=OrganisationFactory(kind="lead", name="循砾资源"))
    other.indicators.update(name="别的")
    assert numbers(shown(q=words)) == [wanted.number]


@pytest.mark.parametrize("sort", ["deadline", "amount", "newest"])
def test_pages_by_key_lose_and_repeat_nothing(sort, monkeypatch):
    monkeypatch.setattr(hall, "PAGE", 4)
    for step in range(11):
        accepting_challenge(closes_at=NOW + (1 + step // 3) * DAY, published_at=NOW - (1 + step // 4) * DAY)
    seen, after = [], ""
    for _page in range(4):
        page = shown(sort=sort, after=after)
        seen += numbers(page)
        after = page.following
        if not after:
            break
    assert len(seen) == 11 == len(set(seen))


@pytest.mark.parametrize("query", ["field=x", "mode=two", "sort=cheap", "after=forged", "stage=all", "amount=1"])
def test_an_unknown_filter_or_a_forged_mark_is_refused_with_a_sentence(query):
    answer = Client().get(f"/?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.content.decode()


def test_a_firm_may_leave_out_what_it_is_not_eligible_for():
    meets, fails = accepting_challenge(), accepting_challenge()
    Condition.objects.create(challenge=meets, position=1, kind="kind", params={"kinds": ["sme"]})
    Condition.objects.create(challenge=fails, position=1, kind="kind", params={"kinds": ["institute"]})
    from tests.factories.accounts import UserFactory

    viewer = Acting(user=UserFactory(), organisation=OrganisationFactory(kind="sme", verification="verified"))
    refused = hall_fit.refused(viewer, NOW)
    page = shown(viewer=viewer, refused=refused)
    assert len(page.rows) == 2
    assert hall_fit.fits(viewer, page.rows, refused)[fails.pk].failed == ["牵头单位为：高校院所"]
    assert numbers(shown(viewer=viewer, refused=refused, fit="1")) == [meets.number]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_hall_costs_a_visitor_five_queries(rows, client, django_assert_num_queries):
    batch = BatchFactory()
    for _row in range(rows):
        IndicatorFactory(challenge=open_now(batch=batch))
    client.get("/")
    with django_assert_num_queries(5):
        answer = client.get("/")
    assert answer.content.decode().count('class="entry') == min(rows, 20)


def test_no_count_of_proposals_stands_on_the_hall(client):
    open_now()
    text = client.get("/").content.decode()
    assert "份" not in text.replace("申报份数", "")


def test_a_live_filter_gets_the_list_alone(client):
    open_now()
    answer = client.get("/?mode=single", headers={"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "list"})
    assert "<html" not in answer.content.decode()
    assert 'class="batch"' in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("words", [{}, {"sort": "amount"}, {"stage": "past"}, {"mode": "race", "amount": "middle"}])
def test_a_kept_query_says_at_any_time_what_a_fresh_one_says(words, monkeypatch):
    for days in range(-4, 9):
        accepting_challenge(closes_at=NOW + days * DAY, opens_at=NOW - 30 * DAY + days * DAY, race_slots=1 + days % 2)
    accepting_challenge(state="published", opens_at=NOW + DAY, closes_at=NOW + 40 * DAY, confidentiality="restricted")
    moments = [NOW, NOW + 2 * DAY, NOW + 60 * DAY]
    kept = [shown(at, **words) for at in moments]
    monkeypatch.setattr(hall, "shape", lambda viewer, filters: None)
    assert kept == [shown(at, **words) for at in moments]


@pytest.mark.time_machine(NOW)
def test_a_firm_that_is_not_verified_is_not_told_that_it_fits(client):
    accepting_challenge()
    firm = OrganisationFactory(verification="pending")
    client.force_login(acting(firm, "admin").user)
    page = client.get("/").content.decode()
    assert "核验后可申报" in page and "符合条件</span>" not in page
    type(firm).objects.filter(pk=firm.pk).update(verification="verified")
    assert "符合条件</span>" in client.get("/").content.decode()
