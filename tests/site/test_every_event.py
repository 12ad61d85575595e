"""Whatever is recorded anywhere: somebody decided who is told of it, and in which words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from challenges.core.noun import tables
from notifications import registry

RECORDED = re.compile(r'\b[Rr]ecord\(\s*f?"([a-z_.]+)"')
APPS = ("accounts", "challenges", "notifications")


def recorded():
    """Every event that a table names, or that is recorded by name in the source."""
    names = {row.event for table in tables() for row in (*table.steps, *table.alarms)}
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            names |= set(RECORDED.findall(path.read_text(encoding="utf-8")))
    return names


def test_somebody_decided_who_is_told_of_every_event():
    assert sorted(name for name in recorded() if not registry.is_declared(name)) == []


def test_nothing_is_declared_that_never_happens():
    # Events whose names are put together at run time, and those of the outbox itself.
    built = (
        "organisation.",
        "membership.",
        "certificate.",
        "expert.",
        "delivery.",
        "staffing.",
        "allotment.",
        "draw.",
        "person.",
        "proposal.team_",
    )
    declared = {notice.event_name for notice in registry.notices()} | set(registry._silent)
    assert sorted(name for name in declared - recorded() if not name.startswith(built)) == []


@pytest.mark.parametrize("name", sorted(notice.event_name for notice in registry.notices()))
def test_every_notice_has_its_wording_and_topic(name):
    declared = registry.get(name)
    assert get_template(declared.template)
    assert str(registry.topics()[declared.topic]) != declared.topic
    assert declared.facts is not None
