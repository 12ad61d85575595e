"""The one gate: every move of every lifecycle passes here, and nothing else sets a state."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.agreement import require_authority
from accounts.actions.checking import require_person, require_signing, require_two
from accounts.errors import Invalid, LostUpdate, NotAllowed, Problem, Refused
from accounts.roles import SIGNER
from challenges.core import policy, second_thoughts
from challenges.core.models import SignedFrom
from challenges.core.noun import lent, table
from notifications.events import Record, record, record_many

__all__ = [
    "CLOCK",
    "Invalid",
    "LostUpdate",
    "Move",
    "NotAllowed",
    "Problem",
    "Refused",
    "after",
    "expect",
    "follow",
    "moving",
    "moving_many",
    "overdue",
]

# The time to judge by, or a function of the clock that is asked once the row is held.
Moment = datetime | Callable[[], datetime]
# Deadlines are inclusive to the second: the second they name still belongs to the people.
LAST_SECOND = timedelta(seconds=1)


@dataclass
class Move:
    """One move under way: what the body may read and add before the gate writes it."""

    subject: Any
    step: Any
    by: Any
    at: datetime
    facts: dict = field(default_factory=dict)
    target: str = ""
    key: str | None = None
    recorded: bool = True

    def to(self, state: str) -> None:
        """Choose the state this move leads to, where the table leaves a choice."""
        if state not in self.step.targets:
            raise ValueError(f"{self.subject.noun}.{self.step.verb} does not lead to {state}")
        self.target = state


_after: dict[str, list[Callable[[Move], None]]] = defaultdict(list)


def after(*acts: str) -> Callable:
    """Register what a domain above does when one of these acts ("challenge.withdraw") was done by one below.

    The function is called with the `Move`, in its transaction and under its locks, after the event was written; what
    it raises undoes the act.
    """

    def add(function: Callable[[Move], None]) -> Callable[[Move], None]:
        for act in acts:
            _after[act].append(function)
        return function

    return add


def follow(act: str, move: Move) -> None:
    """Let the domains above do what they registered for an act; `moving` calls it, and acts without a lifecycle do."""
    for function in _after[act]:
        function(move)


def moment(at: Moment) -> datetime:
    """Return the time to judge by: `at` itself, or what a clock function says now that the lock is held."""
    return at() if callable(at) else at


def overdue(due: datetime | None, at: datetime, *, inclusive: bool = True) -> bool:
    """Return True when the last moment has passed; an inclusive deadline ends one second after its own second."""
    if due is None:
        return False
    return at >= due + LAST_SECOND if inclusive else at >= due


def due_of(row: Any, path: str) -> Any:
    """Return the value of a due field, which may stand on a parent (`challenge__closes_at`)."""
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def lock(row: Any) -> None:
    """Lock the parents first, outermost first, then the row, and read the row again as it is now.

    On PostgreSQL these are row locks that leave the key free, so that rows which only refer to this one do not wait;
    on SQLite the transaction began IMMEDIATE and writers already stand in line.
    """
    above = row.parent()
    if above is not None:
        lock(above)
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update(no_key=True))
    if above is not None:
        keep_parent(row, above)


def keep_parent(row: Any, above: Any) -> None:
    """Put the parent that was just locked back on the row, so that nobody reads another copy of it.

    Where something stands between the two (`through`: the seat between a review and its panel), it is put on that.
    """
    if row.through:
        row = getattr(row, row.through)
    for column in row._meta.concrete_fields:
        if column.is_relation and column.related_model is type(above) and getattr(row, column.attname) == above.pk:
            column.set_cached_value(row, above)


def expect(row: Any, version: int | None) -> None:
    """Note the version a caller had read: the next move of this row refuses when another one stands."""
    row.expected_version = version


@contextmanager
def moving(
    subject: Any, verb: str, *, by: Acting, at: Moment, expected: int | None = None, first: Any = None
) -> Iterator[Any]:
    """Take one step of a lifecycle: all of it, or nothing.

    `by` is who acts (an `Acting`, or CLOCK). `at` is an aware time, or a function that is called once the lock is
    held. `expected` is the version the caller had read; another one means that somebody was quicker. `first` is
    called before any other statement of the transaction, for a verb whose right to go on is a conditional update of
    its own (the deadline of a submission).
    The body sets attributes of `subject` and adds facts; the gate saves them with the new state and writes the event.

    Raises NotAllowed (the viewer's relation does not allow it), Refused (the state does not, or a deadline has
    passed), LostUpdate (another version), Invalid (raised by the body, with problems by field).
    """
    step = table(subject.noun).step(verb)
    with transaction.atomic():
        if first is not None:
            first()
        lock(subject)
        now = moment(at)
        policy.demand(by, verb, subject)
        if expected is None:
            expected = getattr(subject, "expected_version", None)
        if expected is not None and subject.version != expected:
            raise LostUpdate(current=subject.version)
        check_source(subject, step)
        if by is CLOCK and step.timed and not overdue(due_of(subject, step.due), now, inclusive=step.inclusive):
            raise Refused(_("这一步还没有到期。"), code="not_due")
        if step.barred(subject, by):
            raise Refused(_("经办与审核不能是同一人，请换一位有权限的同事办理。"), code="four_eyes")
        if step.signed and by is not CLOCK:
            by.unit.refresh_from_db(fields=["verification", "signing_frozen"])
            require_signing(by.unit)
            if by.has(SIGNER):
                # What was lent may have ended since the request began.
                require_authority(by, now)
        if step.four_eyes:
            require_person(by)
        if step.two:
            require_two(by)
        move = Move(subject=subject, step=step, by=by, at=now)
        move.target = step.targets[0] if len(step.targets) == 1 else ""
        if step.two and by is not CLOCK:
            move.facts["prepared_by"] = str(by.first)
        if step.signed and by is not CLOCK:
            move.facts["capacity"] = by.capacity
            move.facts["signed_version"] = subject.version
        source = subject.state
        before = second_thoughts.values(subject) if step.recall else {}
        yield move
        if step.signed and by is not CLOCK:
            move.facts.setdefault("sha256", signed_hash(subject))
        if step.targets:
            if not move.target:
                raise ValueError(f"{subject.noun}.{verb} must choose where it leads")
            subject.state = move.target
        subject.version += 1
        subject.updated_at = now
        if step.recall and by is not CLOCK:
            second_thoughts.remember(subject, verb, source, before, by=by, at=now)
        subject.save()
        if move.recorded:
            facts = {**move.facts, "from": source, "to": subject.state}
            event = record(step.event, subject=subject, by=by, at=now, facts=facts, key=move.key)
            if step.signed:
                keep_origin(event, by)
        follow(f"{subject.noun}.{verb}", move)


def signed_hash(subject: Any) -> str:
    """Return the SHA-256 of what a signed step binds to, as it stands when it is signed: plain data in one spelling.

    Each domain that knows something of it adds its part (`lends(noun, "signed")`).
    """
    stands: dict[str, Any] = {}
    for of in lent(subject.noun, "signed"):
        stands |= of(subject)
    spelled = json.dumps(stands, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def keep_origin(event: Any, by: Acting) -> None:
    """Keep from where the person of this request signed; nothing where no request asked for it."""
    if event is not None and by.origin is not None:
        SignedFrom.objects.create(event=event, address=by.origin.address or None, device=by.origin.device)


def check_source(subject: Any, step: Any) -> None:
    """Refuse, with the state's own name, when the step does not start in the state the row is in."""
    if subject.state not in step.sources:
        raise Refused(
            _("现在是“%(state)s”，不能办理这一步。") % {"state": subject.get_state_display()}, code="wrong_state"
        )


