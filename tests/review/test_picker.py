"""Experts are found in the whole pool, with field, employer, load and ties beside the name; without a script too."""

import re

import pytest

from accounts.models import ExpertProfile
from challenges.review.actions import panel as panels
from frontend.kit import picker
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db
BOX = re.compile(r'<input type="checkbox"\s+id="[^"]+"\s+name="compose-members"\s+value="(\d+)"([^>]*)>')


@pytest.fixture
def forming():
    """A walk whose panel has no experts yet."""
    walk = Review5()
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


def boxes(page):
    """{expert: (ticked, cannot be picked)} of the members in the table."""
    return {int(pk): ("checked" in rest, "disabled" in rest) for pk, rest in BOX.findall(page)}


def test_the_table_shows_whom_one_may_ask_with_what_is_known_of_them(forming, client):
    client.force_login(forming.officer.user)
    page = client.get(f"/panels/{forming.panel.pk}/").text
    found = boxes(page)
    assert found and set(found) <= set(ExpertProfile.objects.to_be_asked().values_list("user_id", flat=True))
    one = forming.experts[0]
    profile = ExpertProfile.objects.get(user=one.user)
    assert one.user_id in found and f"0 / {profile.max_load}" in page
    assert all(post.unit_name in page for post in profile.employments.all())


def test_a_search_finds_by_name_is_no_act_and_keeps_who_was_ticked(forming, client):
    client.force_login(forming.officer.user)
    first, second = forming.experts[:2]
    asked = {
        "compose-members": [first.user_id],
        "compose-leader": first.user_id,
        "compose-look": second.user.name,
        "compose-find": "1",
        "version": "1",
    }
    answer = client.post(f"/acts/panel/{forming.panel.pk}/compose/", asked)
    assert answer.status_code == 200 and not forming.panel.seats.exists()
    found = boxes(answer.text)
    assert found[first.user_id] == (True, False) and second.user_id in found
    assert "data-focus" in answer.text and 'class="err"' not in answer.text
    nobody = client.post(f"/acts/panel/{forming.panel.pk}/compose/", {**asked, "compose-look": "查无此人"})
    assert list(boxes(nobody.text)) == [first.user_id]


def test_a_great_pool_comes_by_pages_and_a_page_that_is_none_is_the_last(forming, client, monkeypatch):
    monkeypatch.setattr(picker, "PAGE", 2)
    client.force_login(forming.officer.user)
    address = f"/acts/panel/{forming.panel.pk}/compose/"
    pages = [boxes(client.post(address, {"compose-find": str(n), "version": "1"}).text) for n in (1, 2)]
    assert len(pages[0]) == 2 and not set(pages[0]) & set(pages[1])
    beyond = client.post(address, {"compose-find": "9" * 30, "version": "1"})
    last = client.post(address, {"compose-find": "99", "version": "1"})
    assert beyond.status_code == last.status_code == 200
    assert 'value="2">下一页' not in last.text and "上一页" in last.text


def test_whoever_may_not_ask_is_offered_nobody(forming, client):
    client.force_login(forming.experts[0].user)
    answer = client.post(f"/acts/panel/{forming.panel.pk}/compose/", {"compose-find": "1", "version": "1"})
    assert answer.status_code == 404 or not boxes(answer.text)
