"""The deadline proof: thousands of submissions around one last second, from several processes, on both databases.

`PROOF_SLOWER=30 python -m benchmarks.deadline_proof [--submissions 2000] [--processes 4]` writes the results to
`benchmarks/results/deadline.md`.
A closer polls the clock all the while and closes the challenge the moment it may. Afterwards the rows are counted:
nothing may have come in after the last second or after the close, and the receipt numbers must have no gap.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPREAD = 2.0
# How many times slower than the wall the proof's clock runs: a small machine can then bring thousands of submissions
# into the same few seconds. Every process reads the same clock.
SLOWER = float(os.environ.get("PROOF_SLOWER", "1"))


def clock():
    """Return the proof's time, aware: it agrees with the wall at a fixed instant and runs slower."""
    from datetime import UTC, datetime

    fixed = float(os.environ["PROOF_FIXED"])
    return datetime.fromtimestamp(fixed + (time.time() - fixed) / SLOWER, UTC)


def wait_until(moment: float) -> None:
    """Sleep until the proof's clock shows this moment."""
    time.sleep(max(0.0, (moment - clock().timestamp()) * SLOWER))


@dataclass
class Outcome:
    """What one run counted."""

    database: str
    asked: int
    accepted: int = 0
    refused: dict = field(default_factory=dict)
    late_rows: int = 0
    after_close: int = 0
    sealed_left: int = 0
    gaps: int = 0
    unacknowledged: int = 0
    rate: float = 0.0
    last_before: float = 0.0
    closed_after: float = 0.0

    @property
    def proven(self) -> bool:
        """Return True when nothing came in late, nothing was lost, and the numbers have no gap."""
        wrong = self.late_rows, self.after_close, self.sealed_left, self.gaps, self.unacknowledged
        known = {"late", "not_accepting", "wrong_state"}
        return not any(wrong) and set(self.refused) <= known and self.accepted > 0


def submitter(slot: int, processes: int) -> dict:
    """Hand in every proposal of this slot at a random moment around the end; returns what was answered."""
    from accounts.acting import Acting
    from accounts.errors import Refused
    from accounts.models import User
    from challenges.listing.models import Challenge
    from challenges.proposals.actions.proposal_submit import submit
    from challenges.proposals.models import Proposal

    signer = User.objects.get(email="signer@example.com")
    rows = list(Proposal.objects.select_related("organisation").order_by("pk"))[slot::processes]
    end = end_of(Challenge.objects.get())
    moments = sorted(random.Random(slot).uniform(end - SPREAD, end + SPREAD) for _row in rows)
    receipts, refused = [], {}
    for row, moment in zip(rows, moments, strict=True):
        wait_until(moment)
        by = Acting(user=signer, organisation=row.organisation, roles=frozenset({"signer"}))
        try:
            receipts.append(submit(row, by=by, at=clock).number)
        except Refused as refusal:
            refused[refusal.code] = refused.get(refusal.code, 0) + 1
    return {"receipts": receipts, "refused": refused}


def closer() -> dict:
    """Close the challenge the moment it may be closed; returns how long after its last second that was."""
    from accounts.acting import CLOCK
    from accounts.errors import Refused
    from challenges.listing.models import Challenge
    from challenges.proposals.actions.challenge_close import close

    end = end_of(Challenge.objects.get())
    wait_until(end - 0.5)
    while True:
        try:
            close(Challenge.objects.get(), by=CLOCK, at=clock())
            return {"closed_after": clock().timestamp() - end}
        except Refused:
            time.sleep(0.002)


def end_of(challenge) -> float:
    """Return the first moment that is too late: the deadline second has passed."""
    return challenge.closes_at.timestamp() + 1.0


