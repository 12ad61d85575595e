"""Reminders: some days before a last moment, and some days after it. Each is given once, and only the newest."""

from datetime import datetime, timedelta

from django.apps import apps

from challenges.models import RuleSet
from challenges.states import TABLES
from notifications.events import record

from .gate import CLOCK
from .periods import day_of

BATCH_SIZE = 500


def give_reminders(at: datetime) -> int:
    """Record every reminder that is owed at this moment; returns how many were new.

    After an outage only the newest of the missed ones is given, because the older ones would say nothing more.
    """
    given = 0
    for noun, table in TABLES.items():
        for alarm in table.alarms:
            given += sum(remind(noun, alarm, row, at) for row in waiting(noun, alarm, at))
    return given


def waiting(noun: str, alarm, at: datetime):
    """Return the rows that this alarm may concern now: their last moment is near, or not long past."""
    rules = RuleSet.objects.in_force(organiser_id=None, on=day_of(at))
    ahead = timedelta(days=max(rules["reminder_days_before"]) + 1)
    behind = timedelta(days=max(rules["reminder_days_overdue"]) + 7)
    window = {f"{alarm.due}__gte": at - behind, f"{alarm.due}__lte": at + ahead}
    return (
        apps.get_model("challenges", noun)
        .objects.filter(state__in=alarm.states, **window)
        .order_by("pk")
        .iterator(chunk_size=BATCH_SIZE)
    )


def remind(noun: str, alarm, row, at: datetime) -> bool:
    """Record the newest reminder owed for one row, unless it was given before."""
    rules = challenge_of(row).rules_on(day_of(at))
    due = getattr(row, alarm.due)
    owed = [(due - timedelta(days=days), -days) for days in rules["reminder_days_before"] if alarm.before and at <= due]
    owed += [
        (due + timedelta(days=days), days) for days in rules["reminder_days_overdue"] if alarm.overdue and at > due
    ]
    owed = [(moment, days) for moment, days in owed if moment <= at]
    if not owed:
        return False
    _moment, days = max(owed)
    key = f"{alarm.event}:{row.pk}:{due.isoformat()}:{days:+d}"
    facts = {"due": due.isoformat(), "days": abs(days), "overdue": days > 0}
    return record(alarm.event, subject=row, by=CLOCK, at=at, facts=facts, key=key) is not None


def challenge_of(row):
    """Return the challenge a row belongs to: it knows the rules in force."""
    above = row.parent()
    return row if above is None and row.noun == "challenge" else challenge_of(above)
