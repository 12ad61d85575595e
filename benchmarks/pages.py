"""Pages and endpoints on 100,000 challenges, beside the raw floor measured in the same run.

`python -m tests.servers python -m benchmarks.pages [ROWS]` fills a database of its own and asks every page as the
person it is made for; `benchmarks/results/pages.md` gets the median processor time of this process per request, the SQL
statements and the bytes. The floor is psycopg and orjson in a bare view over the same columns, filter and order.
"""

import os
import random
import resource
import statistics
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

ROUNDS = 15
RESULT = Path(__file__).parent / "results" / "pages.md"
SEED = 7
# Whose desks are asked, beside that of an organiser's officer; an operator's is the queue of verifications.
DESKS = dict.fromkeys(("supervisor", "lead", "sme", "finance", "expert"), "/desk/") | {"operator": "/verification/"}


def prepare() -> None:
    """Make an empty database of this run's own and bring it up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    call_command("compile_translations")


def fill(count: int):
    """Write so many published challenges with their indicators; returns the people who will ask."""
    from challenges.listing.models import Challenge, Indicator
    from notifications import clock
    from tests.factories.accounts import OrganisationFactory, acting, expert, operator
    from tests.factories.challenges import BatchFactory

    draw = random.Random(SEED)
    at = clock.now()
    batches = BatchFactory.create_batch(8)
    leads = OrganisationFactory.create_batch(40, kind="lead")
    fields, regions = ("101", "205", "401", "603", "801"), ("110108", "320505", "210112", "440305")
    rows = []
    for number in range(count):
        batch = batches[number % len(batches)]
        over = draw.random() < 0.6
        opens = at - timedelta(days=draw.randint(40, 700) if over else draw.randint(1, 25), seconds=number % 3600)
        rows.append(
            Challenge(
                batch=batch,
                lead=leads[number % len(leads)],
                organiser=batch.organiser,
                number=f"TC-P-{number:06d}",
                title=f"高温合金粉末制备与应用验证 {number}",
                title_en=f"Superalloy powder {number}",
                type="key_technology",
                field_code=draw.choice(fields),
                region_code=draw.choice(regions),
                total_wan=draw.randint(100, 3000),
                enterprise_wan=0,
                fiscal_wan=0,
                state=draw.choice(("lapsed", "awarded", "qualification")) if over else "accepting",
                opens_at=opens,
                closes_at=opens + timedelta(days=35),
                first_closes_at=opens + timedelta(days=35),
                published_at=opens,
                edition=1,
                material_edition=1,
                created_at=opens,
                updated_at=opens,
                due_at=at + timedelta(days=draw.randint(-3, 20)),
            )
        )
        rows[-1].enterprise_wan = rows[-1].total_wan
    Challenge.objects.bulk_create(rows, batch_size=2000)
    made = list(Challenge.objects.order_by("pk").values_list("pk", flat=True))
    Indicator.objects.bulk_create(
        (
            Indicator(
                challenge_id=pk,
                position=position,
                name=f"指标{position}",
                unit="ppm",
                comparator="le",
                baseline=180,
                target=100,
                test_method="GB/T 14265",
            )
            for pk in made
            for position in (1, 2, 3)
        ),
        batch_size=5000,
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    firm = OrganisationFactory(kind="sme")
    return {
        "open": Challenge.objects.filter(state="accepting").first().pk,
        "organiser": acting(batches[0].organiser, "batch_admin", "checker"),
        "supervisor": acting(batches[0].organiser, "supervisor"),
        "lead": acting(leads[0], "handler", "signer"),
        "sme": acting(firm, "handler"),
        "finance": acting(OrganisationFactory(kind="finance"), "viewer"),
        "expert": expert(),
        "operator": operator(),
    }


def cpu() -> float:
    """Return the processor seconds this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(ask) -> tuple[float, int, int]:
    """Return the median milliseconds of processor time, the statements and the bytes of one request."""
    from django.db import connection

    ask()
    queries = []

    def note(execute, sql, parameters, many, context):
        queries.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        answer = ask()
    assert answer.status_code == 200, answer.status_code
    times = []
    for _round in range(ROUNDS):
        before = cpu()
        ask()
        times.append((cpu() - before) * 1000)
    return statistics.median(times), len(queries), len(answer.content)


