"""An identity provider that is away, slow or broken: nobody waits long, nobody gets an error page, all find back."""

import ast
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as configured
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accounts import outside
from accounts.models import User
from tests.accounts.oidc import PERSON, apps, provider
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/oidc/login/"
STRANGE = ([], {}, 7, ["a"], {"error": "invalid_grant"}, {"error": {"code": 1}})
FAILURES = {
    "discovery": ("500", "no json", "cut", "hang", "drip", "huge", "loop", *STRANGE),
    "token": ("500", "no json", "cut", "hang", "drip", "huge", "loop", "no type", *STRANGE),
    "person": ("500", "no json", "cut", "hang", "drip", "huge", "loop", *STRANGE),
}
EXTRA = {
    "token": (
        {"access_token": "t", "expires_in": "soon"},
        {"access_token": "t", "id_token": 5},
    ),
    "person": ({**PERSON, "sub": None}, {**PERSON, "email": 5}, {**PERSON, "name": ["a"]}),
    "discovery": ({"authorization_endpoint": 5, "token_endpoint": None},),
}
CASES = [(step, how) for step in FAILURES for how in (*FAILURES[step], *EXTRA[step])]


@pytest.fixture(autouse=True)
def short(monkeypatch):
    cache.clear()
    monkeypatch.setattr(outside, "SECONDS", 0.8)


def signs_in(client, address, settings):
    """Go to the provider and come back, as far as it leads. Returns the last answer."""
    settings.SOCIALACCOUNT_PROVIDERS = apps(address)
    away = client.post(f"{LOGIN}?next=/settings/")
    if away.status_code != 302:
        return away
    asked = parse_qs(urlsplit(away["Location"]).query)
    return client.get(f"{LOGIN}callback/", {"code": "once", "state": asked["state"][0]})


@pytest.mark.parametrize("who", [None, "", []])
def test_who_has_no_name_of_their_own_is_nobody(who, client, settings):
    with provider(says={**PERSON, "sub": who}) as address:
        assert in_words(signs_in(client, address, settings))
    assert not User.objects.exists()


def in_words(answer, language="zh-hans"):
    page = answer.content.decode()
    heading = {"zh-hans": "外部登录没有成功", "en": "The external sign-in did not succeed"}[language]
    return heading in page and reverse("account_login") in page


def test_a_sound_provider_signs_a_person_in(client, settings):
    with provider() as address:
        answer = signs_in(client, address, settings)
    assert answer.status_code == 302
    assert User.objects.get().email == PERSON["email"]


@pytest.mark.parametrize(("step", "how"), CASES, ids=[f"{step}-{how}" for step, how in CASES])
def test_every_failure_of_a_provider_is_said_within_seconds(step, how, client, settings):
    began = time.monotonic()
    with provider(**{step: how}) as address:
        answer = signs_in(client, address, settings)
    assert time.monotonic() - began < 3
    if answer.status_code == 302:  # what it said could be used after all, and was read as text or passed over
        assert step == "person" and User.objects.count() == 1
        return
    assert answer.status_code in (200, 401, 502)
    if answer.status_code == 200:  # the person is asked for what the provider did not say
        assert "<form" in answer.content.decode()
    else:
        assert in_words(answer), answer.content.decode()[:3000]
        assert "next=%2Fsettings%2F" in answer.content.decode()
    assert not User.objects.exists() and "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9", "http://no.such.host.invalid", "http://", "x:y", "http://[::"]
)
def test_an_address_where_nothing_answers(address, client, settings):
    assert in_words(signs_in(client, address, settings))


def test_the_way_back_of_who_is_signed_in_is_their_account_in_their_language(client, settings):
    user = UserFactory(language="en")
    client.force_login(user)
    with translation.override("en"):
        answer = signs_in(client, "http://127.0.0.1:9", settings)
    page = answer.content.decode()
    assert "The external sign-in did not succeed" in page and reverse("socialaccount_connections") in page


def test_nobody_is_led_to_another_site(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = apps("http://127.0.0.1:9")
    page = client.post(f"{LOGIN}?next=https://evil.example/").content.decode()
    assert "evil.example" not in page


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])
@pytest.mark.parametrize(
    "how",
    [requests.ConnectionError("away"), requests.Timeout("slow"), [], {}, {"errcode": 0}, {"code": 0}, {"data": []}, 5],
    ids=str,
)
def test_the_other_providers_too(name, how, client, settings, monkeypatch):
    app = {"client_id": "ww01", "secret": "s", "key": "", "settings": {"agent_id": "1"}}
    settings.SOCIALACCOUNT_PROVIDERS = {name: {"APPS": [app]}}
    away = client.post(f"/accounts/{name}/login/")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]

    def call(_self, _method, _url, **_options):
        if isinstance(how, Exception):
            raise how
        answer = requests.Response()
        answer.status_code, answer._content = 200, str(how).replace("'", '"').encode()
        answer.headers["content-type"] = "application/json"
        return answer

    monkeypatch.setattr(requests.Session, "request", call)
    answer = client.get(f"/accounts/{name}/login/callback/", {"code": "once", "authCode": "once", "state": state})
    assert answer.status_code in (401, 502) and in_words(answer), answer.content.decode()[:3000]


# Whatever the program asks of others, and how long it waits for them.
CALLS = {
    "accounts/outside.py": "SECONDS",
    "accounts/content/clamd.py": "CONNECT_SECONDS",
    "accounts/adapters.py": "EMAIL_TIMEOUT (the letter), BoundedSession (providers)",
    "accounts/providers.py": "only the names of its failures",
    "accounts/wecom/views.py": "BoundedSession, by the adapter",
    "notifications/channels/email.py": "EMAIL_TIMEOUT",
    "config/probe.py": "timeout=4",
    "config/run.py": "our own sockets, that listen",
}
SPEAKS = re.compile(
    r"^(requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|smtplib|socket|ftplib|socketserver)\b"
)


def test_every_call_to_the_outside_has_its_time():
    found = set()
    for app in ("config", "frontend", "challenges", "accounts", "notifications"):
        for path in (configured.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
                if any(SPEAKS.match(name) for name in names):
                    found.add(str(path.relative_to(configured.BASE_DIR)))
    assert found - set(CALLS) == set()
    assert 0 < configured.EMAIL_TIMEOUT <= 10
