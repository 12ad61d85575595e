from copy import deepcopy
from pathlib import Path

import pytest

from notifications import registry
from notifications.registry import Recipient
from tests.factories.notifications import person


@pytest.fixture
def declared(settings):
    """Declarations of this test's own; the wording lies beside the tests."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates", *templates[0].get("DIRS", [])]
    settings.TEMPLATES = templates
    kept = [dict(held) for held in (registry._notices, registry._silent, registry._topics)]
    yield registry
    for held, before in zip((registry._notices, registry._silent, registry._topics), kept, strict=True):
        held.clear()
        held.update(before)


@pytest.fixture
def told(declared, db):
    """Declare "sheet.posted" to be told to these people; returns the declaration's keywords for changes."""

    def declare(*people, name="sheet.posted", topic="sheets", reason="你关注了这张榜", url="/sheets/7/", **keywords):
        audience = keywords.pop("audience", None) or (
            lambda event: [Recipient(reader.pk, reason, url) for reader in people]
        )
        declared.topic("sheets", "榜单")
        return declared.notice(name, topic=topic, audience=audience, **keywords)

    return declare


@pytest.fixture
def reader(db):
    return person()
