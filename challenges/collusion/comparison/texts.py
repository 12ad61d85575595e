"""Copied passages: exact runs of characters that two proposals have and the others, and the challenge, have not.

Texts are compared without spaces and punctuation, as shingles of eight characters. What the challenge says itself
counts for nobody, and neither does what most firms wrote. Exactness: two texts are compared by the 64-bit hashes of
their shingles, and every passage is then read off the characters themselves.
"""

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from challenges.collusion.comparison.paper import MIDDLING, STRONG, WEAK, Finding, Limits, Paper, comparable, key_of

SHINGLE = 8
# A changed word between two equal runs does not make them two passages.
GAP = 12
MOST_PASSAGES = 12
MOST_SHOWN = 500
# How many places of a repeated shingle are tried.
PLACES = 6
FACTOR = 0x9E3779B97F4A7C15
BREAK = "\n"


@dataclass(frozen=True)
class Line:
    """A proposal's whole text as it is compared: its characters, for each its position in its place, and the places
    with the index of the first character behind each.
    """

    text: str
    positions: Sequence[int]
    places: Sequence[str]
    ends: Sequence[int]

    def origin(self, at: int) -> tuple[str, int]:
        """Return where a character stands as it was written: (place, position)."""
        return self.places[bisect_right(self.ends, at)], self.positions[at]


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are beyond what is common: shares in per mille, and the passages as blocks.

    A block is (start in the first, start in the second, length); a passage is a list of blocks.
    """

    containment: int
    jaccard: int
    passages: tuple[tuple[tuple[int, int, int], ...], ...]


def line_of(texts: Any) -> Line:
    """Return the comparable characters of a proposal's texts; paragraphs and places stay apart."""
    letters, positions, ends = [], array("I"), []
    for text in texts.values():
        for at, char in enumerate(text):
            for letter in comparable_part(char):
                letters.append(letter)
                positions.append(at)
        letters.append(BREAK)
        positions.append(len(text))
        ends.append(len(letters))
    return Line("".join(letters), positions, tuple(texts), ends)


@lru_cache(maxsize=8192)
def comparable_part(char: str) -> str:
    """Return what a character counts for: letters and digits in one spelling, a break of lines, else nothing."""
    if char == BREAK:
        return BREAK
    return "".join(part for part in unicodedata.normalize("NFKC", char).lower() if part.isalnum())


def shingles(text: str) -> Any:
    """Return the hash of the shingle at each position of a text, and which positions hold one (no break inside)."""
    import numpy as np

    size = max(0, len(text) - SHINGLE + 1)
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found, whole = np.zeros(size, dtype=np.uint64), np.ones(size, dtype=bool)
    for step in range(SHINGLE):
        part = points[step : step + size]
        found = found * np.uint64(FACTOR) + part * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(1)
        found ^= found >> np.uint64(29)
        whole &= part != ord(BREAK)
    return found, whole


def alike(papers: Sequence[Paper], boilerplate: Iterable[str], limits: Limits, wanted: Any = None) -> list[Finding]:
    """Return a finding for each two proposals of different firms with a copied passage.

    `boilerplate` are texts that everybody may repeat. `wanted` limits the pairs to those of which one id is in it.
    """
    import numpy as np

    lines = [line_of(paper.texts) for paper in papers]
    rows = [shingles(line.text) for line in lines]
    given = [np.zeros(0, dtype=np.uint64)]
    for text in boilerplate:
        found, whole = shingles(line_of({"": text}).text)
        given.append(found[whole])
    excused = np.unique(np.concatenate([*given, common_to_most(papers, rows, limits)]))
    own = [np.setdiff1d(found[whole], excused) for found, whole in rows]
    shared = repeated(own)
    hints = [np.intersect1d(row, shared, assume_unique=True) for row in own]
    findings = []
    for i, one in enumerate(papers):
        for j in range(i + 1, len(papers)):
            other = papers[j]
            if not comparable(one, other) or (wanted is not None and not {one.id, other.id} & wanted):
                continue
            both = np.intersect1d(hints[i], hints[j], assume_unique=True)
            if not len(both):
                continue
            found = likeness((lines[i], rows[i], own[i]), (lines[j], rows[j], own[j]), both, limits.passage)
            if found.passages:
                findings.append(finding(one, other, lines[i], lines[j], found, limits))
    return findings


def common_to_most(papers: Any, rows: Any, limits: Limits) -> Any:
    """Return the shingles that most firms use; each firm counts once, however many proposals it has."""
    import numpy as np

    by_firm: dict[int, list] = {}
    for paper, (found, whole) in zip(papers, rows, strict=True):
        by_firm.setdefault(paper.firm, []).append(found[whole])
    if not by_firm:
        return np.zeros(0, dtype=np.uint64)
    values, counts = np.unique(
        np.concatenate([np.unique(np.concatenate(parts)) for parts in by_firm.values()]), return_counts=True
    )
    return values[counts >= limits.common_from(len(by_firm))]


def repeated(own: Any) -> Any:
    """Return the shingles that stand in more than one proposal."""
    import numpy as np

    if not own:
        return np.zeros(0, dtype=np.uint64)
    values, counts = np.unique(np.concatenate(own), return_counts=True)
    return values[counts > 1]


