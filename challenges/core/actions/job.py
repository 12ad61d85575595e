"""Jobs 作业: an officer asks for one act with many rows; a worker takes them one by one, and each keeps its result."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.acting import CLOCK, Acting, acting_as
from accounts.actions.checking import fitting, understood
from accounts.typed import substance
from challenges.core import gate
from challenges.core.access.job import may_ask
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, moving
from challenges.core.models import Job, JobRow
from challenges.core.queries.board import UnknownFilter
from challenges.core.queries.job import KINDS, targets
from challenges.core.states import JobState, RowState
from notifications import sweeps
from notifications.events import record

log = logging.getLogger(__name__)

OPEN = (JobState.ASKED, JobState.RUNNING)
# How long a worker keeps a job to itself after its last row: longer than any row takes.
LEASE = timedelta(seconds=60)
# What is said where a field that the kind asks for was left empty.
MISSING = {"reason": gettext_lazy("请写明理由。"), "due_at": gettext_lazy("请填写新的期限。")}


def meant(batch: Any, *, by: Acting, at: datetime, kind: str, picks: Any = (), words: dict | None = None) -> Any:
    """Return whom a job would concern, for the question before it.

    Raises NotAllowed for anybody but the organiser's officers, Invalid for an unknown kind or filter, and Refused when
    it would concern nobody: nothing picked, no filter, or a filter that finds nothing.
    """
    if not may_ask(by, batch, kind):
        raise NotAllowed()
    if kind not in KINDS:
        raise Invalid([Problem("kind", _("没有这种作业。"), "unknown_kind")])
    try:
        ids = KINDS[kind].board.meant(by, batch, picks=list(picks), words=words or {}, at=at)
    except UnknownFilter as unknown:
        raise Invalid([Problem(str(unknown), _("没有这个筛选条件。"), "unknown_filter")]) from unknown
    found = targets(by, KINDS[kind], ids)
    if not found:
        raise Refused(_("没有选中任何对象，什么也没有办。请先勾选，或设一个筛选条件。"), code="nobody")
    return found


def ask(
    batch: Any,
    *,
    by: Acting,
    at: Moment,
    kind: str,
    picks: Any = (),
    words: dict | None = None,
    reason: str = "",
    due_at: datetime | None = None,
    count: int | None = None,
) -> Job:
    """The officer asks for one act with many rows: for what is picked on the board, or for what a filter finds there.

    `count` is the number they were shown before; another one now means that the list has changed, and they are asked
    again. Nothing is done yet; the rows are taken in the background. Raises like `meant`, and Invalid without what the
    kind asks for: a reason, a new last moment.
    """
    with transaction.atomic():
        batch = type(batch).objects.get(pk=batch.pk)
        now = gate.moment(at)
        found = meant(batch, by=by, at=now, kind=kind, picks=picks, words=words)
        given, fields = {"reason": reason.strip(), "due_at": due_at}, KINDS[kind].fields
        problems = [Problem(name, MISSING[name], "required") for name in fields if fields[name] and not given[name]]
        if reason.strip():
            understood(problems, "reason", substance.reason, reason)
        if problems:
            raise Invalid(problems)
        if count is not None and count != len(found):
            words_ = _("名单刚刚有变：确认时 %(before)d 项，现在 %(now)d 项。请再看一遍。")
            raise Refused(words_ % {"before": count, "now": len(found)}, code="list_changed")
        job = Job.objects.create(
            kind=kind,
            batch=batch,
            asked_by=by.user,
            words={} if picks else dict(words or {}),
            reason=fitting(reason),
            new_due_at=due_at if "due_at" in fields else None,
            total=len(found),
            created_at=now,
            updated_at=now,
        )
        JobRow.objects.bulk_create(
            (JobRow(job=job, position=n, subject_id=one.id) for n, one in enumerate(found, start=1)), batch_size=1000
        )
        record("job.asked", subject=job, by=by, at=now, facts={"kind": kind, "total": len(found), "reason": job.reason})
    return job


def run_waiting(*, at: Moment) -> int:
    """Take the rows of every job that waits or was left behind; what the worker calls. Returns how many were ended."""
    waiting = list(Job.objects.filter(state__in=OPEN).order_by("id").values_list("pk", flat=True))
    return sweeps.each("jobs", waiting, lambda pk: run_one(pk, at=at), at=at, name=lambda pk: sweeps.Row("job", pk))


def run_one(pk: int, *, at: Moment) -> bool:
    """Take the rows of one job; False when another worker has it, or it was stopped."""
    now = gate.moment(at)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not Job.objects.filter(free, pk=pk, state__in=OPEN).update(leased_until=now + LEASE):
        return False
    try:
        return run(pk, at=at)
    except Exception:
        # Left behind: the next try need not wait for the lease.
        Job.objects.filter(pk=pk, state__in=OPEN).update(leased_until=None)
        raise


def run(pk: int, *, at: Moment) -> bool:
    """Take every row of a job that has not been taken; returns True when the job is over, False when it was stopped."""
    job = Job.objects.select_related("batch", "asked_by").get(pk=pk)
    with override(job.asked_by.language or None):
        try:
            if job.state == JobState.ASKED:
                with moving(job, "begin", by=CLOCK, at=at):
                    pass
            for row in list(job.rows.filter(state=RowState.WAITING).values_list("pk", flat=True)):
                if not take(job, row, at=at):
                    return False
            with moving(job, "finish", by=CLOCK, at=at) as move:
                job.leased_until = None
                move.facts |= {"kind": job.kind, "done": job.done, "failed": job.failed}
        except Refused:
            return False  # stopped meanwhile, or another worker was quicker
    return True


def take(job: Job, row: int, *, at: Moment) -> bool:
    """Take one row: the act and its result are written in one transaction, so that it is never done twice.

    The asker's permission is asked anew. Returns False when the job was stopped meanwhile.
    """
    with transaction.atomic():
        held = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        if held.state != JobState.RUNNING:
            return False
        line = JobRow.objects.select_for_update().get(pk=row)
        if line.state != RowState.WAITING:
            return True
        now = gate.moment(at)
        line.code, line.said = act(job, line, now)
        line.state = RowState.FAILED if line.code else RowState.DONE
        line.at = now
        line.save()
        failed = line.state == RowState.FAILED
        counts = {"failed": F("failed") + 1} if failed else {"done": F("done") + 1}
        Job.objects.filter(pk=job.pk).update(**counts, leased_until=now + LEASE)
    return True


def act(job: Job, line: Any, now: datetime) -> tuple[str, str]:
    """Do the act of one row; returns why it was not done as a code and a sentence, both empty when it was."""
    try:
        kind, given = KINDS[job.kind], {"reason": job.reason, "due_at": job.new_due_at}
        with transaction.atomic():
            by = acting_as(job.asked_by, job.batch.organiser_id, at=now)
            subject = kind.visible(by).filter(pk=line.subject_id).first()
            if subject is None:
                raise NotAllowed()
            kind.act(subject, by=by, at=now, **{name: given[name] for name in kind.fields})
    except Invalid as wrong:
        first = wrong.problems[0]
        return first.code or "invalid", "".join(str(problem.message) for problem in wrong.problems)[:400]
    except NotAllowed as refused:
        return "not_allowed", str(refused)[:400] or _("提出作业的人现在没有办理这一项的权限。")
    except Refused as refused:
        return refused.code or "refused", str(refused)[:400]
    except OperationalError:
        raise  # the database is away: the row is tried again
    except Exception:
        log.exception("A row of job %s could not be done.", job.pk)
        return "error", _("系统出错，这一项没有办。请告知平台运营。")
    return "", ""


def cancel(job: Job, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> Job:
    """The officer stops a job: what is done stays done, the rest is left undone."""
    with moving(job, "cancel", by=by, at=at, expected=expected) as move:
        job.leased_until = None
        move.facts |= {"done": job.done, "left": job.left, "reason": fitting(reason)}
    return job
