"""A filled-in offline pack, cell by cell: what was left, what is new, what was changed in two places, what is wrong."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.queries.sheets import FORMULA_STARTS
from challenges.review.actions.pack_file import opened, sealed
from challenges.review.actions.review_marks import clean_points, clean_value, finite, plain_text
from challenges.review.models import Criterion, Panel, Review, Seat
from challenges.review.queries.pack import base_of, choices_of, may_mark, rows_of, shown_mark
from challenges.review.queries.review_sheet import named, points_of_mark
from notifications.typed import whole

LONGEST = 8000
KEY_COLUMN, MARK, TEXT = "H", "D", "E"
YES = {"是", "yes", "y", "1", "true"}
NO = {"否", "no", "n", "0", "false"}


@dataclass
class Cell:
    """One field of one proposal: what the pack began with, what stands on the site, what was typed in the file.

    `verdict` is "taken" (changed in the file alone), "conflict" (changed on both sides, differently) or "wrong" (with
    `problem`, which names the cell). Fields that the file left as they were are only counted.
    """

    review: int
    number: int
    key: str
    place: str
    name: str
    verdict: str
    now: Any = None
    mine: Any = None
    words: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def id(self) -> str:
        """Return the name by which a choice refers to this cell."""
        return f"{self.review}-{self.key}"


@dataclass
class Comparison:
    """Everything a pack would do, before it is done: its cells, the sheets that are closed by now, and the reasons."""

    cells: list[Cell] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0

    def of(self, verdict: str) -> list[Cell]:
        """Return the cells of one verdict."""
        return [cell for cell in self.cells if cell.verdict == verdict]


def compare(seat: Seat, content: bytes, *, by: Acting) -> Comparison:
    """Return what a filled-in pack would change for this seat; nothing is written.

    Raises Invalid with a problem of the field "file" for a file that is none of this expert's packs of this panel.
    """
    pages = opened(content)
    seal = sealed(pages, seat)
    criteria = {row.pk: row for row in seat.panel.rubric.criteria.all()}
    rows = {row.pk: row for row in rows_of(by, seat)}
    found = Comparison()
    for part in seal["rows"]:
        review = rows.get(part["id"])
        words = closed_words(review, part, seat.panel)
        if words or review is None:
            found.closed.append(words)
            continue
        review.seat = seat
        Sheet(review, part, pages.get(part["sheet"]), criteria, seat.panel.rubric.in_points, found).read()
    return found


def closed_words(review: Review | None, part: dict, panel: Panel) -> str:
    """Return why a sheet is not read any more, or nothing: handed in, locked, or the expert stepped aside."""
    if review is None:
        return _("“%(sheet)s”：你已回避或不再评审这一份，这一页不写入。") % {"sheet": part["sheet"]}
    if not may_mark(review, panel):
        state = review.get_state_display()
        return _("“%(sheet)s”：这一份现在是“%(state)s”，这一页不写入。") % {"sheet": part["sheet"], "state": state}
    return ""


class Sheet:
    """The sheet of one proposal while it is read."""

    def __init__(
        self, review: Review, part: dict, page: Any, criteria: dict, in_points: bool, found: Comparison
    ) -> None:
        self.review, self.part, self.page, self.found = review, part, page, found
        self.criteria, self.in_points = criteria, in_points
        self.now = base_of(review, list(criteria.values()))

    def read(self) -> None:
        """Read every row by its key; a sheet whose keys were changed is refused as a whole."""
        rows = self.rows()
        if rows is None:
            words = _("“%(sheet)s”的页名、行或编号列被改动，无法对应。请重新下载，把内容粘贴过去。")
            self.wrong("", None, words % {"sheet": self.part["sheet"]})
            return
        reason = self.text(rows, "reason") if "reason" in rows else ""
        self.found.reasons[self.review.pk] = reason
        if reason and rows["reason"][TEXT].formula:
            self.wrong("reason", rows["reason"][TEXT], _("这一格是公式，请填写值。"))
        moved = False
        for key, cells in rows.items():
            letter, pk = key[0], key[1:]
            if key in ("comment", "private_comment"):
                self.weigh(key, self.name(key), cells.get(TEXT), self.text(rows, key))
            elif letter == "s":
                moved |= self.mark(key, self.criteria[whole(pk)], cells.get(MARK))
                self.weigh(f"k{pk}", self.name(f"k{pk}"), cells.get(TEXT), self.text(rows, key))
            elif letter == "v":
                self.veto(key, cells.get(MARK))
                if not self.criteria[whole(pk)].weight:
                    self.weigh(f"k{pk}", self.name(f"k{pk}"), cells.get(TEXT), self.text(rows, key))
        if moved and self.review.state == "returned" and not reason:
            self.wrong("reason", rows.get("reason", {}).get(TEXT), _("改动已提交的分数须写明理由。"))

    def rows(self) -> dict[str, dict] | None:
        """Return the cells of each row by key and column letter, or None where keys do not stand as they were made."""
        found: dict[str, dict] = {}
        keys = []
        for cells in self.page or []:
            by_column = {cell.place.rstrip("0123456789"): cell for cell in cells}
            key = by_column.get(KEY_COLUMN)
            if key is not None:
                keys.append(str(key.value))
                found[str(key.value)] = by_column
        wanted = [f"review:{self.review.pk}", *self.part["keys"]]
        if Counter(keys) != Counter(wanted):
            return None
        del found[wanted[0]]
        return found

    def name(self, key: str) -> str:
        """Return what a field is called."""
        if key == "comment":
            return _("总评")
        if key == "private_comment":
            return _("只给组织方的话")
        if key == "reason":
            return _("改分理由")
        return named(self.criteria[whole(key[1:])]) if key else ""

    def text(self, rows: Any, key: str) -> str:
        """Return what was typed in the text cell of a row."""
        cell = rows[key].get(TEXT)
        text = plain_text("" if cell is None else cell.value).strip()
        return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text

    def mark(self, key: str, criterion: Criterion, cell: Any) -> bool:
        """Weigh a mark; returns True when the file changed it."""
        raw = "" if cell is None else str(cell.value).strip()
        if cell is not None and cell.formula:
            return self.weigh(key, self.name(key), cell, "")
        by_points = self.in_points and criterion.kind == Criterion.Kind.NUMERIC
        base = self.part["base"][key]
        value, problem = self.value(raw, criterion, by_points, base)
        if problem:
            self.wrong(key, cell, problem)
            return False
        return self.weigh(key, self.name(key), cell, "" if value is None else str(value), criterion, by_points)

    def value(self, raw: str, criterion: Criterion, by_points: bool, base: str) -> Any:
        """Return the mark that a cell stands for, and the sentence of what is wrong with it."""
        if by_points:
            if base and same_number(raw, points_of_mark(Decimal(base), criterion.weight)):
                return Decimal(base), ""
            value, problem = clean_points(raw, criterion, True)
            return value, problem[0] if problem else ""
        if raw and criterion.kind == Criterion.Kind.YESNO:
            word = raw.lower()
            raw = "100" if word in YES else "0" if word in NO else raw
            if raw not in ("100", "0"):
                return None, _("请选择是或者否。")
        elif raw and criterion.kind == Criterion.Kind.RATING:
            plain = raw.removeprefix("'")
            known = {level["name"]: str(level["value"]) for level in criterion.levels}
            if plain not in known:
                return None, _("没有“%(level)s”这个等级；可以填：%(levels)s。") % {
                    "level": raw[:40],
                    "levels": "、".join(choices_of(criterion)),
                }
            raw = known[plain]
        value, problem = clean_value(raw, criterion)
        return value, problem[0] if problem else ""

    def veto(self, key: str, cell: Any) -> None:
        """Weigh a veto: a word for yes, or nothing."""
        word = "" if cell is None else str(cell.value).strip().lower()
        if word and word not in YES | NO:
            self.wrong(key, cell, _("一票否决只填“是”，没有则不填。"))
            return
        self.weigh(key, self.name(key), cell, word in YES)

    def weigh(
        self, key: str, name: str, cell: Any, mine: Any, criterion: Criterion | None = None, by_points: bool = False
    ) -> bool:
        """Compare one field with the base and with the site; returns True when the file changed it."""
        if cell is not None and cell.formula:
            self.wrong(key, cell, _("这一格是公式，请填写值。"))
            return False
        if isinstance(mine, str) and len(mine) > LONGEST:
            self.wrong(key, cell, _("文字最多 %(most)d 字。") % {"most": LONGEST})
            return False
        base, now = self.part["base"][key], self.now[key]
        same = same_mark if key[0] == "s" and whole(key[1:]) is not None else same_text
        if same(mine, base) or same(mine, now):
            self.found.unchanged += 1
            return False
        words = {"now": told(self.now[key], criterion, by_points), "mine": told(mine, criterion, by_points)}
        verdict = "taken" if same(now, base) else "conflict"
        place = cell.place if cell is not None else ""
        self.found.cells.append(
            Cell(self.review.pk, self.part["n"], key, place, name, verdict, now=self.now[key], mine=mine, words=words)
        )
        return True

    def wrong(self, key: str, cell: Any, words: str) -> None:
        """Note what is wrong, with the cell's name."""
        place = f"{self.part['sheet']}!{cell.place}" if cell is not None else self.part["sheet"]
        problem = str(words) if not key else _("%(place)s：%(words)s") % {"place": place, "words": words}
        where = cell.place if cell is not None else ""
        self.found.cells.append(
            Cell(self.review.pk, self.part["n"], key or "sheet", where, self.name(key), "wrong", problem=problem)
        )


def same_mark(one: str, other: str) -> bool:
    """Return True for marks that are the same number, or both empty."""
    return (not one and not other) or bool(one and other and Decimal(one) == Decimal(other))


def same_text(one: Any, other: Any) -> bool:
    """Return True for the same text, blanks at its ends aside, or the same yes or no."""
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one == other)
    return plain_text(one).strip() == plain_text(other).strip()


def same_number(raw: str, other: Decimal) -> bool:
    """Return True when what was typed is this number."""
    return finite(raw) == other


def told(value: Any, criterion: Criterion | None, by_points: bool) -> str:
    """Return a value in words, for a person to choose by."""
    if isinstance(value, bool):
        return _("否决") if value else _("不否决")
    if not value:
        return _("空")
    return str(shown_mark(value, criterion, by_points)) if criterion is not None else value
