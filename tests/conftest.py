from pathlib import Path

import polib
import pytest
from django.db import connection
from django.utils import translation

from challenges.models import immutability as notice_immutability
from notifications import immutability

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config):
    """English is compiled from its sources, so that a test never meets yesterday's sentences."""
    for source in ROOT.glob("*/locale/*/*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            draft = compiled.with_name(f"{compiled.name}.{id(config)}")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite has no TRUNCATE: the suite empties its tables row by row, which the triggers of the record refuse."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            immutability.remove(connection)
            notice_immutability.remove(connection)


@pytest.fixture(autouse=True)
def source_language():
    """A page of the test before may have left its reader's language active: every test begins in Chinese."""
    with translation.override("zh-hans"):
        yield
