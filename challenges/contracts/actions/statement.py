"""A bank statement brought in: rows that are new are kept, and each waits until a person says which payment it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.content.door import admitted_table
from accounts.content.kinds import Unfit
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Organisation
from accounts.rules.tables import NotATable
from challenges.contracts.access import payment as access
from challenges.contracts.actions import payment as payments
from challenges.contracts.models import BankRow
from challenges.contracts.money import statement, words, yuan
from challenges.contracts.money.matching import surplus
from challenges.contracts.money.statement import Row
from challenges.contracts.queries.statement import plain

MOST_MEGABYTES = 5
LONGEST_PARTY, LONGEST_NOTE, LONGEST_SERIAL = 240, 2000, 120


@dataclass(frozen=True)
class Read:
    """What a file holds: the rows that are new, how many are known already, and the lines passed over as sums."""

    new: Sequence[Row]
    known: int
    sums: Sequence[int]


def look(content: bytes, *, by: Acting) -> Read:
    """Return what a statement holds; nothing is kept.

    Raises NotAllowed for whoever keeps no books, Invalid for a file that is none, and with every row that is wrong.
    """
    if not access.keeps_books(by):
        raise NotAllowed()
    try:
        admitted_table(content, most=MOST_MEGABYTES)
        found = statement.read(content)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    except NotATable as error:
        raise Invalid([Problem("file", words.not_a_table(error), error.code)]) from None
    wrong = [Problem("file", words.wrong_in_words(one), one.code) for one in found.wrong]
    wrong += [Problem("file", said, "too_long") for row in found.rows if (said := too_long(row))]
    if wrong:
        raise Invalid(wrong)
    days = [row.on for row in found.rows]
    kept = BankRow.objects.filter(organisation=by.unit)
    if days:
        kept = kept.filter(on__gte=min(days), on__lte=max(days))
    new = surplus(found.rows, [plain(row).same for row in kept])
    return Read(new, len(found.rows) - len(new), found.sums)


def too_long(row: Row) -> str:
    """Return what is said of a row with a text longer than anybody's; "" for all others."""
    bounds = ((row.party, LONGEST_PARTY), (row.note, LONGEST_NOTE), (row.serial, LONGEST_SERIAL))
    if all(len(words) <= most for words, most in bounds):
        return ""
    return _("第 %(line)d 行有一格文字过长，请核对文件。") % {"line": row.line}


def take(content: bytes, *, by: Acting, at: datetime) -> Read:
    """Keep the rows of a statement that are new; the same file again brings none. Raises as `look`."""
    with transaction.atomic():
        if by.organisation_id:
            # Two who bring in one file at the same moment stand in line.
            Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
        found = look(content, by=by)
        BankRow.objects.bulk_create(
            BankRow(
                organisation=by.unit,
                on=row.on,
                came=row.came,
                fen=row.fen,
                party=row.party,
                note=row.note,
                serial=row.serial,
                by=by.user,
                at=at,
            )
            for row in found.new
        )
    return found


def settle(row: BankRow, *, by: Acting, at: datetime, pays: Sequence[tuple[int, int]]) -> BankRow:
    """Confirm which payments a row is, with how many fen each: all of it, or none where it has to do with none.

    Money that came confirms its receipt, money that went that it was paid; all or nothing. Raises Invalid for shares
    that are not the whole row, Refused for a row that was settled, and as the acts on payments do.
    """
    if not access.keeps_books(by) or row.organisation_id != by.organisation_id:
        raise NotAllowed()
    if pays and sum(fen for _key, fen in pays) != row.fen:
        raise Invalid([Problem("pays", _("各笔之和与这一行的金额不符。"), "not_all")])
    with transaction.atomic():
        row = BankRow.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.settled_at is not None:
            raise Refused(_("这一行已经确认过。"), code="settled")
        for key, fen in pays:
            payment = access.visible_to(by).filter(pk=key).first()
            if payment is None:
                raise Invalid([Problem("pays", _("没有这笔款项。"), "unknown")])
            amount = yuan.exact(fen)
            if row.came:
                payments.confirm_received(payment, by=by, at=at, received_on=row.on, amount=amount, row=row)
            else:
                payments.confirm_paid(payment, by=by, at=at, paid_on=row.on, amount=amount, row=row)
        row.settled_by, row.settled_at = by.user, at
        row.save(update_fields=["settled_by", "settled_at"])
    return row
