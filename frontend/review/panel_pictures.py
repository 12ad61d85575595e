"""The scores of a locked panel as a picture: each expert's total a ring, the score a bar, the passing line."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html_join

WIDTH = 820
LABEL = 190
EDGE = 70
LINE = 34
TOP = 26
DOTS = {True: "dot-hot", False: "dot"}


@dataclass(frozen=True)
class Line:
    """One proposal: its rings as markup, and where its bar stands; what is `hot` needs a look."""

    label: str
    score: Decimal
    y: int
    text_y: int
    bar_x: float
    bar_y: int
    hot: bool
    rings: str
    said: str


@dataclass(frozen=True)
class Spread:
    """The whole picture with its scale."""

    width: int
    height: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, int], ...]
    passing: float | None
    passing_line: Decimal
    bottom: int


def spread(rows, *, passing_line, limit) -> Spread:
    """Draw the frozen results; `rows` are (label, Result), first rank first.

    A total further from its score than `limit` is drawn red, and so is a score whose spread is wider than `limit`.
    """
    passing_line, limit = Decimal(str(passing_line)), Decimal(str(limit))
    totals = {result.pk: [Decimal(total) for total in result.breakdown.get("totals", [])] for _label, result in rows}
    values = [value for found in totals.values() for value in found] + [result.score for _label, result in rows]
    low = min([*values, passing_line], default=Decimal(0))
    start = max(0, int(low // 10) * 10 - (10 if low % 10 < 2 else 0))

    def place(value) -> float:
        return round(LABEL + float(value - start) / (100 - start) * (WIDTH - LABEL - EDGE), 1)

    lines = tuple(
        Line(
            label=label,
            score=result.score,
            y=TOP + LINE // 2 + n * LINE,
            text_y=TOP + LINE // 2 + n * LINE + 5,
            bar_x=place(result.score) - 2,
            bar_y=TOP + LINE // 2 + n * LINE - 10,
            hot=result.deviation > limit,
            rings=format_html_join(
                "",
                '<circle class="{}" cx="{}" cy="{}" r="4"/>',
                (
                    (
                        "dot-hot" if abs(total - result.score) > limit else "dot",
                        place(total),
                        TOP + LINE // 2 + n * LINE,
                    )
                    for total in totals[result.pk]
                ),
            ),
            said=" ".join(str(total) for total in totals[result.pk]),
        )
        for n, (label, result) in enumerate(rows)
    )
    bottom = TOP + LINE * len(rows) + 4
    ticks = tuple((place(value), value) for value in range(start, 101, 10 if start >= 40 else 20))
    line = place(passing_line) if passing_line >= start else None
    return Spread(WIDTH, bottom + 26, lines, ticks, line, passing_line, bottom)
