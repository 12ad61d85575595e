"""The expert pool as organisers look through it, take it along and suspend."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from accounts.models import Absence, ExpertProfile, Interest
from challenges.core.actions import motion as motions
from challenges.core.models import Motion
from challenges.core.periods import day_of
from notifications.clock import now
from notifications.models import Event
from tests.assignment.test_draw_pages import enter, text
from tests.factories.accounts import EmploymentFactory, OrganisationFactory, acting, operator
from tests.factories.review import Review5, expert, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return acting(OrganisationFactory(kind="organiser"), "review_officer")


def profile(name, **fields):
    one = expert(**{"user__name": name, "user__phone": "13800001234", **fields})
    return ExpertProfile.objects.get(user=one.user)


def names(answer):
    page = text(answer)
    return [name for name in ("沈砚秋", "罗既明", "顾听澜") if f">{name}</span>" in page]


@pytest.fixture
def three():
    first = profile("沈砚秋", category="enterprise", field_codes=["401"], integrity="suspended")
    second = profile("罗既明", category="technical", field_codes=["80501"], verification="pending")
    third = profile("顾听澜", category="technical", field_codes=["102"], available=False)
    EmploymentFactory(expert=first, unit_name="苍渊动力装备")
    Absence.objects.create(expert=second, starts_on=day_of(now()), ends_on=day_of(now()))
    return first, second, third


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["沈砚秋", "罗既明", "顾听澜"]),
        ("q=砚秋", ["沈砚秋"]),
        ("q=shenyan", ["沈砚秋"]),
        ("q=Luo ji", ["罗既明"]),
        ("q=gtl", ["顾听澜"]),
        ("q=苍渊", ["沈砚秋"]),
        ("q=%25", []),
        ("field=805", ["罗既明"]),
        ("field=10201", ["顾听澜"]),
        ("category=technical", ["罗既明", "顾听澜"]),
        ("integrity=suspended", ["沈砚秋"]),
        ("verification=pending", ["罗既明"]),
        ("available=yes", ["沈砚秋"]),
        ("available=no", ["罗既明", "顾听澜"]),
        ("category=technical&q=苍渊", []),
    ],
)
def test_filters(client, officer, three, query, found):
    enter(client, officer)
    assert names(client.get(f"/experts/?{query}")) == found


def test_addresses_nobody_wrote_are_refused(client, officer):
    enter(client, officer)
    for query in ("sort=load", "category=poet", "after=xyz", "after=WyJhIl0", "available=maybe", "after=////"):
        assert client.get(f"/experts/?{query}").status_code == 400


@pytest.mark.parametrize("sort", ["name", "newest"])
def test_pages_go_by_key_and_name_everybody_once(client, officer, sort):
    for number in range(65):
        profile(f"专家{number % 7}", user__phone=f"1380000{number:04d}")
    enter(client, officer)
    address, seen = f"/experts/?sort={sort}", []
    while address:
        page = text(client.get(address))
        seen += [int(part.split('"')[0]) for part in page.split('for="w')[1:]]
        link = page.split('rel="next"')[0].rsplit('href="', 1)[1] if 'rel="next"' in page else ""
        address = "/experts/" + link.split('"')[0].replace("&amp;", "&") if link else ""
    assert len(seen) == len(set(seen)) == 65


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_is_read_in_a_fixed_number_of_queries(client, officer, count, django_assert_num_queries):
    for _ in range(count):
        EmploymentFactory(expert=profile("某人"))
    enter(client, officer)
    client.get("/experts/")
    with django_assert_num_queries(13):
        page = text(client.get("/experts/"))
    assert page.count('scope="row"') == count


def test_the_list_tells_no_whole_number_no_tie_and_no_other_panel(client, officer):
    walk = Review5().scoring()
    one = ExpertProfile.objects.get(user=walk.experts[1].user)
    one.user.phone = "13812345678"
    one.user.save()
    Interest.objects.create(expert=one, kind="family", unit_name="金丝雀公司", declared_at=walk.at)
    enter(client, officer)
    page = text(client.get("/experts/"))
    assert "138****5678" in page and "13812345678" not in page
    for secret in ("金丝雀公司", walk.panel.name, walk.challenge.organiser.name, walk.challenge.title):
        assert secret not in page


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_is_taken_along_with_a_reason_and_without_formulas(client, officer, form):
    profile("=1+1", user__phone="13812345678")
    enter(client, officer)
    refused = client.post("/experts/export/", {"form": form, "reason": " "}, follow=True)
    assert "请写明导出的用途。" in text(refused)
    assert not Event.objects.filter(name="pool.exported").exists()
    client.post("/experts/export/", {"form": form, "reason": "组建评审组", "category": "technical"})
    motion = Motion.objects.get(state="open")
    assert client.post(f"/experts/export/{motion.pk}/").status_code == 302
    assert not Event.objects.filter(name="pool.exported").exists()
    second = acting(officer.organisation, "batch_admin")
    enter(client, second)
    assert "组建评审组" in text(client.get(f"/motions/{motion.pk}/"))
    motions.confirm(motion, by=second, at=now())
    assert client.post(f"/experts/export/{motion.pk}/").status_code == 404
    enter(client, officer)
    assert f"/experts/export/{motion.pk}/" in text(client.get("/experts/"))
    answer = client.post(f"/experts/export/{motion.pk}/")
    assert re.search(rf"专家名录-\d{{4}}-\d\d-\d\d\.{form}$", unquote(answer["Content-Disposition"]))
    if form == "xlsx":
        cells = [cell for row in load_workbook(BytesIO(answer.content)).active.values for cell in row]
    else:
        cells = answer.content.decode("utf-8-sig").replace("\r\n", ",").split(",")
    assert "'=1+1" in cells and "138****5678" in cells and "13812345678" not in cells
    event = Event.objects.get(name="pool.exported")
    told = {"reason": "组建评审组", "rows": 1, "form": form, "motion": motion.pk}
    assert (event.facts, event.actor_id) == (told, officer.user_id)
    Motion.objects.update(updated_at=now() - timedelta(days=8))
    assert client.post(f"/experts/export/{motion.pk}/").status_code == 302
    assert Event.objects.filter(name="pool.exported").count() == 1


def test_an_officer_suspends_on_the_page(client, officer):
    row = profile("沈砚秋")
    enter(client, officer)
    address = f"/experts/{row.pk}/standing/"
    for form in (
        {"integrity": "suspended"},
        {"integrity": "barred", "reason": "未声明同门关系"},
        {"integrity": "saint"},
    ):
        client.post(address, form)
        row.refresh_from_db()
        assert row.integrity == "normal"
    answer = client.post(address, {"integrity": "suspended", "reason": "逾期两次", "here": "category=technical"})
    assert answer["Location"] == "/experts/?category=technical"
    row.refresh_from_db()
    assert row.integrity == "normal"
    (motion,) = Motion.objects.filter(state="open")
    assert f"/motions/{motion.pk}/" in text(client.get("/experts/"))
    enter(client, acting(officer.organisation, "batch_admin"))
    client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version})
    row.refresh_from_db()
    assert (row.integrity, row.integrity_by_id) == ("suspended", officer.organisation_id)
    page = text(client.get("/experts/"))
    assert "逾期两次" in page and 'value="normal"' in page


def test_to_everybody_else_the_pool_does_not_exist(client):
    row = profile("沈砚秋")
    organiser = OrganisationFactory(kind="organiser")
    pending = OrganisationFactory(kind="organiser", verification="pending")
    for viewer in (expert(), stranger(), acting(organiser, "checker"), acting(pending, "batch_admin")):
        enter(client, viewer)
        assert client.get("/experts/").status_code == 404
        assert client.post("/experts/export/", {"reason": "看看"}).status_code == 404
        assert client.post(f"/experts/{row.pk}/standing/", {"integrity": "suspended", "reason": "x"}).status_code == 404
    supervisor = acting(organiser, "supervisor")
    enter(client, supervisor)
    assert client.get("/experts/").status_code == 200
    assert "导出名录" not in text(client.get("/experts/"))
    assert client.post("/experts/export/", {"reason": "看看"}).status_code == 302
    assert not Event.objects.filter(name="pool.exported").exists()
    enter(client, operator())
    assert 'value="barred"' in text(client.get("/experts/"))