@dataclass(frozen=True)
class MassMove:
    """Where one row of a mass move goes, and the facts of its event."""

    row: Any
    target: str
    facts: dict = field(default_factory=dict)


def moving_many(moves: Iterable[MassMove], verb: str, *, by: Acting, at: datetime) -> int:
    """Take the same step with many rows of one parent in few statements; returns how many rows moved.

    Must run inside the gate of the parent, which holds the lock that keeps the rows still.
    """
    moves = list(moves)
    if not moves:
        return 0
    model = type(moves[0].row)
    step = table(model.noun).step(verb)
    by_target: dict[str, list[MassMove]] = {}
    for one in moves:
        check_source(one.row, step)
        if one.target not in step.targets:
            raise ValueError(f"{model.noun}.{verb} does not lead to {one.target}")
        by_target.setdefault(one.target, []).append(one)
    moved = 0
    for target, group in by_target.items():
        rows = [one.row for one in group]
        moved += model.objects.filter(pk__in=[row.pk for row in rows], state__in=step.sources).update(
            state=target, version=F("version") + 1, updated_at=at
        )
        record_many(
            Record(
                step.event,
                subject=one.row,
                by=by,
                at=at,
                facts={**one.facts, "from": one.row.state, "to": target},
            )
            for one in group
        )
        for row in rows:
            row.state, row.version, row.updated_at = target, row.version + 1, at
    return moved
