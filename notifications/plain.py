"""Plain data (what JSON can say) that every database keeps and every page and answer can show again.

Whatever is stored as JSON passes here: at the door of the interface, where a person is told which part cannot be kept,
and once more in the column itself (`notifications.fields`), so that no way around the door leads to a row that makes
everybody's page fail.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .typed import LARGEST, SMALLEST

# Why a value cannot be kept.
TOO_DEEP, TOO_MANY = "too_deep", "too_many"
BAD_NUMBER, BAD_TEXT, BAD_KEY, UNKNOWN = "number_out_of_range", "unstorable_text", "bad_key", "unknown_kind"


@dataclass(frozen=True)
class Bounds:
    """How deep data may be nested, how many values it may hold in all, and how long the name of one may be."""

    depth: int
    values: int
    key: int


# What anybody may send: far more than any form of ours asks, far less than it costs to choke on.
SENT = Bounds(depth=16, values=20_000, key=200)
# What the platform itself keeps, such as the plan of a whole batch. A reader gives up at 254 levels.
KEPT = Bounds(depth=60, values=5_000_000, key=1000)


@dataclass(frozen=True)
class Fault:
    """One place that cannot be kept: the path to it (`people.0.age`) and a stable word for why."""

    path: str
    code: str


def keepable(text: str) -> bool:
    """Return True for a text that every database takes: no NUL, and no half of a pair of surrogates."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fault_of(value: Any, bounds: Bounds = SENT) -> Fault | None:
    """Return the first place in plain data that cannot be kept or shown again, or None. Never recurses."""
    count = 0
    waiting = [(value, "", 0)]
    while waiting:
        one, path, depth = waiting.pop()
        count += 1
        if count > bounds.values:
            return Fault("", TOO_MANY)
        if isinstance(one, dict | list | tuple):
            if depth >= bounds.depth:
                return Fault(path, TOO_DEEP)
            if isinstance(one, dict):
                wrong = next((key for key in one if not sound_key(key, bounds)), None)
                if wrong is not None:
                    return Fault(under(path, wrong), BAD_KEY)
            waiting += ((inner, under(path, name), depth + 1) for name, inner in parts_of(one))
        elif code := code_of(one):
            return Fault(path, code)
    return None


def parts_of(value: Any) -> Iterator[tuple]:
    """Return the names and values of a mapping, or the places and values of a list."""
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def under(path: str, name: Any) -> str:
    """Return the path of a part, as short as it can be shown to a person."""
    word = str(name)[:40].encode(errors="replace").decode().replace("\x00", "?")
    return f"{path}.{word}"[:200] if path else word


def sound_key(key: Any, bounds: Bounds) -> bool:
    """Return True for a name of ordinary length; numbers become names when they are written."""
    if isinstance(key, str):
        return len(key) <= bounds.key and keepable(key)
    return key is None or (isinstance(key, int | float) and code_of(key) == "")


def code_of(value: Any) -> str:
    """Return why a single value cannot be kept, or nothing."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return "" if keepable(value) else BAD_TEXT
    if isinstance(value, int | float):
        # PostgreSQL gives a float such as 1e300 back as a whole number of three hundred digits.
        return "" if SMALLEST <= value <= LARGEST else BAD_NUMBER
    return UNKNOWN
