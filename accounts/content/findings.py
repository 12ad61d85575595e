"""What a check says of a file: codes and places. Words are made per reader, elsewhere."""

from dataclasses import asdict, dataclass

REFUSED, NOTED = "refused", "noted"
# A file with ten thousand scripts is told by its first ones.
MOST = 20
LONGEST_NAME = 120
# Kinds of files that run when they are opened: nobody hands those in inside another file.
_RUNS = """app bat cmd com cpl dll dmg exe hta jar js jse lnk msi pif ps1 reg scr sh
vb vbe vbs ws wsf wsh"""
RUNS = frozenset(_RUNS.split())


@dataclass(frozen=True)
class Finding:
    """One thing found: what (`code`), how grave (`level`), and where.

    `place` is a code for the place (`open`, `page`, `annotation`, `form`, `part`, …), `page` the number of the page
    as people count it, `object` the number of the PDF object, `name` the name of a part or of an embedded file.
    """

    code: str
    level: str = REFUSED
    place: str = ""
    page: int = 0
    object: int = 0
    name: str = ""

    def plain(self) -> dict:
        """Return the finding as it is stored: only what is said."""
        return {key: value for key, value in asdict(self).items() if value}


class TooMuch(Exception):
    """The file has more in it than a check looks through; the check says so instead of guessing."""


def shown(name) -> str:
    """Return a name from inside a file as it may be shown: without control signs, and not too long."""
    return "".join(sign for sign in str(name) if sign.isprintable())[:LONGEST_NAME]


def runs(name: str) -> bool:
    """Return True for the name of a file that runs when it is opened."""
    return name.strip(" .").lower().rpartition(".")[2] in RUNS


def settled(found: list[Finding]) -> list[Finding]:
    """Return the findings once each, what refuses the file first, at most `MOST`."""
    once = list(dict.fromkeys(found))
    return sorted(once, key=lambda finding: finding.level != REFUSED)[:MOST]
