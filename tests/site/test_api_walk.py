"""The walk of docs/api.md, sent to a server in its order: what the page says comes back is what comes back."""

import json
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.cache import cache

from notifications import clock
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, IndicatorFactory, accepting_challenge
from tests.listing.test_challenge_api import client_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"[A-Za-z-]+: .*")
NAME = re.compile(r"\$([a-z]+)")


@dataclass
class Step:
    """A request of the page, and what it says comes back."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 0
    answered: dict[str, str] = field(default_factory=dict)
    said: str = ""


def steps() -> list[Step]:
    """Return the requests of the page in order."""
    found = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        first, *lines = block.strip().splitlines()
        step = Step(*first.split(" ", 1))
        for line in lines:
            back, text = line.startswith("< "), line.removeprefix("< ")
            if back and text.isdigit():
                step.status = int(text)
            elif HEADER.fullmatch(text):
                name, value = text.split(": ", 1)
                (step.answered if back else step.headers)[name] = value
            elif back:
                step.said += text
            else:
                step.body += text
        found.append(step)
    return found


@dataclass
class Walk:
    """Sends steps to a server, and keeps what has a name."""

    address: str
    known: dict[str, str]

    def filled(self, text: str) -> str:
        """Return a text with what is known for its names."""
        return NAME.sub(lambda name: str(self.known[name[1]]), text)

    def send(self, step: Step) -> None:
        """Send a step, and compare."""
        line = HTTPConnection(self.address, timeout=60)
        headers = {name: self.filled(value) for name, value in step.headers.items()}
        body = self.filled(step.body).encode() if step.body else None
        headers |= {"Content-Type": "application/json"} if body else {}
        line.request(step.method, self.filled(step.path), body, headers)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        place = f"{step.method} {step.path}"
        assert answer.status == step.status, (place, content.decode())
        said = json.loads(content) if step.said else None
        if said is not None:
            self.compare(json.loads(step.said), said, place)
        for name, value in step.answered.items():
            self.compare(value, answer.getheader(name), f"{place} {name}")

    def compare(self, told, came, place: str) -> None:
        """Assert that everything the page tells came; a name that is met first keeps what came."""
        if isinstance(told, dict):
            assert told.keys() <= came.keys(), (place, came)
            for name, value in told.items():
                self.compare(value, came[name], f"{place}.{name}")
        elif isinstance(told, list) and told:
            # Of several the page shows one.
            same = [row for row in came if self.fits(told[0], row)]
            assert same, (place, came)
            self.compare(told[0], same[0], place)
        elif isinstance(told, str) and (name := NAME.fullmatch(told)):
            assert self.known.setdefault(name[1], came) == came, (place, came)
        elif isinstance(told, str):
            assert self.filled(told) == came, (place, came)
        else:
            assert told == came, (place, came)

    def fits(self, told, came) -> bool:
        """Return True when a row is the one that the page shows; keeps nothing."""
        if not isinstance(told, dict):
            return True
        plain = {name: value for name, value in told.items() if isinstance(value, str) and not NAME.search(value)}
        return plain.items() <= came.items()


@pytest.fixture
def known():
    """What the page takes for granted: an open challenge, and a token of somebody at a firm."""
    cache.clear()
    at = clock.now()
    challenge = accepting_challenge(
        title="涡轮叶片冷却",
        title_en="Cooling of turbine blades",
        opens_at=at - DAY,
        closes_at=at + 9 * DAY,
        first_closes_at=at + 9 * DAY,
    )
    IndicatorFactory(challenge=challenge)
    client = client_of(acting(OrganisationFactory(kind="sme"), "handler"), "read", "write")
    return {"handler": client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_walk_of_the_page_is_true(known, live_server):
    walk = Walk(live_server.url.removeprefix("http://"), known)
    told = steps()
    assert len(told) > 12
    for step in told:
        walk.send(step)


def test_the_page_has_no_other_requests():
    """A request in another kind of block would not be sent."""
    blocks = re.findall(r"^```(\w*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(blocks) == {"http", ""}
