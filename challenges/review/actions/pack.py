"""The offline pack 离线评分表: taken, looked at, and written at once through the same action as marks on the page."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused
from challenges.review.actions import review
from challenges.review.actions.pack_reading import Comparison, compare
from challenges.review.models import Seat
from challenges.review.queries.pack import OPEN, may_mark, rows_of, workbook
from challenges.review.states.review import SeatState
from notifications.events import record
from notifications.typed import whole

PLAN = "challenges.pack.plan"
FIELDS = {"s": "value", "k": "comment", "v": "vetoed"}
TEXTS = ("comment", "private_comment")


def take(seat: Seat, *, by: Acting, at: Moment, watermark: str) -> bytes:
    """The expert takes their open reviews of a panel as a workbook; that they did is recorded.

    `watermark` names them and the time on every sheet. Refused when nothing is open to be marked.
    """
    with transaction.atomic():
        gate.lock(seat)
        require_own(seat, by)
        now = gate.moment(at)
        rows = [row for row in rows_of(by, seat) if may_mark(row, seat.panel)]
        if not rows:
            raise Refused(_("没有可以离线填写的评审：请先声明有无回避，已提交的不在表里。"), code="nothing_open")
        facts = {"reviews": len(rows), "reason": _("离线评分")}
        record("seat.pack_taken", subject=seat, by=by, at=now, facts=facts)
    return workbook(seat, rows, watermark=watermark, at=now)


def require_own(seat: Seat, by: Acting) -> None:
    """Only the expert themselves, while they sit and the panel is scoring."""
    if by.user_id != seat.expert_id or seat.state != SeatState.ACCEPTED:
        raise NotAllowed()
    if seat.panel.state not in OPEN:
        raise Refused(
            _("评审组现在是“%(state)s”，不能评分。") % {"state": seat.panel.get_state_display()},
            code="panel_not_scoring",
        )


def look(seat: Seat, content: bytes, *, by: Acting) -> Comparison:
    """The expert sees what their filled-in pack would change, cell by cell; nothing is written.

    Raises Invalid for a file that is none of their packs of this panel, Refused when the panel does not score.
    """
    require_own(seat, by)
    return compare(seat, content, by=by)


def plan_of(seat: Seat, found: Comparison) -> str:
    """Return what was looked at, signed, to be applied as it was seen without sending the file again."""
    cells = [[c.review, c.key, c.now, c.mine, c.verdict, c.place, c.number] for c in found.cells]
    plan = {"seat": seat.pk, "cells": cells, "reasons": {str(pk): words for pk, words in found.reasons.items()}}
    return signing.dumps(plan, salt=PLAN, compress=True)


def apply_plan(seat: Seat, plan: str, *, by: Acting, at: datetime, choices: dict[str, str]) -> int:
    """The expert has what they looked at written: all of it or nothing; returns how many fields were written.

    `choices` says for each conflict, by "<review>-<key>", whether the "file" or the "site" holds. Raises Invalid for a
    conflict without a choice or a cell that is wrong, and Crossed when the site changed since they looked.
    """
    try:
        seen = signing.loads(plan, salt=PLAN)
    except signing.BadSignature as error:
        raise Invalid([Problem("file", _("请重新上传文件。"), "no_plan")]) from error
    if seen["seat"] != seat.pk:
        raise Invalid([Problem("file", _("请重新上传文件。"), "no_plan")])
    return write(seat, seen["cells"], seen["reasons"], by=by, at=at, choices=choices)


def apply(seat: Seat, content: bytes, *, by: Acting, at: datetime, choices: dict[str, str]) -> int:
    """The expert has a filled-in pack written in one go: all of it or nothing; returns how many fields were written.

    As `apply_plan`, for callers that send the file again with their choices.
    """
    found = look(seat, content, by=by)
    cells = [[c.review, c.key, c.now, c.mine, c.verdict, c.place, c.number] for c in found.cells]
    problems = [Problem("file", cell.problem, "wrong_cell") for cell in found.of("wrong")]
    if problems:
        raise Invalid(problems)
    reasons = {str(pk): words for pk, words in found.reasons.items()}
    return write(seat, cells, reasons, by=by, at=at, choices=choices)


def write(seat: Seat, cells: Any, reasons: Any, *, by: Acting, at: Moment, choices: dict[str, str]) -> int:
    """Write the cells through the review's own action, in one transaction."""
    problems: list[Problem] = []
    given: dict[Any, dict] = {}
    written = 0
    for pk, key, now, mine, verdict, _place, number in cells:
        choice = "file" if verdict == "taken" else choices.get(f"{pk}-{key}", "")
        if verdict == "wrong" or choice not in ("file", "site"):
            words = _("第 %(n)d 份还有没选定或没改好的项。") % {"n": number}
            problems.append(Problem(f"choice.{pk}-{key}", words, "undecided"))
        elif choice == "file":
            put(given.setdefault(pk, {"marks": {}, "bases": {"marks": {}}}), key, mine, now)
            written += 1
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        gate.lock(seat)
        require_own(seat, by)
        rows = {row.pk: row for row in rows_of(by, seat)}
        moment = gate.moment(at)
        for pk, what in given.items():
            if pk not in rows:
                raise Refused(_("有一份你已不再评审，请重新上传核对。"), code="gone")
            rows[pk].seat = seat
            review.score(rows[pk], by=by, at=moment, reason=reasons.get(str(pk), ""), **what)
        facts = {"reviews": len(given), "fields": written, "reason": _("离线评分")}
        record("seat.pack_applied", subject=seat, by=by, at=moment, facts=facts)
    return written


def put(what: dict, key: str, mine: Any, now: datetime) -> None:
    """Put one field among what a review is asked to keep, with what stood on the site when the expert looked."""
    if key in TEXTS:
        what[key], what["bases"][key] = mine, now
        return
    name, pk = FIELDS[key[0]], whole(key[1:])
    what["marks"].setdefault(pk, {})[name] = mine
    what["bases"]["marks"].setdefault(pk, {})[name] = now
