"""A session lies sealed in its table: a copy of the database tells nothing of what waits in it."""

import base64
import zlib

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from accounts.actions.person import admit
from notifications.clock import now

pytestmark = pytest.mark.django_db
CANARY = "CANARY-GEHEIME-REZEPTUR-4711"


def opened(stored: str) -> bytes:
    """Return what anybody can make of a stored session without the key: unpacked as far as it goes."""
    text = stored.split(":")[0]
    packed = base64.urlsafe_b64decode(text.lstrip(".") + "===")
    return zlib.decompress(packed) if text.startswith(".") else packed


def kept(**content) -> str:
    store = SessionStore()
    store.update(content)
    store.save()
    return store.session_key


def test_what_is_kept_comes_back_and_is_read_by_nobody_else(settings):
    key = kept(refused={"typed": {"route": [CANARY * 40]}})
    assert SessionStore(key)["refused"]["typed"]["route"] == [CANARY * 40]
    raw = Session.objects.get(pk=key).session_data
    assert CANARY not in raw and CANARY.encode() not in opened(raw)


def test_it_would_be_read_without_the_seal(settings):
    """The proof proves something: with the framework's own serializer the words lie open."""
    settings.SESSION_SERIALIZER = "django.core.signing.JSONSerializer"
    raw = Session.objects.get(pk=kept(refused=CANARY)).session_data
    assert CANARY.encode() in opened(raw)


def test_a_changed_key_reads_the_old_ones_for_a_while(settings):
    key = kept(word="still here")
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [old]
    assert SessionStore(key).get("word") == "still here"
    settings.SECRET_KEY_FALLBACKS = []
    assert SessionStore(key).get("word") is None


def test_a_session_from_before_is_a_visitors(client, settings):
    user = admit(email="owner@example.cn", name="主人", at=now(), password="qihang-Lanyu-2026")
    sealed, settings.SESSION_SERIALIZER = settings.SESSION_SERIALIZER, "django.core.signing.JSONSerializer"
    client.force_login(user)
    assert client.get("/settings/").status_code == 200
    settings.SESSION_SERIALIZER = sealed
    assert client.get("/settings/").status_code == 302
