"""The marks of the demo, as panels give them: two proposals close to each other, one harsh expert, one who disagrees.

They hang on who marks what and on nothing else, so every demo has the same.
"""

from zlib import crc32

# What the proposals of a panel are worth in its eyes, in the order in which they came: the first two nearly tie.
WORTH = (84, 83, 76, 71)
# The same for a panel that does not let the third proposal pass.
ONE_TOO_WEAK = (84, 81, 53, 71)
# How each seat marks, in the order of the seats: the second is harsh.
MANNER = (1, -7, 2, 0, -1)
# By how much the last seat misses what the others see in the first proposal.
DISAGREES = -14
LEAST, MOST = 45, 97


def noise(*what, most: int) -> int:
    """Return a whole number from -most to most that looks like chance, the same for the same words."""
    return crc32("|".join(map(str, what)).encode()) % (2 * most + 1) - most


def of(row, order: int, place: int, criteria, *, worth=WORTH, outlier: bool = False) -> dict:
    """Return the marks of one review by criterion, in whole points as people give them.

    `order` is the place of the proposal among those before the panel, `place` that of the seat, both from 0.
    """
    who = (row.proposal.organisation.uscc, row.seat.expert.email)
    whole = worth[order % len(worth)] + MANNER[place % len(MANNER)] + noise(*who, most=2)
    if outlier and order == 0 and place == len(MANNER) - 1:
        whole += DISAGREES
    found = {}
    for criterion in criteria:
        points = whole + noise(*who, criterion.position, most=4)
        found[criterion.pk] = {"value": str(max(LEAST, min(MOST, points))), "comment": ""}
    return found
