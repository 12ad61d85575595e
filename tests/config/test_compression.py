"""Pages travel compressed, and never where a secret and typed text share one answer."""

import gzip
import re
from base64 import b64decode

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from config import compression
from tests.world import build

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
KEY = re.compile(r'data-key="([^"]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def world(settings):
    settings.DEMO = False
    return build()


def packed(client, path, **how):
    """Return whether a page came compressed."""
    return client.get(path, headers={**GZIP, **how}).get("Content-Encoding") == "gzip"


def test_a_visitors_pages_are_compressed_even_with_what_they_typed(world):
    client = Client()
    answer = client.get("/", headers=GZIP)
    plain = Client().get("/").content
    assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"]
    assert len(answer.content) < len(plain) / 3 and b"</html>" in gzip.decompress(answer.content)
    assert packed(client, "/?q=x") and packed(client, "/notices/")
    assert "Content-Encoding" not in Client().get("/")


def test_whoever_is_signed_in_gets_compressed_only_what_is_safe_and_without_their_words(world):
    client = world.client("drafter")
    assert packed(client, "/") and packed(client, "/notices/")
    draft = world.objects["draft"].pk
    for path in ("/?q=x", "/?field=14", "/desk/", f"/proposals/{draft}/", "/inbox/", "/settings/", "/settings/tokens/"):
        assert not packed(client, path), path
    assert packed(world.client("lead"), "/organisation/data/")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/api/v1/challenges/", "/no/such/page/"])
def test_signing_in_the_interface_and_what_is_not_found_go_as_they_are(world, path):
    assert not packed(Client(), path)


def test_a_token_in_the_head_counts_as_somebody(world):
    assert not packed(Client(), "/?q=x", Authorization="Bearer 1")


def test_answers_to_what_was_sent_go_as_they_are(world):
    answer = Client().post("/", {"q": "x"}, headers=GZIP)
    assert "Content-Encoding" not in answer
    request = RequestFactory().post("/", headers=GZIP)
    assert not compression.may_compress(request, Client().get("/"))


def test_files_of_the_site_are_compressed_for_everybody(world):
    answer = world.client("drafter").get("/static/frontend/jiebang.css", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in Client().get("/static/frontend/none.css", headers=GZIP)


def test_every_name_on_the_list_is_a_page():
    assert get_resolver().reverse_dict.keys() >= compression.SAFE


def test_what_a_page_keeps_secret_differs_each_time_and_means_the_same(world):
    client = world.client("drafter")
    first, second = (client.get("/").text for _time in range(2))
    keys = [b64decode(KEY.search(page)[1]) for page in (first, second)]
    assert len({*keys}) == 2 and {len(key) for key in keys} == {64}
    open_ = {bytes(one ^ other for one, other in zip(key[:32], key[32:], strict=True)) for key in keys}
    assert len(open_) == 1
    assert set(TOKEN.findall(first)).isdisjoint(TOKEN.findall(second))
