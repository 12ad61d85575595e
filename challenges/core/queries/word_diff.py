"""What changed inside a text, word by word: Chinese by characters, numbers and Latin words whole."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
# Below this likeness the two texts are read one after the other: pieces would only confuse.
ALIKE = 0.5
# Longer texts are compared by lines first; by words they would take seconds.
LONGEST = 4000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `kind` is same, gone or new."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return the stretches of two texts in reading order; all of the old and then of the new where they differ much."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    match = SequenceMatcher(None, old, new, autojunk=False)
    if match.ratio() < ALIKE:
        return [Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text]
    found = []
    for tag, a, b, c, d in match.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        found += [Piece(kind, text) for kind, text in (("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))) if text]
    return found
