"""Every page and every act of a page with what nobody should send, as each kind of person: none may end in 5xx.

`python -m tests.servers python -m benchmarks.wild_pages --rounds 20`. Addresses come from the routes, the names of
parameters and fields from the pages' own sources and forms; ids are those of the demo, or any number at all. Each
request is undone again.
"""

import argparse
import ast
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks import pages, wild

ROOT = Path(__file__).resolve().parents[1]
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>([^()]+)\)")
FIELD = re.compile(r'\bname="([^"]{1,60})"')
# The administration is looked at by its own tests; the others are no pages.
LEFT_OUT = ("admin/", "api/", "healthz", "readyz", "accounts/logout")
FORM = "application/x-www-form-urlencoded"
# Fields that a form needs before it looks at the others, each with something that is sound.
SOUND = {
    "reason": "与财务第 3 号文不符",
    "text": "内容",
    "name": "名称",
    "title": "标题",
    "email": "a@example.com",
    "phone": "13800138000",
    "uscc": "91330100MA27XXXX1A",
    "decision": "经核对报告编号一致",
}


def addresses() -> list[str]:
    """Return every address of a page, with its parameters."""
    found = [path.replace("^", "").replace("$", "").replace("\\Z", "") for _name, path in wild.routes()]
    return sorted({path for path in found if not path.startswith(LEFT_OUT)})


def asked_names() -> list[str]:
    """Return every name that a view, a form reader or a query asks a request for."""
    names = {"q", "page", "after", "before", "version", "over", "next", "sort", "state", "limit", "cursor"}
    for path in [*(ROOT / "frontend").rglob("*.py"), *(ROOT / "challenges").glob("*/queries/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get", "getlist")
            ):
                names |= {
                    arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
    return sorted(name for name in names if name.isidentifier() or "-" in name)


def filled(path: str, ids: dict, chance: random.Random) -> str:
    """Return an address with something in the place of each parameter: mostly an id that is there."""

    def value(found) -> str:
        kind, name, named, choices = found.groups()
        known = ids.get(wild.noun_of(path[: found.start()] + "{id}", ids), [])
        pick = chance.randrange(10)
        if choices and "|" in choices:
            return chance.choice(choices.split("|"))
        if name == "noun":
            return chance.choice(nouns())
        if name == "verb":
            return chance.choice(verbs())
        if name == "key":
            return chance.choice(("basics", "team", "budget", "ip", "schedule", "commitments", "nope"))
        if (kind == "int" or named == "pk") and known and pick < 8:
            return str(chance.choice(known))
        if kind == "int" or named == "pk":
            return quote(chance.choice(wild.NUMBERS), safe="")
        return quote(chance.choice(wild.TEXTS), safe="") or "x"

    return "/" + PARAMETER.sub(value, path)


def nouns() -> list[str]:
    """Return the nouns that pages act on."""
    from frontend.kit.verbs import VERBS

    return list(VERBS)


def verbs() -> list[str]:
    """Return the acts that pages offer."""
    from frontend.kit.verbs import VERBS

    return sorted({verb for known in VERBS.values() for verb in known})


def acts(ids: dict, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Yield the address of every act on one row, with the names of its form's fields."""
    from frontend.kit.verbs import VERBS

    for noun, known in VERBS.items():
        for verb, what in known.items():
            rows = ids.get(f"{noun}s") or ids.get(noun) or [1]
            names = [f"{verb}-{field}" for field in getattr(what.form, "base_fields", {})]
            yield f"/acts/{noun}/{chance.choice(rows)}/{verb}/", names


def wild_form(names: list[str], chance: random.Random) -> dict:
    """Return a form in which some fields are sound and some are not."""
    form = {}
    for name in names:
        bare = name.rpartition("-")[2].rpartition(".")[2]
        pick = chance.randrange(4)
        if pick == 0 and bare in SOUND:
            form[name] = SOUND[bare]
        elif pick == 1:
            form[name] = ["1", "on", "2026-12-01T10:00", "10", "true"][chance.randrange(5)]
        elif pick == 2:
            form[name] = [chance.choice(wild.VALUES), chance.choice(wild.VALUES)]
        else:
            form[name] = chance.choice(wild.VALUES)
    return form


def some(names: list[str], most: int, chance: random.Random) -> list[str]:
    """Return a few of the names."""
    return chance.sample(names, min(len(names), chance.randint(1, most))) if names else []


def post(sender, path: str, form: dict, **headers) -> None:
    """Send a form as somebody."""
    sender.send("POST", path, urlencode(form, doseq=True).encode(), FORM, **headers)


def run(rounds: int, *, seed: int = 7, seconds: float | None = None) -> dict[str, wild.Report]:
    """Go through every address and act so many times, or until the time is over; returns what each was answered."""
    wild.quiet()
    chance = random.Random(seed)
    ids, names, people = wild.ids_by_noun(), asked_names(), wild.senders()
    ends = time.monotonic() + seconds if seconds else None
    for _round in range(rounds):
        every = [(path, None) for path in addresses()] + list(acts(ids, chance))
        chance.shuffle(every)
        for path, fields in every:
            if ends and time.monotonic() > ends:
                return {name: sender.report for name, sender in people.items()}
            for sender in people.values():
                visit(sender, path, fields, ids, names, chance)
    return {name: sender.report for name, sender in people.items()}


def visit(sender, path: str, fields, ids: dict, names: list[str], chance: random.Random) -> None:
    """Look at one address as somebody, with wild words in it, and send it a wild form; an act is only sent."""
    live = {"HX-Request": "true"} if chance.randrange(3) == 0 else {}
    if fields is not None:
        post(sender, path, wild_form([*fields, *some(names, 3, chance), "version"], chance), **live)
        return
    where = filled(path, ids, chance)
    query = {name: chance.choice(wild.VALUES) for name in some(names, 4, chance)}
    sender.send("GET", f"{where}?{urlencode(query)}", **live)
    page = sender.send("GET", where, **live)
    own = []
    if not page.streaming and page.headers.get("Content-Type", "").startswith("text/html"):
        own = FIELD.findall(page.content.decode())
    own = [name for name in dict.fromkeys(own) if name not in ("csrfmiddlewaretoken", "viewport", "color-scheme")]
    post(sender, where, wild_form([*some(own, 30, chance), *some(names, 12, chance)], chance), **live)
    if own:
        post(sender, where, wild_form(own, chance), **live)


def main() -> int:
    """Seed, send, say what was answered; returns 1 when anything ended in 5xx."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = options.parse_args()
    pages.prepare()
    from tests.frontend import demo

    demo.fill()
    reports = run(given.rounds, seed=given.seed)
    for name, report in reports.items():
        print(name, report.requests, "requests", report.failed, "faults", dict(sorted(report.statuses.items())))
        for what, seen in report.faults.items():
            print(f"  {what}\n    {seen}")
    print("seed", given.seed)
    return int(any(report.failed for report in reports.values()))


if __name__ == "__main__":
    sys.exit(main())
