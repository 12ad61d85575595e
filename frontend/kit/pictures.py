"""Pictures drawn on the server as SVG: where things lie is computed here, the template only draws.

Ink for data, red for the one point that needs a decision, a grey band for what cannot be told apart. Every picture
carries its data once more as text: the table beside it, and a title on each line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 860
LABEL = 190
# How many Latin letters a label has room for.
ROOM = 26
LINE = 26
TOP = 24
EDGE = 14
NOTE = 64
# Bands that follow each other stay apart by twice this.
GAP = 2
FULL = 100
# Steps of a scale of marks; the first that leaves at most six ticks is taken.
STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Rect:
    """A filled bar or band."""

    x: float
    y: float
    width: float
    height: float
    css: str = "bar"


@dataclass(frozen=True)
class Dot:
    """A disc or a ring."""

    x: float
    y: float
    r: float
    css: str = "ring"


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    css: str = "axis"


@dataclass(frozen=True)
class Tick:
    """A number of the scale, above the lines."""

    x: float
    text: str


@dataclass(frozen=True)
class Row:
    """One line of a picture: its label, a number at its end, what is drawn, and the whole of it in words."""

    label: str
    note: str
    y: int
    rects: tuple[Rect, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    strong: bool = False

    @property
    def short(self) -> str:
        """Return the label as far as it has room; a Chinese character takes twice the room of a Latin one."""
        room, kept = ROOM, ""
        for sign in self.label:
            room -= 1 if sign.isascii() else 2
            if room < 0:
                return f"{kept.rstrip()}…"
            kept += sign
        return kept


@dataclass(frozen=True)
class Picture:
    """A chart of lines: its size, its scale, what lies behind the lines, and the lines."""

    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...] = ()
    rects: tuple[Rect, ...] = ()
    strokes: tuple[Stroke, ...] = ()

    @property
    def bottom(self) -> int:
        """Where the scale ends."""
        return self.height - EDGE


def place(value: float, low: float, high: float) -> float:
    """Return where a value of the scale lies, in units of the picture."""
    span = high - low or 1
    return round(LABEL + (value - low) / span * (WIDTH - LABEL - NOTE), 1)


def middle(n: int) -> int:
    """Return the middle of the n-th line, counted from 0."""
    return TOP + LINE // 2 + n * LINE


def height_of(count: int) -> int:
    """Return the height of a picture of so many lines."""
    return TOP + LINE * count + EDGE


def scale(low: float, high: float) -> list[float]:
    """Return round numbers from low to high, at most seven."""
    step = next((step for step in STEPS if (high - low) / step <= 6), STEPS[-1])
    first = int(low // step) * step
    return [value for value in range(first, int(high) + step, step) if low <= value <= high]


def rank_intervals(
    rows: Sequence, bands: Iterable[tuple[int, int]] = (), top_k: int = 0, *, start: int = 1, of: int = 0
) -> Picture:
    """Draw the 90 % interval of each rank, best first; `rows` are (label, CalibratedRow).

    `bands` are first and last rank of what cannot be told apart; after `top_k` places stands a dashed line. Where only
    some of the ranks are drawn, `start` is the rank of the first line and `of` how many there are.
    """
    most = max(of or len(rows), 2)
    last_here = start + len(rows) - 1
    drawn = []
    for n, (label, row) in enumerate(rows):
        y, low, high = middle(n), place(row.rank_low, 1, most), place(row.rank_high, 1, most)
        note = f"{row.rank_low}–{row.rank_high}" if row.rank_low != row.rank_high else f"{row.rank_low}"
        span = Rect(low, y - 3, max(2.0, round(high - low, 1)), 6, "bar2")
        drawn.append(Row(label, note, y, (span,), (), (Dot(place(row.rank, 1, most), y, 4.5, "disc"),)))
    grey = tuple(
        Rect(
            0,
            TOP + LINE * (max(first, start) - start) + GAP,
            WIDTH,
            LINE * (min(last, last_here) - max(first, start) + 1) - 2 * GAP,
            "band",
        )
        for first, last in bands
        if first <= last_here and last >= start
    )
    step = max(1, -(-most // 10))
    ticks = tuple(Tick(place(rank, 1, most), str(rank)) for rank in range(1, most + 1, step))
    bottom = height_of(len(rows)) - EDGE
    lines = tuple(Stroke(tick.x, TOP - 6, tick.x, bottom) for tick in ticks)
    cut: tuple[Stroke, ...] = ()
    if start <= top_k < last_here:
        y = TOP + LINE * (top_k - start + 1)
        cut = (Stroke(0, y, WIDTH, y, "pass"),)
    return Picture(WIDTH, height_of(len(rows)), tuple(drawn), ticks, grey, (*lines, *cut))


def around_zero(rows: Sequence[tuple[str, float, bool]], limit: float = 0.0) -> Picture:
    """Draw differences in points to both sides of nought; `rows` are (label, points, flagged).

    A band shows the differences within `limit`, where there is one; what is flagged is red.
    """
    most = max([abs(points) for _label, points, _flagged in rows] + [limit * 1.25, 1.0])
    zero = place(0, -most, most)
    drawn = []
    for n, (label, points, flagged) in enumerate(rows):
        y, x = middle(n), place(points, -most, most)
        bar = Rect(min(zero, x), y - 4, round(abs(x - zero), 1), 8, "hot" if flagged else "bar2")
        drawn.append(Row(label, f"{points:+.1f}", y, (bar,), (), (), flagged))
    bottom = height_of(len(rows)) - EDGE
    values = [value for value in scale(0, most) if value]
    values = values[1::2] if len(values) > 3 else values
    ticks = [Tick(zero, "0")]
    ticks += [Tick(place(sign * value, -most, most), f"{sign * value:+g}") for value in values for sign in (1, -1)]
    band: tuple[Rect, ...] = ()
    if limit:
        low, high = place(-limit, -most, most), place(limit, -most, most)
        band = (Rect(low, TOP, round(high - low, 1), bottom - TOP, "band"),)
    lines = (
        *(Stroke(tick.x, TOP - 6, tick.x, bottom) for tick in ticks[1:]),
        Stroke(zero, TOP - 6, zero, bottom, "base"),
    )
    return Picture(WIDTH, height_of(len(rows)), tuple(drawn), tuple(ticks), band, lines)


def leniency(rows) -> Picture:
    """Draw how many points each expert gives above or below the others; `rows` are (label, Leniency)."""
    return around_zero([(label, row.points, row.flagged) for label, row in rows])


def totals(rows: Sequence[tuple[str, Sequence[float], float, int]], passing: float | None = None) -> Picture:
    """Draw every expert's total for each proposal; `rows` are (label, totals, official score, how many were left out).

    A ring for each total, hollow and dashed for what the rule leaves out, a bar for the score, a dashed line for the
    passing line.
    """
    values = [value for _label, given, _score, _out in rows for value in given]
    low = max(0, min([*values, passing if passing is not None else FULL, FULL]) // 10 * 10 - 10)
    drawn = []
    for n, (label, given, score, out) in enumerate(rows):
        y, given = middle(n), sorted(given)
        hollow = {0, len(given) - 1} if out == 2 else set()
        rings = tuple(
            Dot(place(value, low, FULL), y, 5, "ring-out" if at in hollow else "ring") for at, value in enumerate(given)
        )
        x = place(score, low, FULL)
        drawn.append(Row(label, f"{score:.2f}", y, (), (Stroke(x, y - 9, x, y + 9, "mean"),), rings, True))
    bottom = height_of(len(rows)) - EDGE
    ticks = tuple(Tick(place(value, low, FULL), f"{value:g}") for value in scale(low, FULL))
    lines = [Stroke(tick.x, TOP - 6, tick.x, bottom) for tick in ticks]
    if passing is not None:
        x = place(passing, low, FULL)
        lines.append(Stroke(x, TOP - 6, x, bottom, "pass"))
    return Picture(WIDTH, height_of(len(rows)), tuple(drawn), ticks, (), tuple(lines))


def progress(rows: Sequence[tuple[str, int, int]]) -> Picture:
    """Draw how far each expert is; `rows` are (label, done, given)."""
    drawn = []
    for n, (label, done, given) in enumerate(rows):
        y, x = middle(n), place(done / given if given else 0, 0, 1)
        rest = Rect(x, y - 4, round(place(1, 0, 1) - x, 1), 8, "bar3")
        drawn.append(Row(label, f"{done} / {given}", y, (Rect(LABEL, y - 4, round(x - LABEL, 1), 8, "bar"), rest)))
    return Picture(WIDTH, height_of(len(rows)), tuple(drawn))


def spread(rows: Sequence[tuple[str, float]], limit: float = 0.0) -> Picture:
    """Draw how far a panel is apart, one bar a line; the widest is red. `rows` are (label, points)."""
    most = max([points for _label, points in rows] + [limit * 1.25, 1.0])
    widest = max((points for _label, points in rows), default=0)
    drawn = []
    for n, (label, points) in enumerate(rows):
        y = middle(n)
        hot = points == widest and points > 0
        bar = Rect(LABEL, y - 4, round(place(points, 0, most) - LABEL, 1), 8, "hot" if hot else "bar2")
        drawn.append(Row(label, f"{points:.1f}", y, (bar,), (), (), hot))
    bottom = height_of(len(rows)) - EDGE
    ticks = tuple(Tick(place(value, 0, most), f"{value:g}") for value in scale(0, most))
    lines = tuple(Stroke(tick.x, TOP - 6, tick.x, bottom) for tick in ticks)
    return Picture(WIDTH, height_of(len(rows)), tuple(drawn), ticks, (), lines)
