"""What a page's script is told: an ended session, somebody else, an old token, where to go on, and what was done."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from challenges.listing.models import Question
from challenges.proposals.models import Section
from tests.world import build

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Live": "form"}


@pytest.fixture
def world(settings):
    settings.DEMO = False
    return build()


def section(world):
    return f"/proposals/{world.objects['draft'].pk}/sections/basics/"


@pytest.mark.parametrize("headers", [SCRIPT, {"HX-Request": "true"}])
def test_a_script_is_told_that_the_session_ended_and_gets_no_page(world, headers):
    answer = Client().post(section(world), {"version": "1", "summary": "写了半天"}, headers=headers)
    assert answer.status_code == 401 and answer["X-Session"] == "ended"
    assert answer["Content-Type"].startswith("text/plain") and "登录已结束" in answer.text
    assert "html" not in answer.text


def test_a_form_without_a_script_says_so_shows_what_was_typed_and_leads_back_to_its_page(world):
    page = f"/proposals/{world.objects['draft'].pk}/"
    answer = Client().post(
        section(world),
        {"version": "7", "summary": "写了<半天>", "title": "  "},
        headers={"Referer": f"http://testserver{page}?part=2"},
    )
    assert answer.status_code == 401 and "登录已结束，刚才的内容没有提交。" in answer.text
    assert "写了&lt;半天&gt;" in answer.text
    assert f'href="/accounts/login/?next={page.replace("/", "%2F")}%3Fpart%3D2"' in answer.text
    for elsewhere in ("http://evil.example/x", "", f"http://testserver{section(world)}"):
        answer = Client().post(section(world), {"summary": "x"}, headers={"Referer": elsewhere} if elsewhere else {})
        assert f'?next={page.replace("/", "%2F")}"' in answer.text


def test_what_somebody_wrote_is_not_sent_in_the_name_of_another(world):
    client, draft = world.client("drafter"), world.objects["draft"]
    before = Section.objects.get(proposal=draft, key="basics").data
    fields = {"version": "1", "summary": "别人写的"}
    other = str(world.people["lead"].user_id)
    for headers in (SCRIPT, {"HX-Request": "true"}):
        answer = client.post(section(world), fields, headers=headers | {"X-Person": other})
        assert answer.status_code == 401 and answer["X-Session"] == "other" and "另一个人" in answer.text
    assert Section.objects.get(proposal=draft, key="basics").data == before
    own = str(world.people["drafter"].user_id)
    assert client.post(section(world), fields, headers={"HX-Request": "true", "X-Person": own}).status_code in (
        200,
        412,
    )


def test_an_old_token_is_named_as_such(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["drafter"].user)
    answer = client.post(section(world), {"summary": "x"}, headers=SCRIPT)
    assert answer.status_code == 403 and answer["X-Session"] == "stale"
    told = client.get("/session/").json()
    assert told["person"] == str(world.people["drafter"].user_id)
    assert told["acting"] == str(world.people["drafter"].organisation_id)
    kept = client.post(
        section(world), {"summary": "x", "version": "1"}, headers=SCRIPT | {"X-CSRFToken": told["token"]}
    )
    assert kept.status_code in (204, 412)


def test_a_form_that_was_taken_names_where_to_go_on_and_is_not_done_twice(world):
    client, challenge = world.client("stranger"), world.objects["challenge"]
    number = {"X-Sending": "a1" * 16, **SCRIPT}
    answers = [client.post(f"/challenges/{challenge.pk}/questions/", {"text": "何时取样？"}, headers=number)]
    asked = Question.objects.filter(text="何时取样？").count()
    answers.append(client.post(f"/challenges/{challenge.pk}/questions/", {"text": "何时取样？"}, headers=number))
    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[0]["X-Go"] == answers[1]["X-Go"] and answers[0]["X-Go"].startswith(f"/challenges/{challenge.pk}/")
    assert not answers[0].has_header("Location")
    assert Question.objects.filter(text="何时取样？").count() == asked == 2
    # Under another number it is another question.
    client.post(f"/challenges/{challenge.pk}/questions/", {"text": "何时取样？"}, headers=number | {"X-Sending": "b"})
    assert Question.objects.filter(text="何时取样？").count() == 3
    page = client.get(answers[0]["X-Go"]).text
    assert 'class="say say-ok"' in page


def test_a_missing_second_factor_is_said_in_words_and_takes_nobody_from_the_page(world, settings):
    settings.MFA_REQUIRED_KINDS = frozenset({"sme"})
    client = world.client("drafter")
    answer = client.post(section(world), {"summary": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 403 and answer["X-Session"] == "factor" and "两步验证" in answer.text
    assert client.get("/session/").status_code == 200
    assert not Authenticator.objects.exists()


def test_who_is_signed_in_is_told_to_nobody_else_and_kept_nowhere(world):
    visitor = Client().get("/session/")
    assert json.loads(visitor.content)["person"] == "" and "no-store" in visitor["Cache-Control"]
    assert "已登录" in world.client("drafter").get("/session/return/").text
    assert "还没有登录" in Client().get("/session/return/").text


def test_a_page_comes_back_whole_whatever_a_view_answers_to_its_live_parts(world):
    """Back after a live change asks with the headers of a live part, and wants the page."""
    client = world.client("drafter")
    live = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "list"}
    for path in ("/", "/?q=x", "/?sort=amount"):
        part = client.get(path, headers=live)
        whole = client.get(path, headers=live | {"HX-History-Restore-Request": "true"})
        assert "<html" not in part.text and '<nav class="facets"' in part.text
        assert "</html>" in whole.text and "HX-Request" in whole["Vary"] and "HX-Request" in part["Vary"]
