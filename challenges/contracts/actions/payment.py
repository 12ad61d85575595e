"""Payments: laid out when the contract takes effect, due, asked for, confirmed by both sides, given back.

The platform records what others pay; it never holds money.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.checking import reason_given, understood
from accounts.errors import Invalid, Problem
from accounts.typed import day, text
from challenges.contracts.models import BankRow, Contract, Milestone, MoneySource, Payment
from challenges.contracts.money import balance, yuan
from challenges.contracts.queries.schedule import ACCEPTANCE, EFFECT, due_on
from challenges.contracts.states.payment import OWED, PaymentState
from challenges.core.gate import MassMove, Move, moving, moving_many
from challenges.core.periods import day_of, days_later

LONGEST_INVOICE, LONGEST_REFERENCE = 60, 80
# What the rest of a line has in common with what was paid of it.
KEPT = (
    *("contract_id", "part_id", "milestone_id", "at_acceptance", "source", "state", "due_at", "invoice"),
    *("requested_at", "requested_by_id", "paid_on", "paid_by_id", "reference", "paid_row_id"),
)


def lay_out(contract: Contract, milestones: Sequence[Milestone], *, at: datetime) -> None:
    """Make a line for each part and source that has money; those due on the effect of the contract fall due now."""
    parts = list(contract.parts.all())
    due = due_on([part.node for part in parts], [(row.number, row.name) for row in milestones])
    by_number = {row.number: row for row in milestones}
    made, now = [], []
    for part, on in zip(parts, due, strict=True):
        for source in MoneySource.values:
            fen = yuan.fen_of(getattr(part, source))
            if not fen:
                continue
            row = Payment(
                contract=contract,
                part=part,
                source=source,
                fen=fen,
                milestone=by_number[on] if isinstance(on, int) else None,
                at_acceptance=on == ACCEPTANCE,
                created_at=at,
                updated_at=at,
            )
            made.append(row)
            now += [row] if on == EFFECT else []
    Payment.objects.bulk_create(made)
    fall_due(now, contract=contract, at=at)


def fall_due(payments: Iterable[Payment], *, contract: Contract, at: datetime) -> int:
    """Let planned payments fall due, within the days of the rules; must run under the contract's lock."""
    planned = [row for row in payments if row.state == PaymentState.PLANNED]
    rules = contract.challenge.rules_on(day_of(at))
    until = days_later(at, rules["payment_days"], rules)
    Payment.objects.filter(pk__in=[row.pk for row in planned]).update(due_at=until)
    moves = [MassMove(row, PaymentState.DUE, {"fen": row.fen, "due": until.isoformat()}) for row in planned]
    return moving_many(moves, "fall_due", by=CLOCK, at=at)


def cancel(payments: Iterable[Payment], *, reason: str, at: datetime) -> int:
    """Let payments that nobody has made never fall due; must run under the contract's lock. What was paid stays."""
    unpaid = [row for row in payments if row.state in OWED | {PaymentState.PLANNED}]
    Payment.objects.filter(pk__in=[row.pk for row in unpaid]).update(due_at=None, reason=reason, closed_on=day_of(at))
    moves = [MassMove(row, PaymentState.CANCELLED, {"fen": row.fen}) for row in unpaid]
    return moving_many(moves, "cancel", by=CLOCK, at=at)


def ask(payment: Payment, *, by: Acting, at: datetime, invoice: str, expected: int | None = None) -> Payment:
    """The firm that took the challenge asks for a payment that is due, by the number of its invoice."""
    number = line(invoice, "invoice", LONGEST_INVOICE, _("请填写发票号码。"))
    with moving(payment, "ask", by=by, at=at, expected=expected) as move:
        payment.invoice, payment.requested_by, payment.requested_at = number, by.user, move.at
        move.facts |= {"fen": payment.fen, "invoice": number}
    return payment


