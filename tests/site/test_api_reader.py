"""The description of the interface as it is handed out, and the page on which people search it."""

import json

import pytest
from django.test import Client

from tests.frontend import chromium
from tests.frontend.test_script import in_browser

SCHEMA = "/api/v1/schema/"
JSON = "application/vnd.oai.openapi+json"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "关键技术攻关"), ("en", "Key technology")])
def test_the_document_is_told_in_the_language_of_the_request(language, said):
    told = Client().get(SCHEMA, headers={"Accept": JSON, "Accept-Language": language})
    assert (told.status_code, told["Content-Language"]) == (200, language)
    assert said in json.loads(told.content)["components"]["schemas"]["ChallengeType"]["description"]
    assert Client().get(f"{SCHEMA}?lang={language}", headers={"Accept": JSON}).content == told.content


@pytest.mark.django_db
def test_the_document_is_read_as_often_as_one_likes():
    client = Client()
    told = client.get(SCHEMA, headers={"Accept": JSON})
    assert "RateLimit" not in told and "RateLimit" not in client.get("/api/v1/docs/")
    same = client.get(SCHEMA, headers={"Accept": JSON, "If-None-Match": told["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(SCHEMA).content != told.content
    for wrong in ("?lang=xx", "?nonsense=1"):
        assert client.get(f"{SCHEMA}{wrong}").json()["errors"][0]["field"] == wrong[1:].split("=")[0]


@in_browser
def test_operations_are_found_by_words(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium.browser() as browser:
        page = browser.new_page()
        page.goto(f"{live_server.url}/api/v1/docs/")
        page.wait_for_selector(".opblock-tag", timeout=chromium.PATIENCE)
        assert page.evaluate("document.documentElement.scrollHeight") < 3000
        assert page.locator(".opblock").count() == 0
        page.fill(".operation-filter-input", "extend panel")
        page.wait_for_selector(".opblock")
        assert page.locator(".opblock-summary-path").all_inner_texts() == ["/api/v1/panels/{id}/extension/"]
        page.fill(".operation-filter-input", "")
        page.wait_for_selector(".opblock", state="detached")
        assert page.locator(".opblock-tag").count() > 20
