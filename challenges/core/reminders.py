"""Reminders: some days before a last moment, and some days after it; or each working day. Each is given
once, and only the newest."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from challenges.core.gate import CLOCK
from challenges.core.models import Holiday, RuleSet
from challenges.core.noun import NOUNS, Noun
from challenges.core.periods import day_of, same_hour
from notifications import sweeps
from notifications.events import Record, record_many

BATCH_SIZE = 500
DAY = timedelta(days=1)


def give_reminders(at: datetime) -> int:
    """Record every reminder that is owed at this moment; returns how many were new.

    After an outage only the newest of the missed ones is given, because the older ones would say nothing more. A row
    whose reminder cannot be made is noted, and the others get theirs.
    """
    rules = Rules(at)
    owed: list[Record] = []

    def ask(concern: Any) -> None:
        alarm, row = concern
        entry = of_today(alarm, row, rules, at) if alarm.daily else newest(alarm, row, rules.of(row), at)
        if entry:
            owed.append(entry)

    sweeps.each("reminders", concerned(rules, at), ask, at=at, name=row_of)
    return sum(give(owed[start : start + BATCH_SIZE]) for start in range(0, len(owed), BATCH_SIZE))


def concerned(rules: "Rules", at: datetime) -> Iterator[tuple]:
    """Yield (alarm, row) for every row that an alarm may concern now."""
    for noun in NOUNS.values():
        for alarm in noun.table.alarms:
            for row in waiting(noun, alarm, rules, at):
                yield alarm, row


def row_of(concern: Any) -> sweeps.Row:
    """Return what a fault of this reminder is named by."""
    alarm, row = concern
    return sweeps.Row(alarm.event, row.pk)


def give(owed: list[Record]) -> int:
    """Record these reminders, unless they were given before; returns how many were new."""
    with transaction.atomic():
        return record_many(owed)


class Rules:
    """The numbers in force on one day, read once for each batch."""

    def __init__(self, at: datetime) -> None:
        self.on = day_of(at)
        self.known: dict[int, dict] = {}
        self.calendar = Holiday.objects.calendar()
        own = RuleSet.objects.exclude(organiser=None).values_list("values", flat=True)
        self.all = [RuleSet.objects.in_force(organiser_id=None, on=self.on), *own]

    def of(self, row: Any) -> dict:
        """Return the rules of the batch a row belongs to."""
        batch = row
        for name in NOUNS[row.noun].to_batch.split("__"):
            batch = getattr(batch, name)
        if batch.pk not in self.known:
            self.known[batch.pk] = batch.rules_on(self.on)
        return self.known[batch.pk]

    def widest(self, key: str) -> int:
        """Return the largest number of days that any rule set or batch names; what is no number there counts not."""
        named = [values.get(key) for values in self.all if isinstance(values, dict)]
        return max((n for days in named if isinstance(days, list) for n in days if isinstance(n, int)), default=0)


def columns(noun: Noun, alarm: Any) -> list[str]:
    """Return the few columns that a reminder needs of a row and of what stands above it: no texts."""
    way = noun.to_batch
    steps = way.split("__")
    above = ["__".join(steps[: n + 1]) for n in range(len(steps))]
    return ["id", alarm.due, *above, *(f"{path}__id" for path in above), f"{way}__organiser"]


def waiting(noun: Noun, alarm: Any, rules: Rules, at: datetime) -> Any:
    """Return the rows that this alarm may concern now: their last moment is near, or not long past."""
    if alarm.daily:
        window = {f"{alarm.daily}__lte": at, f"{alarm.due}__gte": at}
        return noun.model.objects.filter(state__in=alarm.states, **window).order_by("pk")
    ahead = timedelta(days=rules.widest("reminder_days_before") if alarm.before else 0)
    behind = timedelta(days=rules.widest("reminder_days_overdue") + 7 if alarm.overdue else 0)
    window = {f"{alarm.due}__gte": at - behind, f"{alarm.due}__lte": at + ahead}
    return (
        noun.model.objects.filter(state__in=alarm.states, **window)
        .select_related(noun.to_batch)
        .only(*columns(noun, alarm))
        .order_by("pk")
    )


def newest(alarm: Any, row: Any, rules: dict, at: datetime) -> Record | None:
    """Return the newest reminder owed for a row, or None when none is owed yet."""
    due = getattr(row, alarm.due)
    owed = [(due - timedelta(days=days), -days) for days in rules["reminder_days_before"] if alarm.before and at <= due]
    owed += [
        (due + timedelta(days=days), days) for days in rules["reminder_days_overdue"] if alarm.overdue and at > due
    ]
    owed = [(moment, days) for moment, days in owed if moment <= at]
    if not owed:
        return None
    _moment, days = max(owed)
    key = f"{alarm.event}:{row.pk}:{due.isoformat()}:{days:+d}"
    facts = {"due": due.isoformat(), "days": abs(days), "overdue": days > 0}
    return Record(alarm.event, subject=row, by=CLOCK, at=at, facts=facts, key=key)


def of_today(alarm: Any, row: Any, rules: Rules, at: datetime) -> Record | None:
    """Return the reminder of this working day, or of the last one when its hour has not come; None before the first."""
    day = rules.on
    while not rules.calendar.is_working(day) or same_hour(getattr(row, alarm.daily), day) > at:
        day -= DAY
    if same_hour(getattr(row, alarm.daily), day) < getattr(row, alarm.daily):
        return None
    due = getattr(row, alarm.due)
    waited = rules.calendar.between(day_of(row.created_at), day)
    facts = {"due": due.isoformat(), "days": waited, "overdue": False}
    return Record(alarm.event, subject=row, by=CLOCK, at=at, facts=facts, key=f"{alarm.event}:{row.pk}:{day}")
