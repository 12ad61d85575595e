"""A need in its formal check in words: what it pays, its indicators and files, what it lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.listing.actions.check_many import hindrance
from challenges.listing.models import Mode
from challenges.listing.queries.need_board import Row
from frontend.kit import amounts
from frontend.kit.sentences import field_label


@dataclass(frozen=True)
class Line:
    """One need ready to print; `why` says what keeps it from passing with others, nothing when it may."""

    pk: int
    title: str
    lead: str
    amount: str
    indicators: str
    files: str
    remarks: list[tuple[str, Any, bool]]
    why: str
    due_at: datetime | None
    late: bool


def line(row: Row, at: datetime) -> Line:
    """Return a row with its words."""
    need = row.challenge
    refused = hindrance(need, row.found)
    files: dict[str, int] = {}
    for one in row.found.files:
        files[one.get_kind_display()] = files.get(one.get_kind_display(), 0) + 1
    return Line(
        pk=need.pk,
        title=need.title,
        lead=need.lead.name,
        amount=amount(need),
        indicators=ngettext("%(n)s 项，必达 %(must)s 项", "%(n)s 项，必达 %(must)s 项", row.indicators)
        % {"n": row.indicators, "must": row.mandatory},
        files=_("、").join(f"{kind} {n}" for kind, n in files.items()),
        remarks=[(field_label(remark.field), remark, changed is False) for remark, changed in row.found.remarks],
        why=str(refused) if refused else "",
        due_at=need.due_at,
        late=need.due_at is not None and need.due_at < at,
    )


def amount(need: Any) -> str:
    """Return what a need pays, in 万元; of an honour need and of one to be agreed upon, that it names no amount."""
    if need.mode == Mode.HONOUR:
        return _("不设金额")
    if need.negotiable:
        return _("面议")
    return _("%(n)s 万元") % {"n": amounts.money(need.total_wan)}