def confirm_paid(
    payment: Payment,
    *,
    by: Acting,
    at: datetime,
    paid_on: date,
    amount: Decimal | None = None,
    reference: str = "",
    row: BankRow | None = None,
    expected: int | None = None,
) -> Payment:
    """Whoever pays confirms that they paid, all of a line or `amount` (元) of it; the rest stays open as a line.

    Raises Invalid for more than is open, naming it, and for a day to come.
    """
    number = line(reference, "reference", LONGEST_REFERENCE, "")
    with moving(payment, "confirm_paid", by=by, at=at, expected=expected) as move:
        require_day(paid_on, "paid_on", move)
        part_off(payment, amount, move)
        payment.paid_on, payment.paid_by, payment.reference, payment.paid_row = paid_on, by.user, number, row
        payment.due_at = None
    return payment


def confirm_received(
    payment: Payment,
    *,
    by: Acting,
    at: datetime,
    received_on: date,
    amount: Decimal | None = None,
    row: BankRow | None = None,
    expected: int | None = None,
) -> Payment:
    """The firm that took the challenge confirms that the money came, all of a line or `amount` (元) of it."""
    with moving(payment, "confirm_received", by=by, at=at, expected=expected) as move:
        require_day(received_on, "received_on", move)
        part_off(payment, amount, move)
        payment.received_on, payment.received_by, payment.received_row = received_on, by.user, row
        payment.due_at = None
    return payment


def refund(
    payment: Payment, *, by: Acting, at: datetime, refunded_on: date, reason: str, expected: int | None = None
) -> Payment:
    """Whoever paid notes that the money of a line was given back, and why; the line stays in the ledger as that."""
    said = reason_given(reason, longest=2000)
    with moving(payment, "refund", by=by, at=at, expected=expected) as move:
        require_day(refunded_on, "refunded_on", move)
        payment.closed_on, payment.closed_by, payment.reason = refunded_on, by.user, said
        move.facts |= {"fen": payment.fen}
    return payment


def part_off(payment: Payment, amount: Decimal | None, move: Move) -> None:
    """Leave of a line what was paid; what is still open goes on as a line of its own, in the state this one was in."""
    fen = payment.fen if amount is None else yuan.fen_of(amount)
    if fen <= 0:
        raise Invalid([Problem("amount", _("金额须大于 0。"), "nothing")])
    if fen > payment.fen:
        words = {"given": yuan.said(fen), "open": yuan.said(payment.fen)}
        said = _("%(given)s 元超出台账：这一笔只有 %(open)s 元未付。")
        raise Invalid([Problem("amount", said % words, "beyond")])
    move.facts |= {"fen": fen}
    if fen < payment.fen:
        paid, rest = balance.parted(payment.fen, fen)
        last = Payment.objects.filter(part=payment.part_id, source=payment.source).aggregate(last=Max("run"))["last"]
        same = {name: getattr(payment, name) for name in KEPT}
        Payment.objects.create(run=last + 1, fen=rest, created_at=move.at, updated_at=move.at, **same)
        payment.fen = paid
        move.facts |= {"rest": rest}


def require_day(on: date, field: str, move: Move) -> None:
    """Raise Invalid for a day to come, and for one before the contract was in force."""
    problems: list[Problem] = []
    understood(problems, field, day.past, on, today=day_of(move.at))
    since = move.subject.contract.effective_at
    if not problems and since is not None and on < day_of(since):
        problems.append(Problem(field, _("不能早于任务书生效之日。"), "too_early"))
    if problems:
        raise Invalid(problems)


def line(typed: str, field: str, longest: int, empty: str) -> str:
    """Return one line; raises Invalid for more than `longest` signs, and where `empty` is said of none for none."""
    found = text.line(typed)
    if len(found) > longest:
        said = _("最多 %(longest)s 个字，现在是 %(length)s 个。") % {"longest": longest, "length": len(found)}
        raise Invalid([Problem(field, said, "too_long")])
    if not found and empty:
        raise Invalid([Problem(field, empty, "required")])
    return found
