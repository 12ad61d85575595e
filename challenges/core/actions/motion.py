"""Motions 提请: what binds others is prepared by one person, and happens when another confirms it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import CONSOLE, Acting, acting_as
from accounts.actions.checking import LONGEST_REASON, reason_given
from accounts.models import User
from challenges.core import gate
from challenges.core.access import motion as access
from challenges.core.gate import Moment, Move, NotAllowed, Refused, moving
from challenges.core.models import Motion, RuleSet
from challenges.core.motions import ACTS, Act, stored
from challenges.core.noun import NOUNS
from challenges.core.periods import day_of, same_hour, working_days_later
from challenges.core.states import MotionState
from notifications.events import record


def prepare(act: Act, row: Any, *, by: Acting, at: Moment, expected: int | None = None, **arguments: Any) -> Motion:
    """Prepare an act that takes two: everything it would refuse is refused now, and nothing of it happens yet.

    Raises whatever the act itself raises, NotAllowed, and Refused while the same act waits for a confirmation.
    """
    with transaction.atomic():
        # Held first: of two who prepare the same at once, the second finds the first one's motion.
        hold(act, row)
        now = gate.moment(at)
        if not access.may_take(by, act, row):
            raise NotAllowed(access.why_not(by, act, row))
        if Motion.objects.filter(act=act.name, subject_id=row.pk, state=MotionState.OPEN).exists():
            raise Refused(_("已经提请，正在等待另一位同事复核。"), code="motion_open")
        version, whose = getattr(row, "version", 0), act.whose(row, by)
        read = {} if expected is None else {"expected": expected}
        rehearse(act, row, by=by, at=now, **arguments, **read)
        remind_from, due = limits(act, row, whose, now)
        motion = Motion.objects.create(
            act=act.name,
            subject_id=row.pk,
            subject_version=version,
            timeline=row.chain,
            organisation_id=whose,
            arguments=stored(arguments),
            prepared_by=by.user,
            remind_from=remind_from,
            due_at=due,
            created_at=now,
            updated_at=now,
        )
        facts = {"act": act.name, "what": act.title(row), "due": due.isoformat()}
        record("motion.prepared", subject=motion, by=by, at=now, facts=facts)
    return motion


def limits(act: Act, row: Any, organisation: int | None, at: datetime) -> tuple[datetime, datetime]:
    """Return when those who may confirm are first reminded, and the last moment at which they may.

    Both by the rules of the call it is about, else of the organisation whose people act, else of the platform.
    """
    batch, way = row, "" if act.subject else NOUNS[act.noun].to_batch
    for name in filter(None, way.split("__")):
        batch = getattr(batch, name)
    own = RuleSet.objects.in_force
    rules = batch.rules_on(day_of(at)) if way else own(organiser_id=organisation, on=day_of(at))
    first = working_days_later(at, rules["motion_remind_days"], rules)
    return same_hour(at, day_of(first)), working_days_later(at, rules["motion_days"], rules)


def hold(act: Act, row: Any) -> None:
    """Lock what an act is about, and read it as it is now."""
    (act.subject.hold if act.subject else gate.lock)(row)


class Rehearsed(Exception):
    """The act would succeed; it is undone."""


def rehearse(act: Act, row: Any, *, by: Acting, at: datetime, **arguments: Any) -> None:
    """Do the act and undo it, so that whoever prepares it learns what it would refuse."""
    try:
        with transaction.atomic():
            # Anybody else stands in for whoever will confirm.
            act.call(act.find(row.pk), by=by.seconding(User()), at=at, **arguments)
            raise Rehearsed
    except Rehearsed:
        return


def confirm(motion: Motion, *, by: Acting, at: Moment, expected: int | None = None) -> Motion:
    """Confirm what somebody else has prepared: it happens now, as it was prepared.

    Raises Refused when the row has changed since, NotAllowed, and whatever the act itself raises.
    """
    act = ACTS[motion.act]
    require_free(motion, act, by)
    with moving(motion, "confirm", by=by, at=at, expected=expected) as move:
        require_time(motion, move.at)
        row = act.find(motion.subject_id)
        if row is not None:
            hold(act, row)
        if row is None or getattr(row, "version", 0) != motion.subject_version:
            raise Refused(_("提请之后这一事项又有变动，请不同意并说明，由经办重新提请。"), code="changed")
        act.call(row, by=confirming(motion, move), at=move.at, **act.given(motion.arguments))
        answered(motion, move, act, row)
    return motion


def require_time(motion: Motion, at: datetime) -> None:
    """Refuse an answer after the last moment, even before the clock has come by."""
    if gate.overdue(motion.due_at, at):
        raise Refused(_("提请已过复核期限，没有办理；需要办的，请经办重新提请。"), code="motion_over")


def require_free(motion: Motion, act: Act, by: Acting) -> None:
    """Refuse whoever would answer a motion on what is their own matter, with the reason."""
    row = act.find(motion.subject_id)
    if row is not None and (why := access.why_not(by, act, row)):
        raise NotAllowed(why)


def confirming(motion: Motion, move: Move) -> Acting:
    """Return who does the act: whoever confirms it. For a command of the server, who prepared it; the record says so.

    Raises Refused for the command while there is a second operator: then it is theirs to confirm.
    """
    by: Acting = move.by
    if by is not CONSOLE:
        return by.seconding(motion.prepared_by)
    if User.objects.filter(is_operator=True, is_active=True).exclude(pk=motion.prepared_by_id).exists():
        raise Refused(_("另有平台运营人员可以复核，不能由命令代替。"), code="second_operator")
    move.facts["by_command"] = True
    return acting_as(motion.prepared_by, at=move.at).seconding(User())


def refuse(motion: Motion, *, by: Acting, at: Moment, reason: str = "", expected: int | None = None) -> Motion:
    """Refuse to confirm, with the reason; nothing happens, and who prepared it is told."""
    act = ACTS[motion.act]
    require_free(motion, act, by)
    with moving(motion, "refuse", by=by, at=at, expected=expected) as move:
        require_time(motion, move.at)
        motion.answer = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明不同意的理由。"))
        answered(motion, move, act, act.find(motion.subject_id))
        move.facts["reason"] = motion.answer
    return motion


def withdraw(motion: Motion, *, by: Acting, at: Moment, expected: int | None = None) -> Motion:
    """Take back what one has prepared, before anybody has confirmed it."""
    act = ACTS[motion.act]
    with moving(motion, "withdraw", by=by, at=at, expected=expected) as move:
        answered(motion, move, act, act.find(motion.subject_id))
    return motion


def expire(motion: Motion, *, by: Acting, at: Moment) -> Motion:
    """The clock ends a motion that nobody answered in time: nothing of it happens, and both sides are told."""
    act = ACTS[motion.act]
    with moving(motion, "expire", by=by, at=at) as move:
        answered(motion, move, act, act.find(motion.subject_id))
    return motion


def answered(motion: Motion, move: Move, act: Act, row: Any) -> None:
    """Note who answered, and what it was about."""
    motion.answered_by = move.by.user
    move.facts |= {"act": act.name, "what": act.title(row) if row is not None else ""}
