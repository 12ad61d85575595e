"""The numbers for personal data: changed from a day on by two operators, and never for days that are past."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, require_two
from challenges.core.gate import Invalid, NotAllowed, Problem
from challenges.desk.models import PersonalRule
from notifications.clock import day_of
from notifications.events import record

Key = PersonalRule.Key
# The least and the most that makes sense: years for what is kept, days for the others. Whoever asks for a correction is
# answered within thirty days (GB/T 35273-2020, 8.7), so twenty working days at most.
BOUNDS = {
    Key.RECORD: (1, 50),
    Key.NOTICE: (1, 100),
    Key.UNIT: (1, 50),
    Key.REQUEST: (1, 50),
    Key.GRACE: (1, 30),
    Key.ANSWER: (1, 20),
}


def change(row: PersonalRule, *, by: Acting, at: datetime, value: int, basis: str, effective_from: str) -> PersonalRule:
    """Let another number hold in the place of this rule from a day on; for two operators.

    `effective_from` is the day in ISO 8601, today or later. A second number for one day takes the first one's place.
    Raises NotAllowed, and Invalid by field for what cannot stand.
    """
    if not by.is_operator:
        raise NotAllowed()
    require_two(by)
    day = date.fromisoformat(effective_from)
    require_sense(row.key, value, day, at)
    basis = fitting(basis, field="basis", longest=240)
    if not basis:
        raise Invalid([Problem("basis", _("请填写依据文件的名称和条款。"), "required")])
    with transaction.atomic():
        found = {"value": value, "basis": basis}
        rule, _new = PersonalRule.objects.update_or_create(key=row.key, effective_from=day, defaults=found)
        facts: dict[str, Any] = {"key": row.key, "value": value, "from": effective_from, "basis": basis}
        record("personal_rule.changed", subject=rule, by=by, at=at, facts=facts | {"prepared_by": str(by.first)})
    return rule


def require_sense(key: str, value: int, day: date, at: datetime) -> None:
    """Raise Invalid for a number out of its bounds, and for a day that is past."""
    least, most = BOUNDS[Key(key)]
    problems = []
    if not least <= value <= most:
        words = _("请填 %(least)s 到 %(most)s 之间的整数。") % {"least": least, "most": most}
        problems.append(Problem("value", words, "out_of_bounds"))
    if day < day_of(at):
        problems.append(Problem("effective_from", _("生效日期不能早于今天。"), "past"))
    if problems:
        raise Invalid(problems)
