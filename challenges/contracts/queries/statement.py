"""Rows of a bank statement that wait, each with the payments it may be; a person confirms."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from challenges.contracts.access.payment import bank_rows, visible_to
from challenges.contracts.models import BankRow, MoneySource, Payment
from challenges.contracts.money.matching import Match, Open, propose
from challenges.contracts.money.statement import Row
from challenges.contracts.states.payment import OWED, PaymentState

# So many rows a page shows; the others come up when these are settled.
MOST = 50


def plain(row: BankRow) -> Row:
    """Return a kept row as plain data; its line is its id."""
    return Row(row.pk, row.on, row.came, row.fen, row.party, row.note, row.serial)


def open_payments(viewer: Any, came: bool) -> list[Payment]:
    """Return the payments that money which came to, or left, the viewer's organisation may be."""
    unit = viewer.organisation_id
    rows = visible_to(viewer).select_related(
        "contract__challenge__lead", "contract__challenge__organiser", "contract__proposal__organisation", "part"
    )
    if came:
        owed = Q(state__in=OWED) | Q(state=PaymentState.PAID, received_row=None)
        return list(rows.filter(owed, contract__proposal__organisation_id=unit))
    fiscal = Q(source=MoneySource.FISCAL, contract__challenge__organiser_id=unit)
    own = ~Q(source=MoneySource.FISCAL) & Q(contract__challenge__lead_id=unit)
    return list(rows.filter(fiscal | own, state__in=OWED))


def as_open(payment: Payment, came: bool) -> Open:
    """Return a payment as what a row is compared with: who stands on the other side, and what the note may name."""
    challenge = payment.contract.challenge
    payer = challenge.organiser if payment.source == MoneySource.FISCAL else challenge.lead
    other = payer if came else payment.contract.proposal.organisation
    due = payment.due_at or payment.contract.effective_at
    return Open(payment.pk, payment.fen, other.name, due, (payment.contract.number, payment.invoice))


def waiting(viewer: Any) -> list[tuple[BankRow, Match, list[tuple[Payment, int]]]]:
    """Return the rows that wait, each with what it may be and the payments of it; three queries."""
    rows = list(bank_rows(viewer).filter(settled_at=None)[:MOST])
    found: dict[int, tuple[Match, list[tuple[Payment, int]]]] = {}
    for came in (True, False):
        some = [row for row in rows if row.came == came]
        if some:
            found |= matched(viewer, some, came)
    return [(row, *found[row.pk]) for row in rows]


def matched(viewer: Any, rows: Sequence[BankRow], came: bool) -> dict[int, tuple[Match, list[tuple[Payment, int]]]]:
    """Return for each row, by its id, what it may be."""
    payments = {row.pk: row for row in open_payments(viewer, came)}
    matches = propose([plain(row) for row in rows], [as_open(row, came) for row in payments.values()])
    return {match.row.line: (match, [(payments[key], fen) for key, fen in match.pays]) for match in matches}
