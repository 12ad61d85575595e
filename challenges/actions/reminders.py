"""Reminders: some days before a last moment, and some days after it. Each is given once, and only the newest."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from challenges.models import Batch, RuleSet
from challenges.states import TABLES
from notifications.events import Record, record_many

from .gate import CLOCK
from .periods import day_of

BATCH_SIZE = 500


def give_reminders(at: datetime) -> int:
    """Record every reminder that is owed at this moment; returns how many were new.

    After an outage only the newest of the missed ones is given, because the older ones would say nothing more.
    """
    rules = Rules(at)
    given = 0
    for noun, table in TABLES.items():
        for alarm in table.alarms:
            given += sum(remind(rows, alarm, rules, at) for rows in waiting(noun, alarm, rules, at))
    return given


class Rules:
    """The numbers in force on one day, read once for each batch."""

    def __init__(self, at: datetime):
        self.on = day_of(at)
        self.known: dict[int, dict] = {}
        own = RuleSet.objects.exclude(organiser=None).values_list("values", flat=True)
        batches = Batch.objects.exclude(rules={}).values_list("rules", flat=True)
        self.all = [RuleSet.objects.in_force(organiser_id=None, on=self.on), *own, *batches]

    def of(self, row) -> dict:
        """Return the rules of the batch a row belongs to."""
        batch = row
        for name in TO_BATCH[row.noun].split("__"):
            batch = getattr(batch, name)
        if batch.pk not in self.known:
            self.known[batch.pk] = batch.rules_on(self.on)
        return self.known[batch.pk]

    def widest(self, key: str) -> int:
        """Return the largest number of days that any rule set or batch may name."""
        return max(number for values in self.all for number in values.get(key) or [0])


# The way from a row to its batch, which is read with the row.
TO_BATCH = {
    "challenge": "batch",
    "question": "challenge__batch",
    "proposal": "challenge__batch",
    "panel": "challenge__batch",
    "objection": "challenge__batch",
    "trial": "batch",
}


def columns(noun: str, alarm) -> list[str]:
    """Return the few columns that a reminder needs of a row and of what stands above it: no texts."""
    way = TO_BATCH[noun]
    steps = way.split("__")
    above = ["__".join(steps[: n + 1]) for n in range(len(steps))]
    return ["id", alarm.due, *above, *(f"{path}__id" for path in above), f"{way}__organiser", f"{way}__rules"]


def waiting(noun: str, alarm, rules: Rules, at: datetime):
    """Return, in lists, the rows that this alarm may concern now: their last moment is near, or not long past."""
    ahead = timedelta(days=rules.widest("reminder_days_before") if alarm.before else 0)
    behind = timedelta(days=rules.widest("reminder_days_overdue") + 7 if alarm.overdue else 0)
    window = {f"{alarm.due}__gte": at - behind, f"{alarm.due}__lte": at + ahead}
    rows = (
        apps.get_model("challenges", noun)
        .objects.filter(state__in=alarm.states, **window)
        .select_related(TO_BATCH[noun])
        .only(*columns(noun, alarm))
        .order_by("pk")
    )
    found = list(rows)
    return [found[start : start + BATCH_SIZE] for start in range(0, len(found), BATCH_SIZE)]


def remind(rows: list, alarm, rules: Rules, at: datetime) -> int:
    """Record the newest reminder owed for each of these rows, unless it was given before; returns how many."""
    owed = [entry for row in rows if (entry := newest(alarm, row, rules.of(row), at))]
    with transaction.atomic():
        return record_many(owed)


def newest(alarm, row, rules: dict, at: datetime) -> Record | None:
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
