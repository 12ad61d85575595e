"""What names a person stands in logs, lists and exports only as far as one needs to know one from another.

个人信息保护法 art. 6 and 51: no more than the purpose asks, and de-identified where it can be.
"""

import logging
import re

_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@([\w.-]+)")
# Mobile numbers and numbers of identity cards (18 signs, the last may be X), not as a part of a longer number.
_MOBILE = re.compile(r"(?<![\w.-])(1[3-9]\d)\d{4}(\d{4})(?![\w-])")
_CARD = re.compile(r"(?<![\w.-])(\d{3})\d{11}(\d{3}[\dXx])(?![\w-])")
HEAD, TAIL = 3, 4


def masked(text: str) -> str:
    """The text with every mail address reduced to its first letter and its host: l***@example.cn."""
    return _ADDRESS.sub(r"\1***@\2", text)


def phone(number: str) -> str:
    """A telephone with its middle hidden, 138****0001; of several joined by 、, each. A short one is hidden."""
    if "、" in number:
        return "、".join(map(phone, number.split("、")))
    hidden = len(number) - HEAD - TAIL
    return f"{number[:HEAD]}{'*' * hidden}{number[-TAIL:]}" if hidden > 0 else "*" * len(number)


def person(name: str) -> str:
    """A name as lists carry it whose owner did not consent to it: its first sign, 张*."""
    return f"{name.strip()[0]}*" if name.strip() else ""


def card(number: str) -> str:
    """The number of an identity card: its first three and last four signs."""
    return phone(number)


def whole(text: str) -> str:
    """The text with every mail address, mobile number and number of an identity card in it masked."""
    return _CARD.sub(r"\1***********\2", _MOBILE.sub(r"\1****\2", masked(text)))


class Formatter(logging.Formatter):
    """Writes lines of a log in which nobody is named: messages, arguments and tracebacks alike."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return whole(super().format(record))