def spawn(role: str, database: str, *more) -> subprocess.Popen:
    """Start one process of the proof."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.proof_settings", "PROOF_DATABASE": database}
    command = [sys.executable, "-m", "benchmarks.deadline_proof", "--role", role, *map(str, more)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen) -> dict:
    """Wait for a process and return what it found."""
    text, _nothing = process.communicate(timeout=900)
    if process.returncode:
        raise RuntimeError(f"a process of the proof ended with {process.returncode}")
    return json.loads(text.splitlines()[-1])


def prove(name: str, database: str, submissions: int, processes: int, lead_seconds: int = 25) -> Outcome:
    """Run the proof on one database."""
    os.environ["PROOF_FIXED"] = str(time.time())
    answer(spawn("prepare", database, "--submissions", submissions, "--lead-seconds", lead_seconds))
    workers = [spawn("submit", database, "--slot", n, "--processes", processes) for n in range(processes)]
    closing = spawn("close", database)
    outcome = Outcome(name, submissions)
    found = [answer(worker) for worker in workers]
    outcome.closed_after = round(answer(closing)["closed_after"], 3)
    for one in found:
        outcome.accepted += len(one["receipts"])
        for code, count in one["refused"].items():
            outcome.refused[code] = outcome.refused.get(code, 0) + count
    counted = answer(spawn("count", database))
    given = {number for one in found for number in one["receipts"]}
    outcome.unacknowledged = len(given ^ set(counted.pop("receipts")))
    for key, value in counted.items():
        setattr(outcome, key, value)
    return outcome


def count() -> dict:
    """Count what the rows say afterwards."""
    from django.db.models import Max, Min

    from challenges.listing.models import Challenge
    from challenges.proposals.models import Proposal
    from challenges.proposals.queries.receipt import count_of
    from notifications.models import Event

    challenge = Challenge.objects.get()
    given = Proposal.objects.exclude(receipt_number=None)
    numbers = list(given.values_list("receipt_number", flat=True))
    taken = sorted(count_of(challenge.receipt_secret, number) for number in numbers)
    closing = Event.objects.get(name="challenge.closed")
    times = given.aggregate(first=Min("submitted_at"), last=Max("submitted_at"))
    seconds = (times["last"] - times["first"]).total_seconds() if numbers else 0
    end = end_of(challenge)
    return {
        "receipts": numbers,
        "late_rows": sum(at.timestamp() >= end for at in given.values_list("submitted_at", flat=True)),
        "after_close": Event.objects.filter(name="proposal.submitted", pk__gt=closing.pk).count(),
        "sealed_left": Proposal.objects.filter(state="submitted").count(),
        "gaps": int(taken != list(range(1, challenge.receipt_seq + 1))),
        "rate": round(len(numbers) / seconds, 1) if seconds else 0,
        "last_before": round(end - times["last"].timestamp(), 3) if numbers else 0,
    }


def play(role: str, options) -> dict:
    """Do one process's part."""
    import django

    django.setup()
    if role == "prepare":
        from datetime import UTC, datetime

        from django.core.management import call_command

        from benchmarks.deadline_cast import prepare
        from challenges.listing.models import Challenge

        call_command("migrate", verbosity=0)
        pk = prepare(options.submissions)
        soon = datetime.fromtimestamp(int(clock().timestamp() + options.lead_seconds / SLOWER + SPREAD), UTC)
        Challenge.objects.filter(pk=pk).update(closes_at=soon)
        return {"challenge": pk}
    if role == "submit":
        return submitter(options.slot, options.processes)
    return closer() if role == "close" else count()


def written(outcomes: list[Outcome], options) -> str:
    """Return the page of results."""
    lines = [
        "# The deadline under fire",
        "",
        f"`PROOF_SLOWER={SLOWER:g} python -m benchmarks.deadline_proof --submissions {options.submissions}"
        f" --processes {options.processes}`:",
        f"every proposal is handed in at a random moment within ±{SPREAD:g} s of the first instant that is too late,",
        "all for one challenge, while another process closes it the moment it may. The proof's clock runs",
        f"{SLOWER:g} times slower than the wall, so that this machine brings them all into those seconds.",
        "",
        "| | " + " | ".join(one.database for one in outcomes) + " |",
        "|---|" + "---|" * len(outcomes),
    ]
    labels = {
        "asked": "asked",
        "accepted": "accepted, with a receipt",
        "refused": "refused",
        "late_rows": "**accepted after the last second**",
        "after_close": "**recorded after the close**",
        "sealed_left": "**sealed proposals left behind by the close**",
        "gaps": "**gaps in the receipt numbers**",
        "unacknowledged": "**receipts and rows that do not agree**",
        "rate": "accepted per second of the proof's clock",
        "last_before": "last one accepted before the end (s)",
        "closed_after": "closed after the end (s)",
    }
    for key, label in labels.items():
        values = [asdict(one)[key] for one in outcomes]
        shown = [
            ", ".join(f"{k} {v}" for k, v in sorted(value.items())) if isinstance(value, dict) else value
            for value in values
        ]
        lines.append(f"| {label} | " + " | ".join(map(str, shown)) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Prove it on SQLite and PostgreSQL, write the results, and fail when anything was late or lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--lead-seconds", type=int, default=25)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--role", choices=("prepare", "submit", "close", "count"))
    parser.add_argument("--slot", type=int, default=0)
    parser.add_argument("--write", type=Path, default=ROOT / "benchmarks" / "results" / "deadline.md")
    options = parser.parse_args()
    if options.role:
        print(json.dumps(play(options.role, options)))
        return 0
    with tempfile.TemporaryDirectory(prefix="deadline-") as folder:
        outcomes = []
        if options.only != "postgresql":
            file = str(Path(folder) / "proof.sqlite3")
            outcomes.append(prove("SQLite", file, options.submissions, options.processes, options.lead_seconds))
        if options.only != "sqlite":
            with postgresql(Path(folder)) as address:
                outcomes.append(
                    prove("PostgreSQL", address, options.submissions, options.processes, options.lead_seconds)
                )
    page = written(outcomes, options)
    options.write.write_text(page)
    print(page)
    return 0 if all(outcome.proven for outcome in outcomes) else 1


def postgresql(folder: Path):
    """Return a context with an empty, durable PostgreSQL."""
    from tests.servers import postgresql as started

    os.environ.setdefault("DURABLE", "1")
    return started(folder)


if __name__ == "__main__":
    sys.exit(main())
