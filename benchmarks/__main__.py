"""`make bench`: run every measurement, each in a process of its own, and write `benchmarks/results/`.

`python -m benchmarks assignment ranking` runs the ones named.
"""

import subprocess
import sys

# The drills come last: they start servers of their own and take minutes.
ALL = (
    *("pages", "review_board", "memory", "ranking", "assignment"),
    *("signals", "notices", "seeding", "wild_requests", "wild_pages", "deadline_proof", "outbox_drill"),
)


def main(names: list[str]) -> int:
    """Run the measurements; returns how many failed. One that fails does not stop the others."""
    unknown = set(names) - set(ALL)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names or ALL:
        print(f"== {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
