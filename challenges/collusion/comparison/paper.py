"""What is compared: one opened proposal as plain data, and what a comparison finds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WEAK, MIDDLING, STRONG = 1, 2, 3


@dataclass(frozen=True)
class File:
    """A file handed in: its hash, name and kind, and what its own metadata say (field to value)."""

    sha256: str
    name: str
    kind: str = "other"
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Use:
    """Somebody at a device: the keyed hash of address and browser, who, and from when to when it was in use."""

    device: str
    user_id: int
    name: str
    begun: datetime
    ended: datetime


@dataclass(frozen=True)
class Paper:
    """One opened proposal.

    `firms` are all organisations behind it, the leading one first. `texts` holds what people wrote, by the name of
    its place. `people` are (name, unit) of the team; `leader` is the project leader's name. `phones` and `mails` are as
    typed. `writers` maps the accounts that wrote or handed it in to their names. `budget` maps (category, source) to
    万元. `codes` are the firms' credit codes, `representatives` their legal representatives, `holders` whom they name
    as holding them, `names` what the firms are called.
    """

    id: int
    challenge: int
    firms: tuple[int, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    leader: str = ""
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    writers: Mapping[int, str] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    budget: Mapping[tuple[str, str], int | float] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def firm(self) -> int:
        """Return the leading organisation."""
        return self.firms[0]


@dataclass(frozen=True)
class Finding:
    """Something two proposals of different firms have in common: what kind, how strong, and the facts of its sentence.

    `key` tells this fact from others of its kind between the same two, and is the same whenever it is found again.
    """

    kind: str
    first: int
    second: int
    strength: int
    key: str
    facts: Mapping

    def weaker(self, **facts: Any) -> "Finding":
        """Return the same finding one step weaker, with more facts for its sentence."""
        return Finding(self.kind, self.first, self.second, self.strength - 1, self.key, {**self.facts, **facts})


@dataclass(frozen=True)
class Limits:
    """The numbers of the rule book: shortest copied passage in characters, share of a text in percent that makes it
    strong, from how many firms on a thing is common to all, and how many hours before handing in a device counts.
    """

    passage: int = 40
    share: int = 30
    common: int = 5
    hours: int = 72

    def common_from(self, firms: int) -> int:
        """Return how many firms must share a thing for it to be everybody's: most of them, and never a few."""
        return max(self.common, firms // 2 + 1)


def key_of(*parts: Any) -> str:
    """Return a short, steady name for a fact."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


def comparable(one: Paper, other: Paper) -> bool:
    """Return True for proposals of different firms: a firm may repeat itself."""
    return one.id != other.id and one.firm != other.firm
