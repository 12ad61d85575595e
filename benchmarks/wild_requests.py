"""Requests that the schema allows, and many it does not, by schemathesis against the demo: none may end in 5xx, nor in
an answer that the document does not describe: status, media type, headers, and every member of the body.

`python -m tests.servers python -m benchmarks.wild_requests --requests 20000` seeds a database of its own and sends so
many requests as a visitor, and as people of an SME, a lead firm, an organiser and the expert pool. What is sent comes
from the product's own OpenAPI document; the ids in the addresses are those of the demo, now and then any number at
all. Requests go straight to the handlers, not over a socket, and each is undone. `benchmarks/results/wild_requests.md`
gets the figures.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from benchmarks import pages, wild

RESULT = Path(__file__).parent / "results" / "wild_requests.md"
ROLES = ("visitor", "sme", "lead", "organiser", "expert")
# One generated request is sent so often by each, every time with other ids: making one costs more than answering it.
SENT_EACH = 4
# So many are made of an operation before the next one has its turn.
EACH = 10
SECTIONS = ("basics", "route", "budget", "team", "schedule", "declarations", "commitments", "ip")
# Of ten addresses, so many get an id that is there.
REAL = 8


def operations() -> list:
    """Return every operation of the document."""
    import schemathesis

    from tests import documented

    return [found.ok() for found in schemathesis.openapi.from_dict(documented.document()).get_all_operations()]


def cases(operation, count: int, seed: int) -> list:
    """Return so many generated requests of an operation, or fewer where it allows no more."""
    import hypothesis

    found = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def collect(case):
        found.append(case)

    collect()
    return found


def address(case, ids: dict, chance: random.Random) -> str:
    """Return the address of a case: mostly with ids that are there, sometimes with what was generated or forged."""
    path = case.path
    known = ids.get(wild.noun_of(path, ids), [])
    for name, value in (case.path_parameters or {}).items():
        pick = chance.randrange(10)
        if name in ("id", "pk") and known and pick < REAL:
            value = chance.choice(known)
        elif name == "key" and pick < REAL:
            value = chance.choice(SECTIONS)
        elif pick == REAL:
            value = chance.choice(wild.NUMBERS)
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    return path


def body(case) -> tuple[bytes, str]:
    """Return the body of a case as bytes and its media type."""
    from schemathesis.core import NOT_SET

    if case.body is NOT_SET or case.media_type is None:
        return b"", "application/json"
    if case.media_type == "application/json":
        return json.dumps(case.body).encode(), case.media_type
    fields = case.body if isinstance(case.body, dict) else {"body": case.body}
    plain = {name: value if isinstance(value, str | bytes) else json.dumps(value) for name, value in fields.items()}
    if case.media_type == "application/x-www-form-urlencoded":
        return urlencode(plain, errors="replace").encode(), case.media_type
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    parts = {
        name: SimpleUploadedFile("f.pdf", value if isinstance(value, bytes) else value.encode(errors="replace"))
        if name == "file"
        else value
        for name, value in plain.items()
    }
    return encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT


def headers_of(case, chance: random.Random) -> dict:
    """Return the headers of a case. Its credentials are left out, or nobody would come further than 401."""
    found = {name: str(value) for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    if chance.randrange(40) == 0:
        found["Authorization"] = f"Bearer {chance.choice(wild.TEXTS)}".replace("\x00", "?")
    return {name: value.encode("latin-1", "replace").decode("latin-1") for name, value in found.items()}


def send(sender, case, ids: dict, chance: random.Random) -> None:
    """Send a case once as somebody."""
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    if chance.randrange(4) == 0 and query:
        query[chance.choice(sorted(query))] = chance.choice(wild.VALUES)
    path = address(case, ids, chance) + (f"?{urlencode(query, doseq=True, errors='replace')}" if query else "")
    data, kind = body(case)
    from tests import documented

    answer = sender.send(case.method, path, data, kind, **headers_of(case, chance))
    for strange in documented.faults(case.method, unquote(path.partition("?")[0]), answer):
        sender.report.undocumented.setdefault(strange, f"{case.method} {path[:300]} {data[:600]!r}")


def run(requests: int, *, seed: int = 7, roles=ROLES, seconds: float | None = None) -> dict[str, wild.Report]:
    """Send so many requests a role against the demo that stands in the database; returns what each was answered.

    With `seconds` it ends then, whatever is left; operations come in the order of chance, so that none is always last.
    """
    ends = time.monotonic() + seconds if seconds else None
    wild.quiet()
    chance = random.Random(seed)
    ids = wild.ids_by_noun()
    people = {name: found for name, found in wild.senders().items() if name in roles}
    waiting = operations()
    chance.shuffle(waiting)
    left, rounds = requests, 0
    while left > 0:
        each = max(1, min(EACH, -(-left // (len(waiting) * SENT_EACH))))
        for n, operation in enumerate(waiting):
            if ends and time.monotonic() > ends:
                left = 0
            if not left:
                break
            for case in cases(operation, each, seed + 1000 * rounds + n):
                for _time in range(min(SENT_EACH, left)):
                    for sender in people.values():
                        send(sender, case, ids, chance)
                    left -= 1
        rounds += 1
    return {name: sender.report for name, sender in people.items()}


def lines(reports: dict, seconds: float, database: str) -> Iterator[str]:
    """Yield the page of figures."""
    every = sum(report.requests for report in reports.values())
    yield "# Wild requests against the API\n"
    yield "`python -m tests.servers python -m benchmarks.wild_requests --requests 20000`: what schemathesis makes of"
    yield "the product's own OpenAPI document, with ids of the demo, sent straight to the handlers and undone again.\n"
    yield f"Database: {database}. {every:,} requests in {seconds:,.0f} s.\n"
    yield "| as | requests | 2xx | 3xx | 4xx | **5xx** | **not described** |\n|---|---|---|---|---|---|---|"
    for name, report in reports.items():
        by = [sum(n for status, n in report.statuses.items() if status // 100 == group) for group in (2, 3, 4, 5)]
        figures = (report.requests, *by, len(report.undocumented))
        yield f"| {name} | " + " | ".join(f"{n:,}" for n in figures) + " |"


def faults(reports: dict) -> list[str]:
    """Return every fault once, with an example."""
    return [
        f"{name}: {what}\n  {seen}"
        for name, report in reports.items()
        for what, seen in (*report.faults.items(), *report.undocumented.items())
    ]


def main() -> int:
    """Seed, send, write the figures; returns 1 for a 5xx, and for an answer that the document does not describe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=20_000, help="how many requests a role")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--seconds", type=float, help="end after so long, whatever is left")
    options.add_argument("--write", type=Path, default=RESULT)
    given = options.parse_args()
    pages.prepare()
    from tests.frontend import demo

    demo.fill()
    began = time.monotonic()
    reports = run(given.requests, seed=given.seed, seconds=given.seconds)
    page = "\n".join(lines(reports, time.monotonic() - began, wild.vendor())) + "\n"
    given.write.write_text(page, encoding="utf-8")
    print(page, f"seed {given.seed}", *faults(reports), sep="\n")
    return int(bool(faults(reports)))


if __name__ == "__main__":
    sys.exit(main())
