"""Marks as an expert gives them: what can be kept, and what was changed in two places at once."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.core.gate import Problem, Refused
from challenges.review.models import Criterion, Review, Score
from challenges.review.queries.review_sheet import mark_of_points
from notifications.typed import whole

YES_NO = (Decimal(0), Decimal(100))
CENTS, TENTHS = 2, 1
EMPTY = {"value": None, "comment": "", "vetoed": False}


@dataclass(frozen=True)
class Crossing:
    """One field that was changed here and elsewhere: `base` was read, `theirs` stands now, `mine` was to be kept.

    `field` is named as problems are: `marks.<criterion>.value`, `.comment`, `.vetoed`, `comment`, `private_comment`.
    """

    field: str
    base: Any
    theirs: Any
    mine: Any


class Crossed(Refused):
    """The same field was saved elsewhere with another value since the expert had read it (409); nothing was kept."""

    def __init__(self, crossings: Any) -> None:
        super().__init__(
            _("这一项在别处（另一窗口、设备或离线表）改过，与你这里的不同，请选用哪一个。"), code="crossed"
        )
        self.crossings = tuple(crossings)

    @property
    def more(self) -> Any:
        return {"crossings": [asdict(crossing) for crossing in self.crossings]}


def clean_marks(
    marks: dict, criteria: dict[int, Criterion], *, in_points: bool = False
) -> tuple[dict[int, dict], list[Problem]]:
    """Return the marks as they can be kept, by criterion, and every problem with the field it belongs to."""
    cleaned: dict[int, dict] = {}
    problems: list[Problem] = []
    for key, mark in marks.items():
        criterion = criteria.get(whole(str(key)) or 0)
        if criterion is None:
            problems.append(Problem(f"marks.{key}", _("评分表里没有这一项。"), "unknown_criterion"))
            continue
        kept: dict[str, Any] = {}
        if "comment" in mark:
            kept["comment"] = plain_text(mark["comment"])
        if "vetoed" in mark:
            kept["vetoed"] = bool(mark["vetoed"])
        if kept.get("vetoed") and not criterion.veto:
            problems.append(Problem(f"marks.{key}.vetoed", _("这一项没有一票否决。"), "no_veto"))
        if "points" in mark and "value" not in mark:
            value, problem = clean_points(mark["points"], criterion, in_points)
        elif "value" in mark:
            value, problem = clean_value(mark["value"], criterion)
        else:
            cleaned[criterion.pk] = kept
            continue
        kept["value"] = value
        if problem:
            problems.append(Problem(f"marks.{key}.value", *problem))
        cleaned[criterion.pk] = kept
    return cleaned, problems


def clean_value(raw: Any, criterion: Criterion) -> tuple[Decimal | None, tuple[str, str] | None]:
    """Return a mark as a decimal and, when it is none or not one of the criterion's, the sentence and its code."""
    if raw is None or raw == "":
        return None, None
    value = finite(raw)
    if value is None:
        return None, (_("请填写 0 到 100 的数。"), "not_a_number")
    if not 0 <= value <= 100:
        return None, (_("分数须在 0 到 100 之间。"), "out_of_range")
    if number.decimals(value) > CENTS:
        return None, (_("分数最多两位小数。"), "too_precise")
    if criterion.kind == Criterion.Kind.YESNO and value not in YES_NO:
        return None, (_("请选择是或者否。"), "not_a_level")
    if criterion.kind == Criterion.Kind.RATING and value not in levels_of(criterion):
        return None, (_("请选择列出的等级。"), "not_a_level")
    return value, None


def clean_points(raw: Any, criterion: Criterion, in_points: bool) -> tuple[Decimal | None, tuple[str, str] | None]:
    """Return points as the mark they stand for, or the sentence and the code of what is wrong with them."""
    if raw is None or raw == "":
        return None, None
    most = criterion.weight
    if not in_points or not most or criterion.kind != Criterion.Kind.NUMERIC:
        return None, (_("这一项不按分值打分。"), "no_points")
    points = finite(raw)
    if points is None:
        return None, (_("请填写 0 到 %(most)d 的数。") % {"most": most}, "not_a_number")
    if not 0 <= points <= most:
        return None, (_("分数须在 0 到 %(most)d 之间。") % {"most": most}, "out_of_range")
    if number.decimals(points) > TENTHS:
        return None, (_("分值最多一位小数。"), "too_precise")
    return mark_of_points(points, most), None


def finite(raw: Any) -> Decimal | None:
    """Return what was typed as a number, or None for what is none (a word, NaN, infinity, 1,00)."""
    try:
        return number.read(raw, unit="mark")
    except Unreadable:
        return None


def levels_of(criterion: Criterion) -> set[Decimal]:
    """Return the marks that the levels of a rating stand for."""
    return {Decimal(str(level["value"])) for level in criterion.levels}


def plain_text(text: Any) -> str:
    """Return a text with one kind of line end: browsers and spreadsheets each send their own."""
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n")


def settle(
    review: Review, cleaned: dict[int, dict], texts: dict[str, str | None], before: dict[int, Score], bases: dict
) -> Any:
    """Return what is to be written of the marks and of the comments, given what the expert had read.

    A field without a base is written as it is. Raises Crossed with every field that changed in two places.
    """
    crossings: list[Crossing] = []

    def wanted(field: str, mine: Any, theirs: Any, base: Any) -> bool:
        if mine in (base, theirs):
            return False
        if theirs == base:
            return True
        crossings.append(Crossing(field, base, theirs, mine))
        return False

    marks = bases.get("marks") or {}
    kept: dict[int, dict] = {}
    for pk, mark in cleaned.items():
        base = marks.get(pk) or marks.get(str(pk)) or {}
        row = before.get(pk)
        kept[pk] = {
            name: mine
            for name, mine in mark.items()
            if name not in base
            or wanted(f"marks.{pk}.{name}", mine, getattr(row, name) if row else EMPTY[name], as_read(name, base[name]))
        }
    written = {
        name: text
        for name, text in ((name, plain_text(text)) for name, text in texts.items() if text is not None)
        if name not in bases or wanted(name, text, plain_text(getattr(review, name)), plain_text(bases[name]))
    }
    if crossings:
        raise Crossed(crossings)
    return kept, written


def as_read(name: str, raw: Any) -> Any:
    """Return what a caller says that they had read, as the database would hold it."""
    if name == "value":
        return None if raw in (None, "") else finite(raw)
    return bool(raw) if name == "vetoed" else plain_text(raw)
