"""Is a set of rules sound: only known numbers, each of the kind its readers expect."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.content.kinds import KINDS
from accounts.roles import ROLES
from challenges.core.models import RULE_KEYS

LISTS = frozenset({"reminder_days_before", "reminder_days_overdue"})
TYPES = "attachment_types"
WORDS = frozenset({"attachments_required", "attachments_required_of_consortia"})
CHAIN = "decision_chain"
BANDS = "indirect_bands"
FEES = frozenset({"expert_fee_senior", "expert_fee_other"})
HIGHEST_FEE = 100_000
HIGHEST = 3650


def problems(values: Any) -> list[str]:
    """Return a sentence for every value that cannot stand, with the rule's own name; empty when all can."""
    if not isinstance(values, dict):
        return [_("请填写一个对象：规则代码和数值。")]
    found = []
    for key, value in values.items():
        if key not in RULE_KEYS:
            found.append(_("没有规则“%(key)s”。") % {"key": key})
        elif not fits(key, value):
            found.append(_("“%(name)s”的数值不对：%(value)s") % {"name": RULE_KEYS[key], "value": value})
    return found


def fits(key: str, value: Any) -> bool:
    """Return True when a value is of the kind that its rule asks for."""
    if key in LISTS:
        return isinstance(value, list) and bool(value) and all(whole(number) for number in value)
    if key in WORDS:
        return isinstance(value, list) and all(isinstance(word, str) and word for word in value)
    if key == TYPES:
        return isinstance(value, list) and bool(value) and all(word in KINDS for word in value)
    if key == CHAIN:
        return isinstance(value, list) and len(set(map(str, value))) == len(value) and all(map(approves, value))
    if key == BANDS:
        return isinstance(value, list) and bool(value) and all(band(row) for row in value) and value[-1][0] is None
    if key in FEES:
        return fee(value)
    if not whole(value):
        return False
    if key == "deadline_hour":
        return bool(value <= 23)
    return key != "panel_size" or value % 2 == 1


def whole(value: Any) -> bool:
    """Return True for a whole number from 0 to 3650; True and False are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST


def approves(role: Any) -> bool:
    """Return True for a role of the organiser: those may be named in a chain of approval."""
    return isinstance(role, str) and role in ROLES["organiser"]


def fee(row: Any) -> bool:
    """Return True for the lowest and the highest fee in 元 a day."""
    numbers = isinstance(row, list) and len(row) == 2 and all(type(amount) is int for amount in row)
    return numbers and 0 <= row[0] <= row[1] <= HIGHEST_FEE


def band(row: Any) -> bool:
    """Return True for a band of costs: its upper bound in 万元 or none, and a percentage."""
    if not isinstance(row, list) or len(row) != 2:
        return False
    bound, percent = row
    return (bound is None or whole(bound)) and whole(percent) and percent <= 100
