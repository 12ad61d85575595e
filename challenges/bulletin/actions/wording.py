"""The words of notices: an organiser's own or the platform's, written by one person and approved by another."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import require_two, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Organisation
from accounts.typed import day, text
from challenges.bulletin.access import keeps_letterhead
from challenges.bulletin.models import NoticeKind, Wording
from challenges.bulletin.queries.wording import parts_of, wrong_with
from challenges.core.periods import day_of
from notifications.events import record

TITLE = 160


def adopt(
    organisation: Organisation,
    *,
    by: Acting,
    at: datetime,
    kind: str,
    effective_on: str,
    title: str,
    parts: dict[str, str],
) -> Wording:
    """Let an organiser's own words of a kind of notice hold from a day on; done when the second person approves them.

    `effective_on` is an ISO date of China, today or later. Raises Invalid at the part that lacks what the kind must
    have, and for a day that has passed.
    """
    if not keeps_letterhead(by, organisation):
        raise NotAllowed()
    row = written(organisation, by=by, at=at, kind=kind, effective_on=effective_on, title=title, parts=parts)
    facts = {"kind": kind, "from": effective_on}
    record("organisation.wording_adopted", subject=organisation, by=by, at=at, facts=facts)
    return row


def adopt_default(
    shipped: Wording, *, by: Acting, at: datetime, effective_on: str, title: str, parts: dict[str, str]
) -> Wording:
    """Let the platform's words of a kind hold from a day on, for organisers without words of their own.

    `shipped` is the row that stands for the words that came with the product. Raises what `adopt` raises.
    """
    if not by.is_operator:
        raise NotAllowed()
    row = written(None, by=by, at=at, kind=shipped.kind, effective_on=effective_on, title=title, parts=parts)
    record("wording.adopted", subject=row, by=by, at=at, facts={"kind": row.kind, "from": effective_on})
    return row


def written(
    organiser: Organisation | None,
    *,
    by: Acting,
    at: datetime,
    kind: str,
    effective_on: str,
    title: str,
    parts: dict[str, str],
) -> Wording:
    """Write words that two persons agree on. Raises Invalid with everything that lacks, Refused for a day taken."""
    require_two(by)
    problems: list[Problem] = []
    begins = begun(effective_on, at)
    if isinstance(begins, Problem):
        problems.append(begins)
    kept = {name: text.visible(parts.get(name, "")).strip() for name in parts_of(kind)}
    title = text.line(title)
    problems += wrong_with(NoticeKind(kind), title, kept)
    if len(title) > TITLE:
        problems.append(Problem("title", _("标题最多 %(most)d 个字。") % {"most": TITLE}, "too_long"))
    if problems:
        raise Invalid(problems)
    try:
        with transaction.atomic():
            row = Wording.objects.create(
                organiser=organiser,
                kind=kind,
                effective_on=begins,
                title=title,
                parts=kept,
                approved_by=by.user,
                approved_at=at,
            )
    except IntegrityError:
        words = _("这一天起已经有经过批准的范本。请另选启用日期。")
        raise Refused(words, code="wording_exists") from None
    return row


def begun(typed: str, at: datetime) -> Any:
    """Return the day from which words hold, or the problem with it."""
    problems: list[Problem] = []
    today = day_of(at)
    try:
        begins = date.fromisoformat(typed)
    except ValueError:
        return Problem("effective_on", _("请填写启用日期。"), "required")
    understood(problems, "effective_on", day.planned, begins, today=today)
    if begins < today:
        problems.append(Problem("effective_on", _("启用日期已经过去，最早从今天起。"), "in_the_past"))
    return problems[0] if problems else begins
