"""Chinese names in Latin letters, for searching and for the order of lists."""

from dataclasses import dataclass
from functools import lru_cache

from accounts.rules import surnames
from accounts.typed import text

LONGEST_NAME = 4


@dataclass(frozen=True)
class Spelled:
    """A name in pinyin without tones: syllables with spaces, all joined, and the first letters."""

    syllables: str
    joined: str
    initials: str


@lru_cache(maxsize=1024)
def pinyin_of(name: str) -> Spelled:
    """Spell a name. Words with their own reading are known (重庆 is chong qing); what is not Chinese stays, lower case.

    Punctuation is left out, so that 沈阳（演示） is found by `shenyangyanshi`.
    """
    # Imported here: the dictionary is large, and most processes never spell a name.
    from pypinyin import Style, lazy_pinyin

    parts = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL, errors="default")]
    return joined(["".join(sign for sign in part if sign.isalnum()) for part in parts])


@lru_cache(maxsize=1024)
def person_spelled(name: str) -> Spelled:
    """Spell the name of a person, whose surname may have a reading of its own: 曾砚 is zeng yan, 万俟雅言 mo qi ya yan.

    A firm's name keeps the common reading of the same signs.
    """
    signs = "".join(text.line(name).split())
    if not 2 <= len(signs) <= LONGEST_NAME or not all("\u3400" <= sign <= "\u9fff" for sign in signs):
        return pinyin_of(name)
    surname, given = (
        (signs[:2], signs[2:]) if signs[:2] in surnames.DOUBLE and len(signs) > 2 else (signs[0], signs[1:])
    )
    reading = surnames.DOUBLE.get(surname) or surnames.SINGLE.get(surname)
    if reading is None:
        return pinyin_of(signs)
    return joined([*reading.split(), *pinyin_of(given).syllables.split()])


def joined(syllables: list[str]) -> Spelled:
    """Return the forms of a name by its syllables."""
    parts = [part for part in syllables if part]
    return Spelled(" ".join(parts), "".join(parts), "".join(part[0] for part in parts))
