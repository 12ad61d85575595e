"""The review board of a batch taken as a file: exactly what the filter shows, and why it was taken is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting
from challenges.core import gate
from challenges.core.access.job import may_ask
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem
from challenges.core.periods import day_of
from challenges.core.queries.board import UnknownFilter
from challenges.core.queries.sheets import TYPES
from challenges.listing.models import Batch
from challenges.review.queries.batch_board import Filters, Row, every
from notifications.events import record


def export(batch: Batch, *, by: Acting, at: Moment, words: dict, format: str, reason: str) -> list[Row]:
    """Hand the officer every row that their filter shows, in its order; who took how many, and why, is recorded.

    Raises NotAllowed for anybody but the organiser's officers, Invalid for an unknown filter or format and for an
    empty reason.
    """
    if not may_ask(by, batch):
        raise NotAllowed()
    problems = []
    if format not in TYPES:
        problems.append(Problem("format", _("没有这种格式。"), "unknown_format"))
    if not reason.strip():
        problems.append(Problem("reason", _("请写明导出的用途。"), "required"))
    try:
        filters = Filters.read(words)
    except UnknownFilter as unknown:
        problems.append(Problem(str(unknown), _("没有这个筛选条件。"), "unknown_filter"))
    if problems:
        raise Invalid(problems)
    now = gate.moment(at)
    with transaction.atomic():
        rows = every(by, batch, filters, now, batch.rules_on(day_of(now))["deviation_limit"])
        facts = {"format": format, "words": filters.words(), "rows": len(rows), "reason": fitting(reason)}
        record("batch.reviews_exported", subject=batch, by=by, at=now, facts=facts)
    return rows
