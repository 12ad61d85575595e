"""Pictures drawn on the server as SVG: where things lie is computed here, the templates only draw.

Every picture carries its data once more as text: the table beside it, and a sentence for who does not see it.
"""

from dataclasses import dataclass

WIDTH = 860
LABEL = 190
LINE = 26
TOP = 22
EDGE = 14


@dataclass(frozen=True)
class Bar:
    """One line: a label, a bar from `x` over `width`, and a dot; `y` is the middle of the line."""

    label: str
    note: str
    y: int
    x: float
    width: float
    dot: float
    flagged: bool = False


@dataclass(frozen=True)
class Tick:
    """A mark of the scale."""

    x: float
    text: str


@dataclass(frozen=True)
class Picture:
    """A chart of lines: its size, its scale, its lines; `zero` is where the middle stands, if it has one."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero: float | None = None

    @property
    def bottom(self) -> int:
        """Where the scale ends."""
        return self.height - EDGE


def place(value: float, low: float, high: float) -> float:
    """Return where a value of the scale lies, in units of the picture."""
    span = high - low or 1
    return round(LABEL + (value - low) / span * (WIDTH - LABEL - EDGE), 1)


def rank_intervals(rows) -> Picture:
    """Draw the 90 % interval of each rank; `rows` are (label, CalibratedRow), best first. The dot is the middle."""
    most = max(len(rows), 2)
    step = max(1, most // 6)
    bars = tuple(
        Bar(
            label=label,
            note=f"{row.rank_low}–{row.rank_high}",
            y=TOP + LINE // 2 + n * LINE,
            x=place(row.rank_low, 1, most),
            width=max(2.0, round(place(row.rank_high, 1, most) - place(row.rank_low, 1, most), 1)),
            dot=place(row.rank, 1, most),
        )
        for n, (label, row) in enumerate(rows)
    )
    ticks = tuple(Tick(place(rank, 1, most), str(rank)) for rank in range(1, most + 1, step))
    return Picture(WIDTH, TOP + LINE * len(rows) + EDGE, bars, ticks)


def leniency(rows) -> Picture:
    """Draw how many points each expert gives above or below the others; `rows` are (label, Leniency)."""
    most = max([abs(row.points) for _, row in rows] + [1.0])
    zero = place(0, -most, most)
    bars = tuple(
        Bar(
            label=label,
            note=f"{row.points:+.1f}",
            y=TOP + LINE // 2 + n * LINE,
            x=min(zero, place(row.points, -most, most)),
            width=round(abs(place(row.points, -most, most) - zero), 1),
            dot=place(row.points, -most, most),
            flagged=row.flagged,
        )
        for n, (label, row) in enumerate(rows)
    )
    ticks = tuple(Tick(place(value, -most, most), f"{value:+.1f}") for value in (-most, most))
    return Picture(WIDTH, TOP + LINE * len(rows) + EDGE, bars, (*ticks, Tick(zero, "0")), zero)
