"""The one reader of whole numbers, and that nobody else reads them from a request."""

import ast
import re
from pathlib import Path

import pytest

from notifications.typed import LARGEST, moment, read_mark, whole, wholes, write_mark

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "challenges", "config", "frontend", "notifications")
NO_NUMBERS = [
    "",
    " ",
    "²",
    "１５",
    "٣",
    "१",
    "+1",
    "-1",
    "1_0",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x10",
    "九",
    "9" * 20,
    "9" * 5000,
]


@pytest.mark.parametrize("typed", [*NO_NUMBERS, None, True, 1.0, [1], b"1", -1, LARGEST + 1])
def test_what_is_no_whole_number_is_none(typed):
    assert whole(typed) is None


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("7", 7), ("007", 7), (str(LARGEST), LARGEST), (12, 12)])
def test_plain_digits_are_read(typed, number):
    assert whole(typed) == number


def test_bounds_hold_on_both_sides():
    assert [whole("3", lowest=3, highest=5), whole("5", lowest=3, highest=5)] == [3, 5]
    assert [whole("2", lowest=3, highest=5), whole("6", lowest=3, highest=5), whole("-2", lowest=-2)] == [
        None,
        None,
        -2,
    ]
    assert wholes(["1", "²", "3"]) == [1, 3]


@pytest.mark.parametrize(
    "typed", ["2026-11-29", "2026-11-29T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "x", None]
)
def test_what_is_no_moment_of_ours_is_none(typed):
    assert moment(typed) is None


def test_a_mark_reads_back_and_a_forged_one_is_refused():
    assert read_mark(write_mark("碳化硅", 7)) == ["碳化硅", 7]
    for forged in (
        "",
        "²",
        "=",
        "bnVsbA",
        "WyJcdTAwMDAiLDFd",
        "W" * 700,
        write_mark("x", 10**30),
        write_mark(1.5),
        "\udfff",
    ):
        with pytest.raises(ValueError):
            read_mark(forged)


def calls(path: Path, words: str):
    """Yield every call in a file, of one that holds any of these words: no other is parsed."""
    source = path.read_text(encoding="utf-8")
    if re.search(words, source):
        yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def sources():
    """Yield every module of the product but the reader itself."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and path != ROOT / "notifications" / "typed.py":
                yield path


def test_nobody_asks_a_text_whether_it_is_digits():
    """`"²".isdigit()` is true, and `int("²")` is an error."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in calls(path, "isdigit|isdecimal|isnumeric")
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("isdigit", "isdecimal", "isnumeric")
    ]
    assert found == []


# `int()` of what never came from outside: numbers of numpy and of clocks, figures the platform worked out itself, names
# it gave itself, settings, the command line, cells of a table, and dates and codes whose signs were matched before.
COMPUTED = {
    "accounts/adapters.py",
    "accounts/rules/tables.py",
    "accounts/rules/uscc.py",
    "accounts/content/incoming.py",
    "challenges/review/actions/paper.py",
    "challenges/core/api/document.py",
    "challenges/core/api/problems.py",
    "challenges/core/api/throttling.py",
    "challenges/core/api/typed.py",
    "challenges/collusion/comparison/metadata.py",
    "challenges/collusion/comparison/texts.py",
    "accounts/content/check.py",
    "challenges/management/commands/sandbox.py",
    "challenges/assignment/queries/allotment_grid.py",
    "accounts/content/clamd.py",
    "challenges/core/queries/documents.py",
    "challenges/core/queries/sheets.py",
    "config/leash.py",
    "config/run.py",
    "frontend/kit/moments.py",
    "frontend/review/panel_pictures.py",
    "frontend/kit/pictures.py",
    "frontend/templatetags/kit.py",
    "frontend/kit/uploads.py",
    "notifications/mailbox.py",
    "notifications/spans.py",
}
COMPUTED_FOLDERS = ("challenges/assignment/solver/", "challenges/review/ranking/", "challenges/contracts/money/")
# Readers of their own that judge the number of digits first: of bodies, and of measured values.
PARSERS = {"accounts/actions/expert_rows.py", "accounts/typed/number.py", "challenges/core/api/parsing.py"}


def test_nobody_reads_a_number_of_a_request_by_themselves():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for node in calls(path, r"\bint\(")
        if isinstance(node.func, ast.Name) and node.func.id == "int" and node.args
    }
    found = {name for name in found if not name.startswith(COMPUTED_FOLDERS)}
    assert found - COMPUTED - PARSERS == set()
    assert COMPUTED - found == set(), "no longer in need of an exception"


UNBOUNDED = {
    "serializers": {"IntegerField", "DateField", "DateTimeField"},
    "s": {"IntegerField", "DateField", "DateTimeField"},
    "forms": {"DateField", "DateTimeField"},
}


def test_bodies_and_forms_take_numbers_and_times_within_bounds():
    """`challenges.core.api.typed` and `accounts.forms.fields` have the bounded ones."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in calls(path, "IntegerField|DateField|DateTimeField")
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in UNBOUNDED.get(node.func.value.id, ())
    ]
    assert found == []
