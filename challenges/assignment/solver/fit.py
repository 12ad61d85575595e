"""How well an expert suits a subject, in points from 0 to 10,000, with the parts that make it up."""

from collections.abc import Sequence
from dataclasses import dataclass

from challenges.assignment.solver.terms import FULL_FIT

# What each part is worth. The parts of a pair always add up to its fit.
SAME_FIELD = 7_000
SAME_BRANCH = 5_000
SAME_AREA = 2_500
ANY_FIELD = 4_000
KEYWORD = 750
KEYWORDS_AT_MOST = 4
BRANCH_DIGITS, AREA_DIGITS = 3, 1


@dataclass(frozen=True)
class Part:
    """One part of a fit: its code, its points, and the words or codes that matched."""

    code: str
    points: int
    matched: tuple[str, ...] = ()


def parts(fields: Sequence[str], keywords: Sequence[str], *, field_code: str, text: str, bound: bool) -> list[Part]:
    """Return the parts of the fit between an expert (fields, keywords) and a subject (field code, text).

    `bound` says that their knowledge is bound to a field; finance, rights and investment are judged in every field.
    """
    found = [by_field(list(map(str, fields)), field_code, bound)]
    folded = text.casefold()
    hits = tuple(word for word in dict.fromkeys(keywords) if word.strip() and word.casefold() in folded)
    if hits:
        found.append(Part("keywords", KEYWORD * min(len(hits), KEYWORDS_AT_MOST), hits[:KEYWORDS_AT_MOST]))
    return [part for part in found if part.points]


def by_field(fields: list[str], wanted: str, bound: bool) -> Part:
    """Return the part that the field makes: the same field, the same branch (second level), the same area."""
    if not bound:
        return Part("any_field", ANY_FIELD)
    for code, points, digits in (
        ("same_field", SAME_FIELD, max(len(wanted), BRANCH_DIGITS + 1)),
        ("same_branch", SAME_BRANCH, BRANCH_DIGITS),
        ("same_area", SAME_AREA, AREA_DIGITS),
    ):
        matched = tuple(field for field in fields if wanted and field[:digits] == wanted[:digits])
        if matched:
            return Part(code, points, matched[:1])
    return Part("other_field", 0)


def points(found: Sequence[Part]) -> int:
    """Return the sum of the parts, never above the full fit."""
    return min(FULL_FIT, sum(part.points for part in found))


def capacity(free: int, sizes: Sequence[int]) -> int:
    """Return how many subjects an expert can take for certain, whichever they are: the largest are counted first."""
    count = 0
    for size in sorted(sizes, reverse=True):
        if size > free:
            break
        free -= size
        count += 1
    return count
