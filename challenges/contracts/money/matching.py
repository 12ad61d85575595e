"""Which rows of a statement are new, and which open payments they may be. A person confirms; nothing here decides."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accounts.typed import text
from challenges.contracts.money.shares import allocate
from challenges.contracts.money.statement import Row

# What has no date stands behind all that has one.
LAST = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Open:
    """A payment that is open: its key, its fen, whom the money is from or goes to, and marks a bank's note may bear."""

    key: int
    fen: int
    party: str
    due: datetime.datetime | None = None
    marks: tuple[str, ...] = ()


@dataclass
class Match:
    """What a row may be: which payments it pays, with how many fen each; `why` says by what it was found, or why not.

    `why`: "mark" (contract or invoice number in the note), "amount" (party and sum agree), "party" (party alone),
    and without payments "nobody" (no open payment of this party) and "beyond" (more than is open).
    """

    row: Row
    pays: list[tuple[int, int]] = field(default_factory=list)
    why: str = "nobody"


def surplus(rows: Iterable[Row], known: Iterable[tuple]) -> list[Row]:
    """Return the rows that are not yet known, in their order; `known` holds `same` of each row taken before.

    Rows count as a multiset: of three equal ones in a file that follows one with two, one is new.
    """
    left = Counter(known)
    new = []
    for row in rows:
        if left[row.same] > 0:
            left[row.same] -= 1
        else:
            new.append(row)
    return new


def propose(rows: Iterable[Row], payments: Sequence[Open]) -> list[Match]:
    """Return what each row may be. No payment is proposed twice, and no row pays more than is open.

    A row is compared with the payments of its party, the earliest first: those whose number its note bears, then one
    of exactly its sum, then all.
    """
    left = {one.key: one.fen for one in payments}
    order = sorted(payments, key=lambda one: (one.due or LAST, one.key))
    found = []
    for row in rows:
        match = proposal_for(row, [one for one in order if left[one.key]], left)
        for key, fen in match.pays:
            left[key] -= fen
        found.append(match)
    return found


def proposal_for(row: Row, payments: Sequence[Open], left: dict[int, int]) -> Match:
    """Return what one row may be, of payments that have something left."""
    note = text.folded(row.note)
    marked = [one for one in payments if any(mark and text.folded(mark) in note for mark in one.marks)]
    theirs = [one for one in payments if same_party(one.party, row.party)]
    exact = [one for one in theirs if left[one.key] == row.fen]
    for why, several in (("mark", marked), ("amount", exact[:1]), ("party", theirs)):
        if several and sum(left[one.key] for one in several) >= row.fen:
            shares = allocate([left[one.key] for one in several], row.fen)
            return Match(row, [(one.key, fen) for one, fen in zip(several, shares, strict=True) if fen], why)
    return Match(row, why="beyond" if marked or theirs else "nobody")


def same_party(ours: str, theirs: str) -> bool:
    """Return True for two spellings of one party; a bank may cut a long name, or write its branch behind it."""
    one, other = text.folded(ours), text.folded(theirs)
    return bool(one and other) and (one == other or (min(len(one), len(other)) >= 6 and (one in other or other in one)))
