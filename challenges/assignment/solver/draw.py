"""The public draw of a panel: lots from a seed that was promised beforehand, every exclusion logged by its reason.

The organiser publishes the SHA-256 of a secret before the pool is closed. At the draw the secret is opened; together
with a public value nobody could know before (the beacon, if one was named) it gives the seed, and the seed gives each
candidate a lot. Whoever has the record can draw again and must get the same panel.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from challenges.assignment.solver.lots import lot
from challenges.assignment.solver.terms import FORMAT, Id, ProblemError, digest, listed


@dataclass(frozen=True)
class Exclusion:
    """Why a candidate may not be drawn: a code and what was found."""

    code: str
    fields: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """Someone in the pool. With any exclusion they are logged and not drawn."""

    id: Id
    units: tuple[str, ...] = ()
    enterprise: bool = False
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Call:
    """What is to be drawn: `size` seats, at least `enterprise_share` % of them by enterprise experts, at most
    `per_unit` of one unit, and `reserves` in order. `seated` are members who stay and count, as in a partial redraw.
    """

    subject: str
    size: int
    candidates: Sequence[Candidate]
    enterprise_share: int = 0
    per_unit: int | None = 2
    reserves: int = 0
    least: int = 5
    seated: Sequence[Candidate] = ()

    @property
    def enterprise_seats(self) -> int:
        """The enterprise share in seats, rounded up."""
        return -(-self.size * self.enterprise_share // 100)


@dataclass(frozen=True)
class Drawn:
    """One candidate that was drawn: their lot, their place in the order, and whether they hold an enterprise seat."""

    id: Id
    lot: int
    order: int
    enterprise_seat: bool


@dataclass(frozen=True)
class Draw:
    """The outcome: panel and reserves in order, what is short, and how many were excluded for which reason."""

    panel: tuple[Drawn, ...]
    reserves: tuple[Drawn, ...]
    seats_missing: int
    enterprise_missing: int
    excluded: dict
    seed: str

    def plain(self) -> dict:
        """Return the outcome as JSON can carry it; lots as text, since readers of JSON round large numbers."""
        data = asdict(self)
        for row in (*data["panel"], *data["reserves"]):
            row["lot"] = f"{row['lot']:016x}"
        return {**data, "panel": list(data["panel"]), "reserves": list(data["reserves"])}


def commitment(secret: str) -> str:
    """Return what is published before the draw: the SHA-256 of the secret, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(secret: str, beacon: str = "") -> str:
    """Return the seed that a secret and a public value give."""
    return hashlib.sha256(f"{secret}|{beacon}".encode()).hexdigest()


def check(call: Call) -> None:
    """Raise ProblemError when the call itself breaks the rules of a panel."""
    if call.size < call.least:
        raise ProblemError("panel_too_small", size=call.size, least=call.least)
    if call.size % 2 == 0:
        raise ProblemError("panel_even", size=call.size)
    if not 0 <= call.enterprise_share <= 100:
        raise ProblemError("share_out_of_range")
    ids = [candidate.id for candidate in (*call.candidates, *call.seated)]
    if len(set(ids)) != len(ids):
        raise ProblemError("id_twice")