def raw(limit: int):
    """The floor: the same rows by hand, from the connection to the bytes."""
    import orjson
    from django.db import connection
    from django.http import HttpResponse

    sql = """SELECT c.id, c.number, c.title, c.title_en, c.state, c.mode, c.type, c.field_code, c.region_code,
        c.confidentiality, c.total_wan::text, c.negotiable, c.race_slots, c.opens_at, c.closes_at, c.published_at,
        c.updated_at, c.lead_id, o.name, c.batch_id, c.organiser_id
        FROM challenges_challenge c JOIN accounts_organisation o ON o.id = c.lead_id
        WHERE c.state = ANY(%s) ORDER BY c.updated_at, c.id LIMIT %s"""
    states = ["accepting", "lapsed", "awarded", "qualification"]

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(sql, [states, limit])
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return HttpResponse(orjson.dumps({"items": rows}), content_type="application/json")

    return ask


def client_of(person):
    """Return a browser in which this person has signed in."""
    from django.test import Client

    from accounts.acting import SESSION_KEY

    client = Client()
    if person is not None:
        client.force_login(person.user)
        session = client.session
        session[SESSION_KEY] = person.organisation_id
        session.save()
    return client


def deep_url(client) -> str:
    """Return the address of a page far down the API's list, as its own links lead there."""
    url = "/api/v1/challenges/?limit=100"
    for _page in range(300):
        following = client.get(url).json()["next"]
        if following is None:
            break
        url = following
    return url.replace("limit=100", "limit=50")


def main() -> int:
    """Run all of it and write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    prepare()
    began = time.monotonic()
    people = fill(count)
    filled = time.monotonic() - began
    visitor, organiser = client_of(None), client_of(people["organiser"])
    desks = {f"desk of {name}": (client_of(people[name]), at) for name, at in DESKS.items()}
    cases = {
        "raw floor, 50 rows": (raw(50), ""),
        "API page of 50": (lambda: visitor.get("/api/v1/challenges/?limit=50"), "≤ 40 / 8"),
        "hall (public page)": (lambda: visitor.get("/"), "≤ 15 / 5"),
        "listing (detail)": (lambda: visitor.get(f"/challenges/{people['open']}/"), "≤ 30 / 12"),
        "API detail": (lambda: visitor.get(f"/api/v1/challenges/{people['open']}/"), "≤ 30 / 12"),
        "organiser desk": (lambda: organiser.get("/desk/"), "≤ 25 / 12"),
        **{name: (partial(client.get, at), "≤ 25 / 12") for name, (client, at) in desks.items()},
        "ledger of challenges": (lambda: organiser.get("/ledger/challenges/"), ""),
        "ledger by due time": (lambda: organiser.get("/ledger/challenges/?sort=due&state=open"), ""),
        "ledger, a word": (lambda: organiser.get("/ledger/challenges/?q=粉末"), ""),
        "ledger of proposals": (lambda: organiser.get("/ledger/proposals/"), ""),
    }
    deep = deep_url(visitor)
    cases["API page far down"] = (lambda: visitor.get(deep), "≤ 1.5 × page one")
    found = {name: (*measure(ask), target) for name, (ask, target) in cases.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    write(count, filled, found, memory)
    return 0


def write(count: int, filled: float, found: dict, memory: int) -> None:
    """Write the results as a table."""
    floor, first, far = (found[name][0] for name in ("raw floor, 50 rows", "API page of 50", "API page far down"))
    lines = [
        "# Pages and endpoints",
        "",
        f"{count:,} challenges with three indicators each, PostgreSQL, test client in one process (all middleware),",
        f"median of {ROUNDS} requests; written in {filled:.0f} s. Load when measured: {os.getloadavg()[0]:.1f}.",
        "",
        "| what | CPU ms | SQL | KB | to reach (ms / SQL) |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {ms:.2f} | {queries} | {size / 1024:.1f} | {target} |"
        for name, (ms, queries, size, target) in found.items()
    ]
    lines += [
        "",
        f"API list against the floor: {floor / first:.2f} (to reach .40).",
        f"Far page against the first: {far / first:.2f} (to reach 1.5).",
        f"Highest memory of this process, the filling included: {memory} MB.",
        "",
        "Again: `python -m tests.servers python -m benchmarks.pages`.",
    ]
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
