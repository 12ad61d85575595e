"""Reading what people typed, field by field: values that hold, and a problem beside each that does not."""

import json
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from accounts.errors import Problem
from notifications import typed
from notifications.plain import fault_of

LONGEST_DOCUMENT = 20000
LONGEST_NUMBER = 60
# Digits as Chinese input methods write them in full width.
WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0D: "-"}


def storable(value) -> bool:
    """Return True for plain data that every database can keep and every page can show, and that is not too long."""
    return fault_of(value) is None and len(json.dumps(value, ensure_ascii=False)) <= LONGEST_DOCUMENT * 2


class Reading:
    """One pass over what was typed; collects the values that hold and the problems of those that do not."""

    def __init__(self, typed: dict, path: str = ""):
        self.typed = typed
        self.path = path
        self.values: dict = {}
        self.problems: list[Problem] = []

    def problem(self, name: str, message: str, code: str = "invalid"):
        """Note a problem beside a field."""
        self.problems.append(Problem(f"{self.path}{name}", message, code))

    def text(self, name: str, longest: int):
        """Read a text of at most `longest` characters."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if isinstance(value, (dict, list)) or not storable(value):
            self.problem(name, _("含有不能保存的内容。"))
            return
        value = str(value or "").strip()
        if len(value) > longest:
            facts = {"longest": longest, "length": len(value)}
            self.problem(name, _("最多 %(longest)s 个字，现在是 %(length)s 个。") % facts, "too_long")
        else:
            self.values[name] = value

    def choice(self, name: str, choices, *, blank: bool = False):
        """Read one of the values of an enumeration."""
        if name not in self.typed:
            return
        value = self.typed[name] or ""
        if value in choices.values or (blank and value == ""):
            self.values[name] = value
        else:
            self.problem(name, _("请从列出的选项中选择。"), "choice")

    def whole(self, name: str, lowest: int, highest: int):
        """Read a whole number within bounds; empty means none."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if value in (None, ""):
            self.values[name] = None
            return
        number = typed.whole(str(value).strip().translate(WIDE), lowest=typed.SMALLEST)
        if number is None:
            self.problem(name, _("请填整数。"))
            return
        if not lowest <= number <= highest:
            bounds = {"lowest": lowest, "highest": highest}
            self.problem(name, _("须在 %(lowest)s 到 %(highest)s 之间。") % bounds)
            return
        self.values[name] = number

    def number(self, name: str, places: int, limit: Decimal, *, negative: bool = False, empty=None):
        """Read a decimal number with at most `places` decimals; empty becomes `empty`."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if value in (None, ""):
            self.values[name] = empty
            return
        try:
            number = Decimal(str(value).replace(",", "").strip()[:LONGEST_NUMBER])
        except InvalidOperation:
            self.problem(name, _("请填数字。"))
            return
        if not number.is_finite() or abs(number) > limit or (number < 0 and not negative):
            self.problem(name, _("数值超出可填范围。"))
        elif number != round(number, places):
            self.problem(name, _("最多 %(places)s 位小数。") % {"places": places})
        else:
            self.values[name] = number

    def flag(self, name: str):
        """Read yes or no."""
        if name in self.typed:
            self.values[name] = self.typed[name] in (True, "true", "on", "1", 1)

    def document(self, name: str):
        """Read a small object of plain data, such as the terms of a licence."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if isinstance(value, dict) and storable(value) and len(json.dumps(value)) <= LONGEST_DOCUMENT:
            self.values[name] = value
        else:
            self.problem(name, _("含有不能保存的内容。"))
