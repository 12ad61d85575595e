"""The demo on forty days: `python -m benchmarks.seeding` writes results/seeding.md; `--days N` tries as many.

The days are drawn from ten years, and the hours are those at which a day in China is not the day in UTC, or has nearly
ended. Each demo is seeded into a database of its own, looked at as the suite looks at fourteen of them, and taken back.
"""

import argparse
import os
import random
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory

RESULT = Path(__file__).parent / "results" / "seeding.md"
SEED, FIRST, DAYS = 20261129, date(2026, 1, 1), 3650
HOURS = (hour(0, 0), hour(7, 30), hour(12, 0), hour(23, 59, 59))
# A long holiday of each kind, a worked weekend and the end of February are always among them.
ALWAYS = (
    date(2026, 2, 14),
    date(2026, 2, 18),
    date(2026, 10, 4),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2028, 10, 1),
)


class TakenBack(Exception):
    """Raised to take a demo back after it was looked at."""


def moments(count: int) -> list[datetime]:
    """Return so many moments, the same each time."""
    from notifications.clock import SHANGHAI

    drawn = random.Random(SEED)
    days = [*ALWAYS, *(FIRST + timedelta(days=n) for n in drawn.sample(range(DAYS), count))][:count]
    return [datetime.combine(day, HOURS[n % len(HOURS)], SHANGHAI) for n, day in enumerate(sorted(days))]


def tried(at: datetime) -> tuple[float, list[str]]:
    """Seed as of a moment; return the seconds it took and what is wrong with it."""
    from django.db import transaction

    from challenges.management.commands.seed_demo import seed
    from tests.factories.demo import faults

    began, found = time.perf_counter(), []
    try:
        with transaction.atomic():
            seed(at)
            took = time.perf_counter() - began
            found = faults(at)
            raise TakenBack
    except TakenBack:
        return took, found
    except Exception as problem:
        return time.perf_counter() - began, [f"{type(problem).__name__}: {problem}"]


def main() -> int:
    """Try all of them; returns 1 when one does not stand."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=40)
    count = parser.parse_args().days
    with TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rows = []
        for at in moments(count):
            rows.append((at, *tried(at)))
            print(f"{at:%a %Y-%m-%d %H:%M:%S}  {rows[-1][1]:5.1f} s  {rows[-1][2] or 'stands'}", flush=True)
    bad = [row for row in rows if row[2]]
    longest = max(took for _at, took, _found in rows)
    lines = [
        "# The demo on any day\n",
        f"{len(rows)} moments between {rows[0][0]:%Y-%m-%d} and {rows[-1][0]:%Y-%m-%d}, Asia/Shanghai; every state "
        "populated, nothing over that is shown as running, something to do for every account.\n",
        f"Stand: {len(rows) - len(bad)} of {len(rows)}. Longest seeding: {longest:.0f} s, on SQLite.\n",
        *(f"- {at:%a %Y-%m-%d %H:%M}: {'; '.join(found)}" for at, _took, found in bad),
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