def draw(call: Call, secret: str, beacon: str = "") -> Draw:
    """Draw a panel by lot; the lowest lots come first, enterprise seats before the others.

    Enterprise seats are filled first and the rest in the order of lots; that never blocks a seat that could be filled
    where everyone has one unit. What cannot be filled is counted, never filled against a rule.
    """
    check(call)
    seed = seed_of(secret, beacon)
    lots = {candidate.id: lot(seed, "draw", candidate.id) for candidate in call.candidates}
    able = [candidate for candidate in call.candidates if not candidate.excluded]
    able.sort(key=lambda candidate: (lots[candidate.id], listed(candidate.id)))
    panel = list(call.seated)
    missing = call.enterprise_seats - sum(member.enterprise for member in panel)
    first = take(panel, [c for c in able if c.enterprise], max(0, missing), call.per_unit)
    chosen = {candidate.id for candidate in first}
    # Without enough enterprise experts their seats stay empty: others may not fill them.
    others = call.size - len(panel) - max(0, missing - len(first))
    second = take(panel, [c for c in able if c.id not in chosen], others, call.per_unit)
    chosen |= {candidate.id for candidate in second}
    waiting = reserves(call, [candidate for candidate in able if candidate.id not in chosen])
    picked = [(candidate, True) for candidate in first] + [(candidate, False) for candidate in second]
    return Draw(
        panel=tuple(Drawn(c.id, lots[c.id], n, seat) for n, (c, seat) in enumerate(picked, 1)),
        reserves=tuple(Drawn(c.id, lots[c.id], n, False) for n, c in enumerate(waiting, 1)),
        seats_missing=call.size - len(panel),
        enterprise_missing=max(0, missing - len(first)),
        excluded=dict(sorted(Counter(e.code for c in call.candidates for e in c.excluded).items())),
        seed=seed,
    )


def reserves(call: Call, waiting: Sequence[Candidate]) -> list[Candidate]:
    """Return the reserves in the order of lots, with the enterprise share among them, so that each kind has one."""
    share = -(-call.reserves * call.enterprise_share // 100)
    enterprise = [candidate for candidate in waiting if candidate.enterprise][:share]
    others = [candidate for candidate in waiting if candidate not in enterprise]
    kept = enterprise + others[: call.reserves - len(enterprise)]
    return [candidate for candidate in waiting if candidate in kept]


def take(panel: list, in_order: Sequence[Candidate], seats: int, per_unit: int | None) -> list[Candidate]:
    """Seat candidates in their order while seats last and their units have room; returns those seated."""
    taken: list[Candidate] = []
    for candidate in in_order:
        if len(taken) == max(0, seats):
            break
        if room(panel, candidate, per_unit):
            panel.append(candidate)
            taken.append(candidate)
    return taken


def room(panel: Sequence[Candidate], candidate: Candidate, per_unit: int | None) -> bool:
    """Return True when no unit of the candidate already has its full number on the panel."""
    if per_unit is None:
        return True
    held = Counter(unit for member in panel for unit in member.units)
    return all(held[unit] < per_unit for unit in candidate.units)


def next_reserve(call: Call, staying: Sequence[Candidate], reserves: Sequence[Candidate]) -> Candidate | None:
    """Return the first reserve who may take an empty seat beside those who stay; None when no one may.

    `staying` are the members and those invited; the enterprise share must still be reachable after the choice.
    """
    empty = call.size - len(staying)
    needed = call.enterprise_seats - sum(member.enterprise for member in staying)
    if empty <= 0:
        return None
    for candidate in reserves:
        if candidate.excluded or not room(staying, candidate, call.per_unit):
            continue
        if candidate.enterprise or needed < empty:
            return candidate
    return None


def record(call: Call, secret: str, beacon: str = "", promised: str = "") -> dict:
    """Return the whole draw as one file: the call with every candidate, promise, secret, beacon and outcome."""
    plain = to_plain(call)
    return {
        "kind": "panel_draw",
        "format": FORMAT,
        "call": plain,
        "input_hash": digest(plain),
        "commitment": promised or commitment(secret),
        "secret": secret,
        "beacon": beacon,
        "result": draw(from_plain(plain), secret, beacon).plain(),
    }


def to_plain(call: Call) -> dict:
    """Return the call as JSON can carry it, candidates in the order of ids."""
    data = asdict(call)
    for name in ("candidates", "seated"):
        data[name] = sorted(
            ({**row, "units": list(row["units"]), "excluded": list(row["excluded"])} for row in data[name]),
            key=lambda row: listed(row["id"]),
        )
    return data


def from_plain(data: dict) -> Call:
    """Read a call back from what `to_plain` wrote."""
    people = {
        name: tuple(
            Candidate(
                **{**row, "units": tuple(row["units"]), "excluded": tuple(Exclusion(**e) for e in row["excluded"])}
            )
            for row in data[name]
        )
        for name in ("candidates", "seated")
    }
    return Call(**{**data, **people})
