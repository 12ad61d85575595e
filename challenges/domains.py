"""The domains, from the bottom to the top, and what each of them declares when the site starts."""

from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from django.conf import settings

DOMAINS = (
    "core",
    "files",
    "bulletin",
    "experts",
    "listing",
    "proposals",
    "review",
    "assignment",
    "collusion",
    "award",
    "contracts",
    "desk",
    "site",
)


def declared(part: str, *, app: str = "challenges", of: Iterable[str] = DOMAINS) -> list[ModuleType]:
    """Return this module of every domain that has one, imported: its nouns, its notices, its addresses."""
    found = []
    for domain in of:
        place = settings.BASE_DIR.joinpath(app, domain, *part.split("."))
        if place.is_dir() or place.with_suffix(".py").is_file():
            found.append(import_module(f"{app}.{domain}.{part}"))
    return found


def declare() -> None:
    """Let every domain register its nouns, what it adds to those of others, and who is told of what."""
    declared("nouns")
    declared("notices")
