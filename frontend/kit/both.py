"""Both texts, where two people (or two tabs) changed one thing; one way for every form that edits what stands.

Such a form carries what it was read at: `version` (the row's own, or a stamp of its values) and `read`, a digest of
each field. When somebody saved since, nothing is written: the page shows the fields that the other changed, mine
beside theirs, each with a choice. What only the other changed is chosen already; what both changed waits for the
person, however often they press. `over` names the version against which the choice is made.
"""

import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from notifications.typed import whole

MINE, THEIRS = "mine", "theirs"
KEEP = "keep."
# Longer texts are compared by lines: word by word they would take seconds, and nobody reads them so.
MOST_WORDS = 3000
# A version is a small number; what is none of those we wrote is never the one that stands.


@dataclass(frozen=True)
class Side:
    """One field that stands differently: what people call it, both texts as (same, words) pieces, what was chosen."""

    name: str
    label: str
    mine: list
    theirs: list
    choice: str = ""


@dataclass
class Both:
    """What the page shows when somebody was quicker. `pressed` says that a choice was asked for and not made."""

    over: str
    sides: list
    pressed: bool = False
    by: str = ""
    at: Any = None


@dataclass(frozen=True)
class Values:
    """The values of a form by field: as typed (`mine`) or as they stand; `words` says them to people."""

    values: dict
    labels: dict
    words: dict = field(default_factory=dict)

    def said(self, name: str) -> str:
        """Return a value as people read it."""
        return self.words.get(name) or text(self.values.get(name)) or _("空")


def text(value) -> str:
    """Return a plain value as one text, with one kind of line end and no blanks around it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "\n".join(text(one) for one in value)
    return "\n".join(str("" if value is None else value).splitlines()).strip()


def plain(value):
    """Return a value in the one spelling in which two are compared."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if isinstance(value, bool) else text(value)


def digest(value) -> str:
    """Return a short digest of a value."""
    told = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def digests(*values) -> str:
    """Return the digests of every spelling in which one value was read."""
    return " ".join(dict.fromkeys(digest(value) for value in values))


def read_of(values: dict) -> str:
    """Return what a form says it was read at: the digest of every field."""
    return told({name: digest(value) for name, value in values.items()})


def told(reads: dict) -> str:
    """Return digests by field as a form carries them."""
    return json.dumps(reads, ensure_ascii=False)


def was(post) -> dict:
    """Return the digests that a posted form was read at; none when it says nothing that can be read."""
    try:
        found = json.loads(post.get("read", ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(word) for name, word in found.items()} if isinstance(found, dict) else {}


def version_of(post, name: str = "version"):
    """Return the version a posted form was read at: a number, the word of a stamp, or None where it names none."""
    typed = post.get(name, "")
    number = whole(typed)
    return (typed if number is None else number) or None


@dataclass
class Merge:
    """Two writers' fields put together.

    `values` are to stand, `typed` is what the page shows, `both` what must be chosen, `others` what only the other
    changed.
    """

    values: dict
    typed: dict
    both: Both | None
    others: list


def merge(post, mine: Values, theirs: Values, stands, *, live: bool = False) -> Merge:
    """Put together what one writer typed and what another saved meanwhile, field by field.

    `live` says that the page sent it by itself: then only the panel's own buttons are a choice. A field I did not touch
    stays as the other left it; one that both changed waits for a choice and stands as it is until then. `over` is a
    digest of the other's texts, so that a choice made over other texts is none.
    """
    read, current = was(post), str(version_of(post) or 0) == str(stands)
    kept, others, crossed = dict(theirs.values), [], {}
    for name, typed in mine.values.items():
        left, seen = theirs.values.get(name), read.get(name, "").split()
        if plain(typed) == plain(left) or (current and not read) or digest(left) in seen:
            kept[name] = typed
        elif digest(typed) in seen:
            others.append(side_of(name, mine, theirs, THEIRS))
        else:
            crossed[name] = left
    over = digest(crossed)
    fits = post.get("over") == over
    choices = {name: chosen(post, name) if fits else "" for name in crossed}
    if all(choices.values()) and ("settle" in post or not live):
        kept |= {name: mine.values[name] for name, choice in choices.items() if choice == MINE}
        return Merge(kept, mine.values, None, others)
    open_now = [side_of(name, mine, theirs, choice) for name, choice in choices.items()]
    found = Both(over, open_now, pressed="settle" in post) if crossed else None
    return Merge(kept, mine.values, found, others)


def side_of(name: str, mine: Values, theirs: Values, choice: str) -> Side:
    """Return both texts of one field."""
    return Side(name, mine.labels[name], *pieces(mine.said(name), theirs.said(name)), choice)


def stale(post, stands) -> bool:
    """Return True when a posted form was read at another version than the one that stands, or brings a choice."""
    expected = version_of(post)
    return expected is not None and ("over" in post or str(expected) != str(stands))


def weigh(post, mine: Values, theirs: Values, stands) -> tuple[Both | None, list[Side]]:
    """Return what the person must still choose (or None), and the fields for which they have chosen.

    `stands` is the version that stands now. A choice made against another one is no choice any more.
    """
    if not stale(post, stands):
        return None, []
    over = version_of(post, "over")
    live = str(over) == str(stands)
    found = sides(mine, theirs, was(post), post if live else {})
    if not found or (live and all(side.choice for side in found)):
        return None, found
    return Both(str(stands), found, pressed=over is not None), found


def sides(mine: Values, theirs: Values, read: dict, post) -> list[Side]:
    """Return the fields in which what was typed and what stands differ because somebody else changed them."""
    found = []
    for name, stands in theirs.values.items():
        typed = mine.values.get(name)
        if name not in mine.values or plain(typed) == plain(stands) or read.get(name) == digest(stands):
            continue
        untouched = read.get(name) == digest(typed)
        ours, others = pieces(mine.said(name), theirs.said(name))
        found.append(Side(name, theirs.labels[name], ours, others, chosen(post, name) or (THEIRS if untouched else "")))
    return found


def chosen(post, name: str) -> str:
    """Return which text the person takes for a field; nothing while they have not said."""
    one = post.get("settle")
    choice = one if one in (MINE, THEIRS) else post.get(f"{KEEP}{name}")
    return choice if choice in (MINE, THEIRS) else ""


def pieces(one: str, other: str) -> tuple[list, list]:
    """Return both texts in pieces, each with True where the two agree; unlike texts are not taken apart."""
    a, b = words(one), words(other)
    if max(len(a), len(b)) > MOST_WORDS:
        a, b = one.splitlines(keepends=True), other.splitlines(keepends=True)
    match = difflib.SequenceMatcher(None, a, b, autojunk=len(a) > MOST_WORDS)
    if match.ratio() < 0.4:
        return [(False, one)], [(False, other)]
    ours, others = [], []
    for kind, i, j, k, n in match.get_opcodes():
        ours.append((kind == "equal", "".join(a[i:j])))
        others.append((kind == "equal", "".join(b[k:n])))
    return [piece for piece in ours if piece[1]], [piece for piece in others if piece[1]]


def words(said: str) -> list[str]:
    """Return a text in words: numbers and Latin words whole, every other sign alone."""
    return re.findall(r"[A-Za-z0-9.,%]+|\s+|.", said, re.DOTALL)
