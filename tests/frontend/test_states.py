"""Every state wears a mark, and the marks are those of the stylesheet."""

from pathlib import Path

from challenges.core.noun import tables
from frontend.kit.areas import words

CSS = Path(__file__).resolve().parents[2] / "frontend/static/frontend/jiebang.css"


def test_every_state_of_every_lifecycle_has_a_mark_and_no_mark_is_idle():
    for noun, table in ((known.noun, known) for known in tables()):
        assert set(words("MARKS")[noun]) == set(table.states.values), noun


def test_every_mark_is_drawn():
    drawn = CSS.read_text()
    for marks in words("MARKS").values():
        for name in marks.values():
            assert f".st-{name}" in drawn
