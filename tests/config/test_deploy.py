"""Settings of a server: nothing secret has a default, nothing of the demonstration is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy_check import PLACE

ROOT = Path(__file__).resolve().parents[2]
# The longest start of Django on a loaded machine.
LONGEST = 60


def ask_production(expression: str, **environment: str) -> subprocess.CompletedProcess:
    """Evaluate an expression on the settings of a server, in a process of its own."""
    ours = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    code = f"import django; django.setup(); from django.conf import settings as s; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=ours | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


@pytest.mark.slow
def test_a_server_has_no_sandbox_no_demo_no_debug_and_never_an_eager_queue():
    words = "s.SANDBOX, s.DEMO, s.DEBUG, getattr(s, 'CELERY_TASK_ALWAYS_EAGER', False), s.SESSION_COOKIE_SECURE"
    answer = ask_production(words, **PLACE, SANDBOX="1", DEMO="1", DEBUG="1")
    assert answer.stdout.strip() == "False False False False True", answer.stderr


@pytest.mark.slow
def test_every_way_of_signing_in_can_be_switched_on():
    names = {
        f"{house}_{word}": "x" for house in ("OIDC", "WECOM", "DINGTALK", "FEISHU") for word in ("CLIENT_ID", "SECRET")
    }
    names |= {"OIDC_SERVER_URL": "https://id.example/realm", "WECOM_AGENT_ID": "1000002"}
    answer = ask_production("*sorted(s.SOCIALACCOUNT_PROVIDERS), s.SIGNIN_HOSTS[0]", **PLACE, **names)
    assert answer.stdout.split() == ["dingtalk", "feishu", "openid_connect", "wecom", "https://id.example"], (
        answer.stderr
    )


def test_the_policy_allows_no_inline_script_and_no_other_host(client, db):
    policy = client.get("/").headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert rules["default-src"] == ["'self'"]
    assert {source for source in rules["script-src"] if not source.startswith("'nonce-")} == {"'self'"}
    assert rules["object-src"] == rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]


def test_the_compose_file_names_every_secret_and_has_no_default_for_one():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert {"web", "worker", "beat", "postgres", "redis", "mailpit"} <= services.keys()
    assert "${SECRET_KEY:?" in services["web"]["environment"]["SECRET_KEY"]
    assert "${POSTGRES_PASSWORD:?" in services["postgres"]["environment"]["POSTGRES_PASSWORD"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_names_no_index_and_hashes_everything(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not any(line.startswith("-") for line in text.splitlines())
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pins
    assert all(line.endswith("\\") for line in pins)
