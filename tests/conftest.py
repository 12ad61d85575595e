import gc
import os
import re
from pathlib import Path
from unittest import TestCase, mock

import hypothesis
import polib
import pytest
from django.db import connection
from django.utils import translation
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import text_triggers
from challenges.core.models import immutability as notice_immutability
from challenges.proposals.models import team_triggers
from notifications import immutability
from tests import documented, schema
from tests.factories import remembered
from tests.frontend import chromium

ROOT = Path(__file__).resolve().parents[1]
# How long an example takes says something about the machine and its load, nothing about the rule that is tested.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
# A file of which every test touches the database holds nothing pure.
ON_DATABASE = re.compile(r"^pytestmark = \[?\s*(pytest\.mark\.\w+,\s*)*pytest\.mark\.django_db\b", re.MULTILINE)
# What also runs on SQLite: the gate, a whole life of each noun, the deadline, the notices and the pages most read.
SMOKE = (
    *("core/test_gate", "listing/test_challenge_life", "review/test_review_journey"),
    *("core/test_deadlines", "proposals/test_proposal_submit", "award/test_notice_publicity"),
    *("notifications/test_events", "notifications/test_dispatching", "notifications/test_delivering"),
    *("listing/test_hall", "listing/test_listing", "accounts/test_signing_in", "listing/test_challenge_api"),
)


def pytest_configure(config):
    """English is compiled from its sources, so that a test never meets yesterday's sentences."""
    for source in ROOT.glob("[!.]*/**/locale/*/*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            draft = compiled.with_name(f"{compiled.name}.{id(config)}")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)


def pytest_ignore_collect(collection_path, config):
    """A run of the few (pure, smoke, drills, days) reads only the files that may hold them: all take half a minute."""
    if not collection_path.name.startswith("test_"):
        return None
    wanted = config.option.markexpr.split(" and ")[0]
    if wanted == "smoke":
        return named(collection_path) not in SMOKE or None
    if wanted in ("drill", "days"):
        return f"mark.{wanted}" not in collection_path.read_text(encoding="utf-8") or None
    if wanted == "pure":
        return bool(ON_DATABASE.search(collection_path.read_text(encoding="utf-8"))) or None
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let one process run what shares its arrangements: a file, and everything that looks at the whole demo.

    What is remembered is walked once by each process that needs it, so a file that two take turns at is walked twice.
    Drills are long and few: they are shared out one by one, but for those of the demo. The marks by which pytest-xdist
    3.8 keeps tests together need names of tests that pytest 9.2 lets nobody change.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    drills = config.option.markexpr.startswith("drill")
    if shuffled(config):
        # Else the largest files always come first, whatever the order they were shuffled into.
        config.option.loadscopereorder = False

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith("tests/demo/"):
                return "demo"
            return nodeid if drills else nodeid.split("::", 1)[0]

    return Together(config, log)


def named(path):
    """Return a file of tests as SMOKE names it."""
    return path.relative_to(ROOT / "tests").with_suffix("").as_posix()


def shuffled(config) -> bool:
    """Return True where this run shuffles files, and the tests in each: `-p randomly`."""
    return config.pluginmanager.hasplugin("randomly")


def pytest_terminal_summary(terminalreporter, config):
    """Say how the order of a shuffled run comes about again."""
    if shuffled(config):
        terminalreporter.write_line(f"order: -p randomly --randomly-seed={config.option.randomly_seed}")


def pytest_report_header():
    """Say on which database the suite runs, and whether pages are opened in a browser."""
    found = chromium.path_once()
    return [
        f"database: {connection.vendor}",
        f"browser: {found}" if found else "browser: none found, the tests marked `browser` are not run",
    ]


def pytest_sessionstart(session):
    """Where everything is promised to run, a missing browser is an error and not a silence."""
    if os.environ.get("CI") == "true" and not chromium.path_once():
        pytest.exit("CI=true, and no Chromium was found", returncode=3)
    documented.watch()


def pytest_collection_modifyitems(items):
    """Find the pure tests and the smoke tests by themselves, so that nobody has to remember a mark."""
    for item in items:
        on_database = item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
        in_class = item.cls is not None and issubclass(item.cls, TestCase)
        committed = on_database.kwargs if isinstance(on_database, pytest.Mark) else {}
        if committed.get("transaction") and not committed.get("serialized_rollback"):
            # It would leave the tables without what the migrations wrote, and the next such test would meet them twice.
            raise pytest.UsageError(f"{item.nodeid} commits: it needs serialized_rollback=True")
        if not (on_database or in_class or item.get_closest_marker("slow") or item.get_closest_marker("drill")):
            item.add_marker("pure")
        if named(item.path) in SMOKE:
            item.add_marker("smoke")


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for cycles again and again took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The migrations are walked once for all runs."""
    schema.keep(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite has no TRUNCATE: the suite empties its tables row by row, which the triggers of the record refuse."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            immutability.remove(connection)
            notice_immutability.remove(connection)
            text_triggers.remove(connection)
            team_triggers.remove(connection)
        else:
            remembered.keep_first_rows()


@pytest.fixture(autouse=True)
def source_language():
    """A page of the test before may have left its reader's language active: every test begins in Chinese."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def unlimited():
    """Nobody is told to come back later, and whoever asks next has not asked before."""
    with mock.patch.dict(SimpleRateThrottle.THROTTLE_RATES, person=None, visitor=None):
        yield
