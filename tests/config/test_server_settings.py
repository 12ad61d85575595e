"""A server does not start with what is missing or unsafe, and takes any sign in a password."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection
from redis.connection import parse_url

from config.settings import server
from tests.config.test_deploy import ask_production
from tests.deploy_check import PLACE

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
OURS = ("migrate", "web", "worker", "beat")
PASSWORDS = (
    *("plain", "p@ss:w/ord", "50%", "a#b?c", "$dollar", "$$HOME", "with space"),
    *("'\"`\\", "=&;|<>", "密码", "%40", "+~^"),
)
REFUSED = {
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "a short key": ({"SECRET_KEY": "x7" * 12}, "SECRET_KEY"),
    "one sign again and again": ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
    "Django's sample": ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 6}, "SECRET_KEY"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "every host below": ({"ALLOWED_HOSTS": "jiebang.example,*.example"}, "ALLOWED_HOSTS"),
    "no host": ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
    "a site without TLS": ({"SITE_URL": "http://jiebang.example"}, "SITE_URL"),
    "a site that is no address": ({"SITE_URL": "jiebang.example"}, "SITE_URL"),
    "a site below a path": ({"SITE_URL": "https://jiebang.example/app"}, "SITE_URL"),
    "a site that is not served": ({"SITE_URL": "https://other.example"}, "SITE_URL"),
    "no word on proxies": ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT"),
    "a wrong word on proxies": ({"TRUSTED_PROXY_COUNT": "two"}, "TRUSTED_PROXY_COUNT"),
    "proxies in another width": ({"TRUSTED_PROXY_COUNT": "２"}, "TRUSTED_PROXY_COUNT"),
    "no mail server": ({"EMAIL_HOST": ""}, "EMAIL_HOST"),
    "a mail catcher": ({"EMAIL_HOST": "mailpit"}, "EMAIL_HOST"),
    "a catcher by its port": ({"EMAIL_HOST": "localhost", "EMAIL_PORT": "1025"}, "EMAIL_HOST"),
    "a catcher by its whole name": ({"EMAIL_HOST": "MailHog.internal"}, "EMAIL_HOST"),
    "a port that is none": ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT"),
    "no database": ({"DATABASE_URL": ""}, "DATABASE_URL"),
    "another database": ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL"),
    "a password that breaks the address": ({"DATABASE_URL": "postgres://u:a?b@host/name"}, "DATABASE_URL"),
    "a slash that breaks the address": ({"DATABASE_URL": "postgres://u:a/b@host/name"}, "DATABASE_URL"),
    "no queue": ({"REDIS_URL": ""}, "REDIS_URL"),
    "preload alone": ({"SECURE_HSTS_PRELOAD": "true"}, "SECURE_HSTS_PRELOAD"),
}


def start(monkeypatch, **changes):
    """Load the settings of a server anew from this environment; returns their names and values."""
    for name in ("POSTGRES_PASSWORD", "REDIS_HOST", "REDIS_PASSWORD", "TRIAL", "EMAIL_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**PLACE, **changes}.items():
        monkeypatch.setenv(name, value)
    path = ROOT / "config" / "settings" / "production.py"
    module = {"__name__": "config.settings.of_a_test", "__package__": "config.settings", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), module)
    return module


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unsafe_stops_the_start_and_is_named(monkeypatch, name):
    changes, named = REFUSED[name]
    with pytest.raises(ImproperlyConfigured, match=named) as refused:
        start(monkeypatch, **changes)
    assert len(str(refused.value).splitlines()) == 2


def test_everything_that_is_wrong_is_said_at_once():
    answer = ask_production("1", DJANGO_SETTINGS_MODULE="config.settings.production")
    assert answer.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST", "TRUSTED_PROXY"):
        assert name in answer.stderr


def test_a_whole_place_starts_and_asks_browsers_for_no_more_than_it_was_told(monkeypatch):
    settings = start(monkeypatch)
    assert (settings["SECURE_HSTS_SECONDS"], settings["SECURE_HSTS_PRELOAD"]) == (server.YEAR, False)
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False
    asked = start(monkeypatch, SECURE_HSTS_PRELOAD="true", SECURE_HSTS_INCLUDE_SUBDOMAINS="true")
    assert (asked["SECURE_HSTS_PRELOAD"], asked["SECURE_HSTS_INCLUDE_SUBDOMAINS"]) == (True, True)


def test_without_proxies_nobody_speaks_in_their_name(monkeypatch):
    assert start(monkeypatch)["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert start(monkeypatch, TRUSTED_PROXY_COUNT="0")["SECURE_PROXY_SSL_HEADER"] is None


def test_a_trial_may_catch_its_mails_when_it_says_so(monkeypatch):
    settings = start(monkeypatch, TRIAL="1", EMAIL_HOST="")
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mailpit", 1025)
    named = start(monkeypatch, TRIAL="1", EMAIL_HOST="smtp.example")
    assert (named["EMAIL_HOST"], named["EMAIL_PORT"]) == ("smtp.example", 25)


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_of_any_sign_arrives_as_it_was_written(monkeypatch, password):
    monkeypatch.setenv("POSTGRES_HOST", "postgres")
    settings = start(
        monkeypatch,
        DATABASE_URL="",
        POSTGRES_PASSWORD=password,
        REDIS_URL="",
        REDIS_HOST="redis",
        REDIS_PASSWORD=password,
        EMAIL_HOST_PASSWORD=password,
    )
    described = settings["DATABASES"]["default"]
    assert (described["PASSWORD"], described["HOST"], described["NAME"]) == (password, "postgres", "jiebang")
    words = psycopg.conninfo.make_conninfo(password=described["PASSWORD"], host=described["HOST"])
    assert psycopg.conninfo.conninfo_to_dict(words)["password"] == password
    assert parse_url(settings["CACHES"]["default"]["LOCATION"])["password"] == password
    assert Connection(settings["CELERY_BROKER_URL"]).password == password
    assert unquote(urlsplit(settings["REDIS_URL"]).password) == password
    assert settings["EMAIL_HOST_PASSWORD"] == password


def test_an_encoded_password_in_an_address_is_read_too(monkeypatch):
    settings = start(monkeypatch, DATABASE_URL="postgres://u:p%40ss%3A%2F%23%25@host:5433/name")
    described = settings["DATABASES"]["default"]
    assert (described["PASSWORD"], described["HOST"], described["PORT"]) == ("p@ss:/#%", "host", 5433)


def test_the_compose_file_puts_no_secret_into_an_address():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"://[^\s\"']*\$\{?\w*PASSWORD", text) == []
    for name in OURS:
        environment = COMPOSE[name]["environment"]
        assert {"POSTGRES_PASSWORD", "POSTGRES_HOST", "REDIS_HOST", "REDIS_PASSWORD"} <= environment.keys()
        assert not {"EMAIL_HOST", "DATABASE_URL", "REDIS_URL"} & environment.keys()


def test_the_compose_file_starts_with_its_own_parts(monkeypatch):
    answers = {"SECRET_KEY": PLACE["SECRET_KEY"], "POSTGRES_PASSWORD": "p@ss"}
    words = {}
    for name, value in COMPOSE["web"]["environment"].items():
        asked = re.fullmatch(r"\$\{(\w+)(?::[-?](.*))?\}", value)
        words[name] = answers.get(asked[1], "") if asked else value
    settings = start(monkeypatch, DATABASE_URL="", REDIS_URL="", **words)
    assert settings["REDIS_URL"] == "redis://redis:6379/0"
    assert settings["DATABASES"]["default"]["HOST"] == "postgres"


@pytest.mark.parametrize("name", COMPOSE)
def test_every_container_is_read_only_and_has_no_capability_it_does_not_need(name):
    service = COMPOSE[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    allowed = {"postgres": 5, "redis": 4}.get(name, 0)
    assert len(service.get("cap_add", ())) == allowed
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
    assert name not in OURS or (service["mem_limit"] and service["pids_limit"])


def test_the_mail_catcher_runs_in_a_trial_alone():
    assert COMPOSE["mailpit"]["profiles"] == ["trial"]


def test_the_sample_names_what_a_start_needs():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS", "SITE_URL", "TRUSTED_PROXY_COUNT", "EMAIL_HOST"):
        assert re.search(rf"^{name}=", text, re.MULTILINE)
