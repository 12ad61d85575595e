"""Signing in through an identity provider, where one is configured."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.core.cache import cache
from django.urls import reverse

from accounts.actions.person import admit
from accounts.models import User
from tests.factories.accounts import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


@pytest.fixture
def wecom(settings):
    app = {"client_id": "ww01", "secret": "s", "key": "", "settings": {"agent_id": "1000002"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"wecom": {"APPS": [app]}}


class Answer:
    def __init__(self, body):
        self.body = body

    def raise_for_status(self):
        pass

    def json(self):
        return self.body


class Server:
    """WeCom as it answers; what it is asked is kept."""

    def __init__(self, **answers):
        self.asked, self.answers = [], answers

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        pass

    def get(self, url, params):
        path = url.split("/cgi-bin/")[1]
        self.asked.append((path, params))
        return Answer(self.answers[path.replace("/", "_")])


PERSON = {"errcode": 0, "userid": "qin", "name": "秦明远", "biz_mail": "qin@lanyu.example"}


@pytest.fixture
def server(monkeypatch):
    def install(**changed):
        answers = {
            "gettoken": {"errcode": 0, "access_token": "corp-token", "expires_in": 7200},
            "auth_getuserinfo": {"errcode": 0, "userid": "qin"},
            "user_get": PERSON,
        } | changed
        made = Server(**answers)
        monkeypatch.setattr("accounts.adapters.SocialAdapter.get_requests_session", lambda self: made)
        return made

    return install


def come_back(client):
    """To WeCom and back with a code."""
    away = client.post(reverse("wecom_login"))
    asked = parse_qs(urlsplit(away.url).query)
    assert urlsplit(away.url).netloc == "login.work.weixin.qq.com"
    assert (asked["appid"], asked["agentid"]) == (["ww01"], ["1000002"])
    return client.get(reverse("wecom_callback"), {"code": "once", "state": asked["state"][0]})


def test_a_person_of_the_enterprise_gets_an_account_whose_mailbox_is_still_to_be_proved(client, wecom, server):
    served = server()
    come_back(client)
    user = User.objects.get()
    assert (user.email, user.name, user.registered_at is not None) == ("qin@lanyu.example", "秦明远", True)
    assert SocialAccount.objects.get().uid == "ww01:qin"
    assert not EmailAddress.objects.get().verified and "_auth_user_id" not in client.session
    assert [path for path, _params in served.asked] == ["gettoken", "auth/getuserinfo", "user/get"]


def test_an_address_that_has_an_account_is_not_taken_over(client, wecom, server):
    server()
    owner = admit(email="qin@lanyu.example", name="别人", at=AT)
    come_back(client)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.filter(user=owner).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"gettoken": {"errcode": 40013}},
        {"auth_getuserinfo": {"errcode": 0, "openid": "stranger"}},
        {"user_get": {"errcode": 60011}},
    ],
)
def test_a_stranger_or_an_error_lets_nobody_in(client, wecom, server, changed):
    server(**changed)
    come_back(client)
    assert not User.objects.exists() and "_auth_user_id" not in client.session


def test_a_known_person_signs_in(client, wecom, server):
    server()
    user = admit(email="qin@lanyu.example", name="秦明远", at=AT)
    SocialAccount.objects.create(user=user, provider="wecom", uid="ww01:qin", extra_data=PERSON)
    come_back(client)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "秦明远" in client.get(reverse("socialaccount_connections")).content.decode()


def test_the_button_stands_only_where_the_provider_is_configured(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "其他登录方式" not in client.get(reverse("account_login")).content.decode()


def test_the_button_stands_where_it_is_configured(client, wecom):
    page = client.get(reverse("account_login")).content.decode()
    assert "企业微信" in page and reverse("wecom_login") in page


def test_providers_are_switched_on_by_the_environment():
    asked = """
import django; django.setup()
from django.conf import settings
from django.urls import reverse
print(sorted(settings.SOCIALACCOUNT_PROVIDERS), settings.SIGNIN_APPS,
      settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"][1:])
print(*(reverse(f"{name}_login") for name in ("dingtalk", "feishu", "wecom")))
print(reverse("openid_connect_login", args=["oidc"]))
"""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "OIDC_CLIENT_ID": "a",
        "OIDC_SECRET": "b",
        "OIDC_SERVER_URL": "https://id.example.cn/realms/x",
        "WECOM_AGENT_ID": "1",
        **{f"{name}_{part}": "x" for name in ("WECOM", "DINGTALK", "FEISHU") for part in ("CLIENT_ID", "SECRET")},
    }
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, third = done.stdout.splitlines()
    assert "['dingtalk', 'feishu', 'openid_connect', 'wecom']" in first
    for host in ("https://id.example.cn", "https://login.dingtalk.com", "https://open.feishu.cn"):
        assert host in first
    assert second == "/accounts/dingtalk/login/ /accounts/feishu/login/ /accounts/wecom/login/"
    assert third == "/accounts/oidc/oidc/login/"


@pytest.mark.parametrize("path", ["login/", "login/callback/", "login/callback/?code=1&state=²"])
def test_a_provider_that_nobody_configured_is_not_there(client, settings, path):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert client.get(f"/accounts/wecom/{path}").status_code == 404
    assert client.post(f"/accounts/wecom/{path}").status_code == 404


def test_a_return_from_the_provider_that_nobody_began_is_refused_in_words(client, wecom):
    answer = client.get("/accounts/wecom/login/callback/?code=1&state=²")
    assert answer.status_code in (200, 401)
    assert "<h1" in answer.content.decode()
