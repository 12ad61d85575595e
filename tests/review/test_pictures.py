"""Pictures: everything lies within the frame, and what is drawn says what the data says."""

import pytest

from challenges.review.ranking.calibrated import CalibratedRow, Leniency
from frontend.kit import pictures


def ranked(count, spread=2):
    return [
        (f"单位{n}", CalibratedRow(n, 80.0, 75.0, 85.0, n, max(1, n - spread), min(count, n + spread), 0.5))
        for n in range(1, count + 1)
    ]


TILTED = [("甲", Leniency(1, 6.0, 2.4, 8, True)), ("乙", Leniency(2, -3.0, -1.2, 8, False))]
TOTALS = [("甲", [95.5, 20.0, 80.0, 81.0, 79.0, 82.0, 60.0], 76.4, 2), ("乙", [70.0], 70.0, 0)]
PICTURES = {
    "ranks": lambda: pictures.rank_intervals(ranked(9), ((3, 6),), 4),
    "ranks of a page": lambda: pictures.rank_intervals(ranked(80)[50:], ((40, 60), (70, 71)), 55, start=51, of=80),
    "leniency": lambda: pictures.leniency(TILTED),
    "drift": lambda: pictures.around_zero([("甲", 0.0, False), ("乙", -40.0, True)], 8),
    "totals": lambda: pictures.totals(TOTALS, 60),
    "progress": lambda: pictures.progress([("甲", 0, 12), ("乙", 12, 12), ("丙", 0, 0)]),
    "spread": lambda: pictures.spread([("路线", 4.0), ("团队", 20.0)]),
}


@pytest.mark.parametrize("name", list(PICTURES))
def test_everything_lies_within_the_frame(name):
    picture = PICTURES[name]()
    rects = [*picture.rects, *(rect for row in picture.rows for rect in row.rects)]
    assert all(one.x >= 0 and one.x + one.width <= picture.width + 0.1 and one.width >= 0 for one in rects)
    assert all(one.y >= 0 and one.y + one.height <= picture.height for one in rects)
    dots = [dot for row in picture.rows for dot in row.dots]
    assert all(one.r <= one.x <= picture.width - one.r and one.r <= one.y <= picture.height for one in dots)
    assert all(0 <= tick.x <= picture.width for tick in picture.ticks)
    assert [row.y for row in picture.rows] == sorted({row.y for row in picture.rows})


@pytest.mark.parametrize(
    "empty",
    [
        pictures.rank_intervals([]),
        pictures.leniency([]),
        pictures.totals([]),
        pictures.progress([]),
        pictures.spread([]),
        pictures.around_zero([], 8),
    ],
)
def test_a_picture_of_nothing_has_no_lines(empty):
    assert empty.rows == ()


def test_the_grey_band_covers_exactly_the_places_that_cannot_be_told_apart():
    picture = pictures.rank_intervals(ranked(9), ((3, 6),), 4)
    (band,) = picture.rects
    covered = [n for n, row in enumerate(picture.rows, start=1) if band.y < row.y < band.y + band.height]
    assert covered == [3, 4, 5, 6]
    (cut,) = [line for line in picture.strokes if line.css == "pass"]
    assert picture.rows[3].y < cut.y1 < picture.rows[4].y


def test_a_band_and_an_award_line_of_another_page_are_clipped():
    picture = pictures.rank_intervals(ranked(80)[50:], ((40, 60), (70, 71), (1, 20)), 10, start=51, of=80)
    covered = [
        [n for n, row in enumerate(picture.rows, start=51) if band.y < row.y < band.y + band.height]
        for band in picture.rects
    ]
    assert covered == [list(range(51, 61)), [70, 71]]
    assert [line for line in picture.strokes if line.css == "pass"] == []


def test_what_trimming_leaves_out_is_hollow_and_only_that():
    first, second = pictures.totals(TOTALS, 60).rows
    kinds = [dot.css for dot in first.dots]
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("ring-out", "ring-out", {"ring"})
    assert [dot.x for dot in first.dots] == sorted(dot.x for dot in first.dots)
    assert [dot.css for dot in second.dots] == ["ring"]
    assert len(first.dots) == 7


def test_only_what_needs_a_decision_is_red():
    bars = [row.rects[0].css for row in pictures.leniency(TILTED).rows]
    assert bars == ["hot", "bar2"]
    assert [row.rects[0].css for row in PICTURES["spread"]().rows] == ["bar2", "hot"]


def test_progress_is_as_long_as_what_is_done():
    none, all_, _nothing = PICTURES["progress"]().rows
    assert (none.rects[0].width, all_.rects[1].width) == (0, 0)
    assert (none.note, all_.note) == ("0 / 12", "12 / 12")
