"""If-Match and If-None-Match as RFC 9110 says, and numbers in them."""

import json

import pytest
from django.test import Client

from tests.factories.accounts import acting
from tests.factories.challenges import ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """The address and the ETag of a published challenge."""
    url = f"/api/v1/challenges/{accepting_challenge().pk}/"
    return url, Client().get(url)["ETag"]


@pytest.mark.parametrize("form", ["{0}", "W/{0}", "*", '"a", {0}', 'W/"a",W/{0} , "b"'])
def test_what_the_caller_has_is_not_sent_again(page, form):
    url, tag = page
    answer = Client().get(url, headers={"If-None-Match": form.format(tag)})
    assert (answer.status_code, answer["ETag"], answer.content) == (304, tag, b"")


@pytest.mark.parametrize("form", ['"a"', 'W/"a", "b"', '""'])
def test_what_the_caller_lacks_is_sent(page, form):
    assert Client().get(page[0], headers={"If-None-Match": form}).status_code == 200


@pytest.mark.parametrize("name", ["If-None-Match", "If-Match"])
@pytest.mark.parametrize("form", ["a", '"a', "W/a", '"a" "b"', "*,*", '"a\x00"', "²"])
def test_what_is_no_list_of_tags_is_refused_by_name(name, form):
    need = ChallengeFactory(state="draft")
    client = Client()
    client.force_login(acting(need.lead, "handler").user)
    url = f"/api/v1/challenges/{need.pk}/"
    if name == "If-Match":
        answer = client.patch(url, {"title": "新"}, content_type="application/json", headers={name: form})
    else:
        answer = client.get(url, headers={name: form})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == name


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("{0}", 200),
        ("*", 200),
        ('"a", {0}', 200),
        ("W/{0}", 412),
        ('"a"', 412),
        ('"challenge-{1}-9999"', 412),
        ('"challenge-{1}-99999999999999999999"', 400),
        ('"challenge-{1}-' + "9" * 5000 + '"', 400),
        ('"challenge-{1}-²"', 400),
    ],
)
def test_a_change_is_made_to_what_was_read_or_not_at_all(form, status):
    need = ChallengeFactory(state="draft", title="旧")
    client = Client()
    client.force_login(acting(need.lead, "handler").user)
    url = f"/api/v1/challenges/{need.pk}/"
    sent = form.format(client.get(url)["ETag"], need.pk)
    answer = client.patch(url, json.dumps({"title": "新"}), content_type="application/json", headers={"If-Match": sent})
    assert answer.status_code == status, answer.content
    need.refresh_from_db()
    assert need.title == ("新" if status == 200 else "旧")
