"""The ledger 台账 of a contract: its lines by source, with sums that part the plan without a rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from challenges.contracts.models import Contract, MoneySource, Party, PartyRole, Payment
from challenges.contracts.money import balance, yuan
from challenges.contracts.money.balance import COLUMNS, Sums
from challenges.core.queries.amount import apportioned


@dataclass(frozen=True)
class Group:
    """The lines of one source, and their sums; money of one source is never set off against another's."""

    source: str
    label: str
    lines: Sequence[Payment]
    sums: Sums


@dataclass(frozen=True)
class Ledger:
    """All lines of a contract by source, the sums of all, and what of the money paid is for each party, in fen."""

    groups: Sequence[Group]
    sums: Sums
    shares: Sequence[tuple[Party, int]]

    @property
    def capital(self) -> str:
        """Return the whole plan in capital figures."""
        return yuan.capital(self.sums.planned)


def ledger_of(contract: Contract, payments: Iterable[Payment] | None = None) -> Ledger:
    """Return the ledger of a contract; `payments` are its lines, where the caller has them already."""
    rows = list(lines_of(contract) if payments is None else payments)
    groups = [
        Group(str(source), str(label), found, sums_of(found))
        for source, label in MoneySource.choices
        if (found := [row for row in rows if row.source == source])
    ]
    sums = sums_of(rows)
    return Ledger(groups, sums, shares_of(contract, sums.paid))


def lines_of(contract: Contract) -> Any:
    """Return the lines of a contract, part by part, in one query."""
    rows = contract.payments.select_related("part", "milestone", "contract__challenge", "contract__proposal")
    return rows.order_by("source", "part__position", "run")


def sums_of(rows: Iterable[Payment]) -> Sums:
    """Return the sums of lines."""
    return balance.sums((str(row.state), row.fen) for row in rows)


def column_of(payment: Payment) -> str:
    """Return in which column of the ledger a line stands: later, open, paid, cancelled, refunded."""
    return COLUMNS[str(payment.state)]


def shares_of(contract: Contract, paid: int) -> list[tuple[Party, int]]:
    """Return how many fen of what was paid are for each party of the consortium; the last takes the rest."""
    parties = [row for row in contract.parties.select_related("organisation") if row.role != PartyRole.LEAD]
    if len(parties) < 2 or not paid:
        return []
    parts = apportioned(yuan.exact(paid), [row.share for row in parties])
    return [(row, yuan.fen_of(part)) for row, part in zip(parties, parts, strict=True)]
