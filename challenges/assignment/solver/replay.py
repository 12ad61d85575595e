"""Make a recorded draw or assignment again from its file alone.

`python -m challenges.assignment.solver.replay file.json`

Needs this package and, for assignments, its solver's libraries; no database, no settings, no network.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from challenges.assignment.solver import draw
from challenges.assignment.solver.terms import digest

if TYPE_CHECKING:
    from challenges.assignment.solver.problem import Problem


def recorded(problem: "Problem", secret: str, beacon: str = "", promised: str = "") -> dict:
    """Return an assignment as one file. The problem's seed must be the one that secret and beacon give.

    Without the coverage stage: a search cut off by the clock cannot be made again.
    """
    from challenges.assignment.solver import plan
    from challenges.assignment.solver.problem import to_plain

    plain = to_plain(problem)
    return {
        "kind": "assignment",
        "format": plain["format"],
        "problem": plain,
        "input_hash": digest(plain),
        "commitment": promised or draw.commitment(secret),
        "secret": secret,
        "beacon": beacon,
        "result": json.loads(json.dumps(plan.make(problem).plain())),
    }


def verify(record: dict) -> dict[str, bool]:
    """Return which promises of a record hold: commitment, input hash, seed, and the outcome made again."""
    secret, beacon = record["secret"], record["beacon"]
    checks = {"commitment": draw.commitment(secret) == record["commitment"]}
    if record["kind"] == "panel_draw":
        checks["input_hash"] = digest(record["call"]) == record["input_hash"]
        checks["seed"] = record["result"]["seed"] == draw.seed_of(secret, beacon)
        again = draw.draw(draw.from_plain(record["call"]), secret, beacon).plain()
    elif record["kind"] == "assignment":
        checks["input_hash"] = digest(record["problem"]) == record["input_hash"]
        checks["seed"] = record["problem"]["seed"] == draw.seed_of(secret, beacon)
        again = made_again(record)
    else:
        return {"kind": False}
    checks["result"] = outcome(json.loads(json.dumps(again))) == outcome(record["result"])
    return checks


def made_again(record: dict) -> dict:
    from challenges.assignment.solver import plan
    from challenges.assignment.solver.problem import from_plain

    return plan.make(from_plain(record["problem"])).plain()


def outcome(result: dict) -> dict:
    """Return the result without the versions of the libraries, which may differ while the outcome is the same."""
    return {name: value for name, value in result.items() if name != "solver"}


SENTENCES = {
    "kind": "已知的记录类型 known kind of record",
    "commitment": "种子与事先公布的承诺一致 secret matches the commitment published beforehand",
    "input_hash": "输入与记录的摘要一致 input matches its recorded hash",
    "seed": "随机种子由密值与公开值得出 seed follows from secret and beacon",
    "result": "重演结果与记录一致 replayed outcome equals the record",
}


def main(arguments: list[str]) -> int:
    """Print each check of a recorded file; returns 0 when all hold, 1 when one fails, 2 when it cannot be read."""
    if len(arguments) != 1:
        print("python -m challenges.assignment.solver.replay file.json", file=sys.stderr)
        return 2
    try:
        checks = verify(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"无法读取 cannot read: {problem}", file=sys.stderr)
        return 2
    for name, held in checks.items():
        print(f"{'通过 ok  ' if held else '不符 FAIL'}  {SENTENCES[name]}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