def likeness(one: Any, other: Any, both: Any, shortest: int) -> Likeness:
    """Return how alike two texts are. The order of the two does not matter: the blocks are turned with them."""
    if one[0].text > other[0].text:
        turned = likeness(other, one, both, shortest)
        passages = tuple(tuple((b, a, n) for a, b, n in blocks) for blocks in turned.passages)
        return Likeness(turned.containment, turned.jaccard, passages)
    smaller = min(len(one[2]), len(other[2]))
    union = len(one[2]) + len(other[2]) - len(both)
    return Likeness(
        containment=1000 * len(both) // smaller,
        jaccard=1000 * len(both) // union,
        passages=tuple(grouped(blocks_of(one, other, both), shortest)),
    )


def blocks_of(one: Any, other: Any, both: Any) -> list[tuple[int, int, int]]:
    """Return the runs of shared shingles as (start, start, length in characters), each position of the first once."""
    import numpy as np

    (line, (hashes, whole), _own), (line2, (hashes2, whole2), _own2) = one, other
    here = np.flatnonzero(np.isin(hashes, both) & whole)
    there = np.flatnonzero(np.isin(hashes2, both) & whole2)
    ours, theirs = set(here.tolist()), set(there.tolist())
    places: dict[int, list[int]] = {}
    for at in there.tolist():
        places.setdefault(int(hashes2[at]), []).append(at)
    found, covered = [], -1
    for start in here.tolist():
        if start <= covered:
            continue
        best = (0, 0)
        for at in places[int(hashes[start])][:PLACES]:
            best = max(best, (run(line.text, line2.text, start, at, ours, theirs), -at))
        if best[0]:
            found.append((start, -best[1], best[0]))
            covered = start + best[0] - SHINGLE
    return found


def run(text: str, other: str, start: int, at: int, ours: set[int], theirs: set[int]) -> int:
    """Return how many characters are equal from here on while every shingle is a shared one; 0 for none."""
    steps = 0
    while start + steps in ours and at + steps in theirs:
        a, b = start + steps, at + steps
        if steps == 0 and text[a : a + SHINGLE] != other[b : b + SHINGLE]:
            return 0
        if text[a + SHINGLE - 1] != other[b + SHINGLE - 1]:
            break
        steps += 1
    return steps + SHINGLE - 1 if steps else 0


def grouped(blocks: Any, shortest: int) -> Iterator[Any]:
    """Yield the passages: blocks that follow one another closely in both texts, long enough together."""
    group: list[tuple[int, int, int]] = []
    for block in blocks:
        if group:
            a, b, n = group[-1]
            if not (0 <= block[0] - a - n <= GAP and 0 <= block[1] - b - n <= GAP):
                yield from long_enough(group, shortest)
                group = []
        group.append(block)
    yield from long_enough(group, shortest)


def long_enough(group: Any, shortest: int) -> Iterator[Any]:
    """Yield the group when the equal characters in it are enough."""
    if group and sum(length for _a, _b, length in group) >= shortest:
        yield tuple(group)


def finding(one: Paper, other: Paper, line: Line, other_line: Line, found: Likeness, limits: Limits) -> Finding:
    """Return the finding of a pair: strong when a large part is alike, middling for a long passage, else weak."""
    lengths = [sum(length for _a, _b, length in blocks) for blocks in found.passages]
    if found.containment >= 10 * limits.share:
        strength = STRONG
    elif 3 * found.containment >= 10 * limits.share or max(lengths) >= 5 * limits.passage:
        strength = MIDDLING
    else:
        strength = WEAK
    longest = sorted(zip(lengths, found.passages, strict=True), key=lambda pair: -pair[0])[:MOST_PASSAGES]
    shown = [
        {
            "length": length,
            "first": side(one, line, [(a, n) for a, _b, n in blocks]),
            "second": side(other, other_line, [(b, n) for _a, b, n in blocks]),
        }
        for length, blocks in longest
    ]
    facts = {
        "passages": shown,
        "count": len(lengths),
        "characters": sum(lengths),
        "containment": found.containment,
        "jaccard": found.jaccard,
    }
    return Finding("text", one.id, other.id, strength, key_of("text"), facts)


def side(paper: Paper, line: Line, blocks: list[tuple[int, int]]) -> dict:
    """Return one side of a passage as it was written: its place, and its parts as (is common, text)."""
    parts, place = [], line.origin(blocks[0][0])[0]
    text, end = paper.texts[place], None
    for start, length in blocks:
        where, begins = line.origin(start)
        last_place, last = line.origin(start + length - 1)
        if where != place or last_place != place:
            break  # a passage is shown as far as its own place goes
        if end is not None and begins > end:
            parts.append([False, text[end:begins]])
        parts.append([True, text[begins : last + 1]])
        end = last + 1
    return {"place": place, "parts": cut(parts)}


def cut(parts: list[list]) -> list[list]:
    """Return the parts, shortened together to what a page can show."""
    left, kept = MOST_SHOWN, []
    for common, text in parts:
        if len(text) > left:
            kept.append([common, f"{text[:left]}…"])
            break
        kept.append([common, text])
        left -= len(text)
    return kept
