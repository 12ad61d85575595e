"""Whatever the interface answers to anybody about anything of the demo is as its document says, with what is in it."""

import re

import pytest

from benchmarks import wild
from benchmarks.wild_requests import SECTIONS
from tests import documented

# The mark makes pytest set the database up; the demo is undone by the blocks around it.
pytestmark = [pytest.mark.django_db, pytest.mark.drill, pytest.mark.usefixtures("unlimited")]
# So many rows of a noun are read, spread over all there are.
EACH = 12


def addresses(path: str, ids: dict) -> list[str]:
    """Return the addresses that a path of the document has in the demo."""
    known = ids.get(wild.noun_of(path, ids), [])
    chosen = known[:: max(1, len(known) // EACH)] if "{id}" in path else [""]
    keys = SECTIONS if "{key}" in path else [""]
    return [path.replace("{id}", str(pk)).replace("{key}", key) for pk in chosen for key in keys]


def test_whatever_is_read_of_the_demo_is_as_it_is_described(filled):
    wild.quiet()
    ids = wild.ids_by_noun()
    reads = {
        path: about["get"]["operationId"] for path, about in documented.document()["paths"].items() if "get" in about
    }
    assert len(reads) > 80
    strange, answered = {}, set()
    for name, sender in wild.senders().items():
        for path, operation in reads.items():
            for address in addresses(path, ids):
                # The suite's own client holds every answer against the document, and says what is wrong with it.
                try:
                    answer = sender.send("GET", address)
                except AssertionError as wrong:
                    strange.setdefault(re.sub(r"\d+", "…", str(wrong)), f"{name} at {address}: {wrong}")
                else:
                    answered |= {operation} if answer.status_code == 200 else set()
        assert sender.report.failed == 0, sender.report.faults
    assert strange == {}, "\n".join(strange.values())
    assert len(answered) > len(reads) * 0.8, sorted(set(reads.values()) - answered)
