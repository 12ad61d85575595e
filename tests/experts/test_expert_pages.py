"""An expert's own pages: ties, days away, languages, and their service record."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from accounts.models import Absence, ExpertProfile, Interest
from challenges.review.actions import seat as seats
from tests.assignment.test_draw_pages import enter, text
from tests.factories.accounts import operator
from tests.factories.review import Review5, expert, stranger

pytestmark = pytest.mark.django_db
ADDRESSES = ("/expert/interests/", "/expert/service/")


def test_a_tie_is_declared_ended_and_taken_back(client):
    one = expert()
    enter(client, one)
    assert "还没有申报" in text(client.get("/expert/interests/"))
    form = {"tie-kind": "adviser", "tie-unit_name": "澄廊电力", "tie-starts_on": "2024-01-01"}
    wrong = client.post("/expert/interests/new/", {**form, "tie-ends_on": "2023-01-01"})
    assert wrong.status_code == 422 and "结束日期不能早于开始日期。" in text(wrong)
    assert client.post("/expert/interests/new/", form).status_code == 302
    row = Interest.objects.get()
    page = text(client.get("/expert/interests/"))
    assert "已申报 1 项利害关系" in page and f'data-confirm="ask-r{row.pk}"' in page
    assert client.post(f"/expert/interests/{row.pk}/end/", {f"end{row.pk}-ends_on": "2023-01-01"}).status_code == 422
    assert client.post(f"/expert/interests/{row.pk}/end/", {f"end{row.pk}-ends_on": "2025-01-01"}).status_code == 302
    assert "2025-01-01" in text(client.get("/expert/interests/"))
    assert client.post(f"/expert/interests/{row.pk}/removal/").status_code == 302
    assert "还没有申报" in text(client.get("/expert/interests/"))


def test_days_away_are_entered_and_deleted(client):
    enter(client, expert())
    form = {"away-starts_on": "2026-12-20", "away-ends_on": "2026-12-31"}
    assert client.post("/expert/absences/", {**form, "away-ends_on": "2026-12-01"}).status_code == 422
    assert client.post("/expert/absences/", form).status_code == 302
    assert "2026-12-20" in text(client.get("/expert/interests/"))
    assert client.post(f"/expert/absences/{Absence.objects.get().pk}/removal/").status_code == 302
    assert not Absence.objects.exists()


def test_an_entry_of_somebody_else_does_not_exist(client):
    one = expert()
    profile = ExpertProfile.objects.get(user=one.user)
    row = Interest.objects.create(expert=profile, kind="family", unit_name="某单位", declared_at="2026-01-01T00:00Z")
    away = Absence.objects.create(expert=profile, starts_on="2026-12-20", ends_on="2026-12-31")
    for viewer in (expert(), operator(), stranger(), stranger("organiser")):
        enter(client, viewer)
        for address in (
            f"/expert/interests/{row.pk}/end/",
            f"/expert/interests/{row.pk}/removal/",
            f"/expert/absences/{away.pk}/removal/",
        ):
            assert client.post(address).status_code == 404
        if not viewer.is_expert:
            assert [client.get(address).status_code for address in ADDRESSES] == [404, 404]
            assert client.post("/expert/service/export/").status_code == 404
    row.refresh_from_db()
    assert (row.removed_at, row.ends_on, Absence.objects.count()) == (None, None, 1)


def test_languages_are_chosen_and_shown(client):
    one = expert(languages=["en"])
    enter(client, one)
    page = text(client.get("/expert/"))
    assert 'value="en" id="id_languages_1" checked' in page
    form = {
        "category": "technical", "max_load": "5", "languages": ["zh-hans", "ja"], "posts-TOTAL_FORMS": "1",
        "posts-INITIAL_FORMS": "0", "posts-0-unit_name": "示例研究所", "posts-0-starts_on": "2015-01-01",
    }  # fmt: skip
    assert client.post("/expert/", form).status_code == 302
    assert ExpertProfile.objects.get(user=one.user).languages == ["zh-hans", "ja"]


def test_the_record_names_what_was_done_and_no_firm(client):
    walk = Review5().locked()
    one = walk.experts[1]
    other = Review5()
    other.experts[1] = one
    other.invited()
    seats.decline(other.seat_of(one), by=one, at=other.at, reason="too_many")
    enter(client, one)
    page = text(client.get("/expert/service/"))
    assert "参加 1 次评审，交 2 份" in page and "受邀 2 次" in page
    assert walk.challenge.organiser.name in page and "任务太多" in page
    assert all(proposal.organisation.name not in page for proposal in walk.proposals)
    answer = client.post("/expert/service/export/")
    assert "评审履历-" in unquote(answer["Content-Disposition"])
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[5], row[6], row[7]) for row in rows] == [
        (other.challenge.organiser.name, "已谢绝", 0, "任务太多"),
        (walk.challenge.organiser.name, "已接受", 2, None),
    ]


def test_an_empty_record_says_so(client):
    enter(client, expert())
    assert "还没有受邀参加评审" in text(client.get("/expert/service/"))


@pytest.mark.parametrize("count", [3, 30])
def test_the_record_is_read_in_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    from challenges.review.models import Panel, Seat

    walk = Review5().locked()
    one = walk.experts[1]
    for number in range(count - 1):
        panel = Panel.objects.create(
            challenge=walk.challenge, rubric=walk.panel.rubric, name=f"第 {number} 组", state="cancelled",
            created_at=walk.at, updated_at=walk.at,
        )  # fmt: skip
        Seat.objects.create(
            panel=panel, expert=one.user, category="technical", state="expired", invited_at=walk.at,
            created_at=walk.at, updated_at=walk.at,
        )  # fmt: skip
    enter(client, one)
    client.get("/expert/service/")
    with django_assert_num_queries(6):
        page = text(client.get("/expert/service/"))
    assert page.count("<tr>") == count + 1


@pytest.mark.parametrize(
    "forged", [{"posts-TOTAL_FORMS": "9" * 19}, {"posts-TOTAL_FORMS": "²"}, {"posts-INITIAL_FORMS": "3"}, {}]
)
def test_a_profile_that_cannot_be_read_is_shown_again(client, forged):
    enter(client, expert())
    form = {"category": "²", "max_load": "9" * 30, "posts-TOTAL_FORMS": "2", "posts-INITIAL_FORMS": "0", **forged}
    assert (
        client.post("/expert/", {**form, "posts-0-unit_name": "澄廊电力", "posts-0-starts_on": "0000"}).status_code
        == 422
    )
