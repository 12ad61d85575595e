"""Small pictures drawn on the server as SVG, each with its text alternative; colours come from the stylesheet."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, PAD = 240, 36, 10
LINE = 18


def place(value: Decimal) -> str:
    """Return where a mark from 0 to 100 lies on the line, in pixels."""
    return f"{PAD + float(value) / 100 * (WIDTH - 2 * PAD):.1f}"


def marks(values: Sequence[Decimal], mean: Decimal, spread: Sequence[Decimal] | None = None) -> SafeString:
    """Draw the experts' marks as dots on a line from 0 to 100, their mean as a stroke, and where all proposals lie.

    `spread` is (lowest, middle, highest) of all proposals, or None to leave it out.
    """
    words = _("各专家评分 %(marks)s，平均 %(mean)s。") % {"marks": "、".join(map(str, values)), "mean": mean}
    band = ""
    if spread:
        lowest, middle, highest = spread
        words += _("全部申报书在 %(lowest)s 至 %(highest)s 之间，中位 %(middle)s。") % {
            "lowest": lowest,
            "middle": middle,
            "highest": highest,
        }
        width = f"{float(place(highest)) - float(place(lowest)):.1f}"
        band = format_html(
            '<rect class="band" x="{}" y="{}" width="{}" height="12"></rect>', place(lowest), LINE - 6, width
        )
    dots = format_html_join(
        "", '<circle class="dot" cx="{}" cy="{}" r="4"></circle>', ((place(value), LINE) for value in values)
    )
    return format_html(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title>{}'
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>{}'
        '<line class="mean" x1="{}" y1="6" x2="{}" y2="30"></line></svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        words,
        band,
        PAD,
        LINE,
        WIDTH - PAD,
        LINE,
        dots,
        place(mean),
        place(mean),
    )


def histogram(values: Sequence[Decimal], own: Decimal, label: str) -> SafeString:
    """Draw how many proposals fall into each ten points from 0 to 100, the reader's own marked."""
    counts = [0] * 10
    for value in values:
        counts[min(int(value // 10), 9)] += 1
    mine = min(int(own // 10), 9)
    highest = max([*counts, 1])
    height = 80
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="20" height="{}"></rect>',
        (
            ("bar own" if n == mine else "bar", PAD + n * 22, height - tall, tall)
            for n, tall in enumerate(round(count / highest * 70) for count in counts)
        ),
    )
    words = _("%(label)s：%(own)s 分，共 %(count)d 份。") % {"label": label, "own": own, "count": len(values)}
    return format_html(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title>{}'
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"></line></svg>',
        WIDTH,
        height + 8,
        WIDTH,
        height + 8,
        words,
        bars,
        PAD,
        height,
        WIDTH - PAD,
        height,
    )
