"""The areas of the pages: people, what they are told, and every domain of the market; each declares its own."""

from functools import cache
from types import ModuleType
from typing import Any

from challenges.domains import DOMAINS, declared

AREAS = ("accounts", "notifications", *DOMAINS)


def modules(part: str) -> list[ModuleType]:
    """Return this module of every area that has one."""
    return declared(part, app="frontend", of=AREAS)


@cache
def words(name: str) -> dict:
    """Return what the areas declare under this name in their `words`, together."""
    found: dict[str, Any] = {}
    for module in modules("words"):
        found |= getattr(module, name, {})
    return found
