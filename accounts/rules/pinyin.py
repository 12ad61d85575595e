"""Chinese names in Latin letters, for searching and for the order of lists."""

from dataclasses import dataclass
from functools import lru_cache


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
    parts = ["".join(sign for sign in part if sign.isalnum()) for part in parts]
    parts = [part for part in parts if part]
    return Spelled(" ".join(parts), "".join(parts), "".join(part[0] for part in parts))
