"""The picture of a feedback: one line a criterion, where all proposals lie, and the applicant's own mean on it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

WIDTH, LABEL, EDGE = 760, 200, 56
LINE, TOP, FOOT = 40, 34, 8
THICK = 12
# Room for a label, in letters; characters from here on are two letters wide.
ROOM, WIDE = 28, 0x2E80


@dataclass(frozen=True)
class Spread:
    """One line of the picture: the band of all proposals, its middle, and the own mean."""

    label: str
    short: str
    part: object
    y: int
    band_y: int
    text_y: int
    own: float
    low: float
    width: float
    middle: float
    title: str
    whole: bool

    @property
    def top(self) -> int:
        """Where the stroke of the middle begins."""
        return self.band_y - 3

    @property
    def bottom(self) -> int:
        """Where the stroke of the middle ends."""
        return self.band_y + THICK + 3


@dataclass(frozen=True)
class Picture:
    """The whole picture with its scale."""

    lines: tuple[Spread, ...]
    ticks: tuple[tuple[float, int], ...]
    width: int
    height: int
    line_x: float
    line_text_x: float
    bottom: int
    thick: int = THICK


def place(value) -> float:
    """Return where a mark of 0 to 100 lies."""
    return round(LABEL + float(value) / 100 * (WIDTH - LABEL - EDGE), 1)


def picture(feedback) -> Picture:
    """Draw the feedback: the whole score first, then each criterion; the passing line is a dashed stroke."""
    parts = [feedback.whole, *feedback.parts]
    lines = tuple(line(part, n, part is feedback.whole) for n, part in enumerate(parts))
    height = TOP + LINE * len(parts) + FOOT
    cut = place(feedback.line)
    return Picture(
        lines=lines,
        ticks=tuple((place(value), value) for value in (0, 20, 40, 60, 80, 100)),
        width=WIDTH,
        height=height,
        line_x=cut,
        line_text_x=cut,
        bottom=TOP + LINE - 6,
    )


def line(part, n: int, whole: bool) -> Spread:
    """Lay out one line."""
    middle_y = TOP + LINE * n + LINE // 2
    low = place(part.spread[0]) if part.spread else 0
    label = _("总分") if whole else part.name
    return Spread(
        label=label,
        short=fitted(label),
        part=part,
        y=middle_y,
        band_y=middle_y - THICK // 2,
        text_y=middle_y + 5,
        own=place(part.mean),
        low=low,
        width=max(2.0, round(place(part.spread[2]) - low, 1)) if part.spread else 0,
        middle=place(part.spread[1]) if part.spread else 0,
        title=said(label, part),
        whole=whole,
    )


def fitted(label: str) -> str:
    """Return a label that fits beside the chart; a Chinese character is as wide as two letters."""
    used = 0
    for n, char in enumerate(label):
        used += 1 if ord(char) < WIDE else 2
        if used > ROOM:
            return label[: n - 1] + "…"
    return label


def said(label: str, part) -> str:
    """Return one line of the picture in words, for who does not see it."""
    facts = {"name": label, "mean": part.mean}
    if part.spread is None:
        return _("%(name)s：你 %(mean)s") % facts
    low, middle, high = part.spread
    return _("%(name)s：你 %(mean)s，全部申报书 %(low)s 至 %(high)s，居中 %(middle)s") % {
        **facts,
        "low": low,
        "high": high,
        "middle": middle,
    }
