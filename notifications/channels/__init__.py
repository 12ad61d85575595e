"""Ways to reach somebody outside the platform: each module in this folder is one channel.

A module has `CODE` (stored in rows), `LABEL` (a lazy translation for the preferences page) and `session()`, a context
manager that yields `send(letter)`. One session serves many letters. It raises `ChannelDown` when the way itself is
closed; any other error concerns that letter alone. The inbox is not a channel: it is always written.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Any


class ChannelDown(Exception):
    """The channel cannot be reached at all; trying the next letter now would be idle."""


@dataclass(frozen=True)
class Letter:
    """One message to one person: his address is the channel's business, the words are ready."""

    person: Any
    language: str
    message_id: str
    subject: str
    body: str
    url: str = ""
    reason: str = ""
    unsubscribe_url: str = ""
    entries: tuple[tuple[str, str], ...] = ()


@cache
def all_channels() -> dict[str, Any]:
    """Every channel by its code, in the order of the module names."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {module.CODE: module for module in modules}
