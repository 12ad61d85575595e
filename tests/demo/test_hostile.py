"""No request ends in 5xx: every route for every kind of person, the schema by schemathesis, every page and act."""

import os
import random
from urllib.parse import quote

import pytest

from benchmarks import wild, wild_pages, wild_requests

# The mark makes pytest set the database up; the demo, and what a test adds to it, is undone by the blocks around it.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.drill,
    pytest.mark.usefixtures("unlimited"),
]
# Chance is the same in every run, so that a fault found once is found again; the benchmark takes another each time.
SEED = 20261129
# How long the pages are tried, and how many requests a role the schema gets: all three take less than 90 s of CPU with
# the demo. `benchmarks.wild_pages` and `benchmarks.wild_requests` go on for as long as one likes.
SECONDS = int(os.environ.get("HOSTILE_SECONDS", "15"))
REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "150"))
HEADERS = (
    {},
    {"Accept": ";;q=x,/"},
    {"Accept": "text/html", "Accept-Language": "²-xx;q=9,*"},
    {"Cookie": 'sessionid="\\000"; csrftoken="\\000"; django_language=²; theme=\x7f; messages=x'},
    {"If-Match": "²", "If-None-Match": 'W/"', "Idempotency-Key": "²", "If-Modified-Since": "9" * 50},
    {"Authorization": "Bearer ²", "X-Forwarded-For": "²,,x"},
    {
        "Authorization": "Basic",
        "HX-Request": "true",
        "HX-Target": "\x7f",
        "HX-Current-URL": "http://[x",
        "Referer": "http://[x",
    },
    {"Content-Length": "²"},
)
METHODS = ("POST", "PUT", "POST", "PATCH", "POST", "DELETE", "POST", "TRACE")
BODIES = (
    (b"", "application/json"),
    (b"null", "application/json"),
    (b"[1]", "application/json"),
    (b'{"version": 1e999, "id": "\\ud800", "ids": [[]]}', "application/json"),
    (b'{"reason": null, "picks": {}, "text": [], "experts": "1", "decision": {"a": 1}}', "application/json"),
    (b"[" * 3000, "application/json"),
    (b"\xff\xfe", "application/json; charset=utf-16"),
    (b"a=%00&version=%C2%B2&id=99999999999999999999&pk=-1&next=%2F%2Fevil", "application/x-www-form-urlencoded"),
    (b"a=%ff%fe&a=%ed%a0%80", "application/x-www-form-urlencoded; charset=rot13"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"--x", "multipart/form-data"),
    (b"<a/>", "text/xml"),
)


def faultless(reports: dict) -> None:
    """Assert that nobody met a 5xx, and that much was answered with more than a refusal."""
    found = wild_requests.faults(reports)
    assert not found, "\n".join(found)
    assert all(report.failed == 0 and report.requests > 0 for report in reports.values())


def test_every_route_with_hostile_ids_parameters_and_headers(filled):
    wild.quiet()
    chance = random.Random(SEED)
    people = {name: sender for name, sender in wild.senders().items() if name != "lead"}
    ids = wild.ids_by_noun()
    # /readyz says 503 where no queue and no worker stand beside the process; what it may not do is told below.
    routes = sorted({path for _name, path in wild.routes()} - {"readyz"})
    assert len(routes) > 300
    for n, route in enumerate(routes):
        # Two of the four each time, in turn: with all of them this alone takes more than a minute of CPU.
        for m, sender in list(enumerate(people.values()))[n % 2 :: 2]:
            path = wild_pages.filled(route.replace("^", "").replace("$", "").replace("\\Z", ""), ids, chance)
            query = (
                f"?limit={quote(chance.choice(wild.NUMBERS))}&page={quote(chance.choice(wild.VALUES))}&x=%ff&after=W10"
            )
            headers = HEADERS[(n + m) % len(HEADERS)]
            sender.send("GET", path + query, **headers)
            body, kind = BODIES[(n + 3 * m) % len(BODIES)]
            sender.send(METHODS[(n + m) % len(METHODS)], path, body, kind, **HEADERS[(n + m + 1) % len(HEADERS)])
    faultless({name: sender.report for name, sender in people.items()})


def test_the_probe_answers_ready_or_not_whatever_it_is_sent():
    probe = wild.Sender(None)
    for headers in HEADERS:
        answer = probe.send("GET", "/readyz?limit=%C2%B2&x=%ff", **headers)
        assert answer.status_code in (200, 503) and probe.raised is None


def test_what_the_schema_allows_as_visitor_sme_and_organiser(filled):
    reports = wild_requests.run(REQUESTS, seed=SEED)
    faultless(reports)
    assert all(report.requests == REQUESTS for report in reports.values())
    assert reports["organiser"].statuses[200] > REQUESTS / 20


def test_every_page_and_act_with_wild_words(filled):
    faultless(wild_pages.run(99, seed=SEED, seconds=SECONDS))
