"""Reading what people typed, field by field: values that hold, and a problem beside each that does not."""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.typed import number, text
from accounts.typed.unreadable import Unreadable
from notifications.plain import fault_of

LONGEST_DOCUMENT = 20000
# What forms and programs say for yes and no.
YES = (True, "true", "on", "1")
NO = (False, "false", "off", "0", "", None)


def storable(value: Any) -> bool:
    """Return True for plain data that every database can keep and every page can show, and that is not too long."""
    return fault_of(value) is None and len(json.dumps(value, ensure_ascii=False)) <= LONGEST_DOCUMENT * 2


class Reading:
    """One pass over what was typed; collects the values that hold and the problems of those that do not."""

    def __init__(self, typed: dict, path: str = "") -> None:
        self.typed = typed
        self.path = path
        self.values: dict = {}
        self.problems: list[Problem] = []

    def problem(self, name: str, message: str, code: str = "invalid") -> None:
        """Note a problem beside a field."""
        self.problems.append(Problem(f"{self.path}{name}", message, code))

    def text(self, name: str, longest: int) -> None:
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

    def choice(self, name: str, choices: Any, *, blank: bool = False) -> None:
        """Read one of the values of an enumeration."""
        if name not in self.typed:
            return
        value = self.typed[name] or ""
        if value in choices.values or (blank and value == ""):
            self.values[name] = value
        else:
            self.problem(name, _("请从列出的选项中选择。"), "choice")

    def whole(self, name: str, lowest: int, highest: int, *, unit: str = "") -> None:
        """Read a whole number within bounds; empty means none."""
        self.read(name, partial(number.whole, unit=unit, lowest=lowest, highest=highest))

    def number(
        self, name: str, places: int, limit: Decimal, *, negative: bool = False, empty: Any = None, unit: str = ""
    ) -> None:
        """Read a decimal number with at most `places` decimals; empty becomes `empty`."""
        lowest = -limit if negative else 0
        self.read(name, partial(number.read, unit=unit, lowest=lowest, highest=limit, places=places), empty=empty)

    def read(self, name: str, reader: Callable, *, empty: Any = None) -> None:
        """Read a field by one of the readers of accounts.typed; what it refuses is a problem beside the field."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if value is None or (isinstance(value, str) and not text.line(value)):
            self.values[name] = empty
            return
        try:
            self.values[name] = reader(value)
        except Unreadable as wrong:
            self.problem(name, wrong.message, wrong.code)

    def line(self, name: str, longest: int) -> None:
        """Read one line, such as a name."""
        if isinstance(self.typed.get(name), str):
            self.typed[name] = text.line(self.typed[name])
        self.text(name, longest)

    def flag(self, name: str) -> None:
        """Read yes or no."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if value in YES:
            self.values[name] = True
        elif value in NO:
            self.values[name] = False
        else:
            self.problem(name, _("请填是或否。"), "choice")

    def known(self, name: str, knows: Callable[[str], bool]) -> None:
        """Ask that a code that was read stands in its dictionary; none is none."""
        code = self.values.get(name)
        if code and not knows(code):
            self.problem(name, _("字典里没有这个代码。"), "unknown")

    def document(self, name: str) -> None:
        """Read a small object of plain data, such as the terms of a licence."""
        if name not in self.typed:
            return
        value = self.typed[name]
        if isinstance(value, dict) and storable(value) and len(json.dumps(value)) <= LONGEST_DOCUMENT:
            self.values[name] = value
        else:
            self.problem(name, _("含有不能保存的内容。"))
