"""企业划型: large, medium, small or micro, by the thresholds of the statistics office (国统字〔2017〕213号).

A class is reached only when every bound listed for it is reached; the highest class reached counts; below small is
micro. The thresholds are rows with an effective date, handed in; nothing here knows a number.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

LARGE, MEDIUM, SMALL, MICRO, NOT_APPLICABLE = "large", "medium", "small", "micro", "not_applicable"
FROM_BIG = (LARGE, MEDIUM, SMALL)
MEASURES = ("employees", "revenue_wan", "assets_wan")


@dataclass(frozen=True)
class Bound:
    """The lower bounds of one size class in one group of industries; None where nothing is asked."""

    rule: str
    effective_from: datetime.date
    group: str
    group_name: str
    codes: tuple[str, ...]
    size_class: str
    employees: int | None = None
    revenue_wan: Decimal | None = None
    assets_wan: Decimal | None = None

    def asked(self) -> dict[str, Decimal]:
        """What the class asks for: measure → lower bound."""
        return {measure: getattr(self, measure) for measure in MEASURES if getattr(self, measure) is not None}


@dataclass(frozen=True)
class Figures:
    """What is known of the firm, of the last full year: people, and money in 万元. None: not given."""

    employees: int | None = None
    revenue_wan: Decimal | None = None
    assets_wan: Decimal | None = None


@dataclass(frozen=True)
class Shortfall:
    """One figure that is below the bound of a class."""

    size_class: str
    measure: str
    bound: Decimal
    given: Decimal

    @property
    def sentence(self) -> str:
        """For people: which figure misses which bound."""
        given, bound = plain(self.given), plain(self.bound)
        said = {"given": given, "bound": bound, "class": class_name(self.size_class)}
        if self.measure == "employees":
            return _("从业人员 %(given)s 人，未达到%(class)s下限 %(bound)s 人。") % said
        if self.measure == "revenue_wan":
            return _("营业收入 %(given)s 万元，未达到%(class)s下限 %(bound)s 万元。") % said
        return _("资产总额 %(given)s 万元，未达到%(class)s下限 %(bound)s 万元。") % said


@dataclass(frozen=True)
class Finding:
    """The size class, by which rule and group of industries, and what keeps the firm out of the class above.

    `size_class` is empty when it cannot be told: figures are missing (`missing`), or the industry is not given finely
    enough (`unclear_industry`).
    """

    size_class: str
    rule: str = ""
    group_name: str = ""
    shortfalls: tuple[Shortfall, ...] = ()
    missing: tuple[str, ...] = ()
    unclear_industry: bool = False

    @property
    def sentences(self) -> list[str]:
        """For people: why it is this class and not the one above, or what is needed to tell."""
        if self.unclear_industry:
            return [_("请把所属行业选到更细的类别，才能判断适用的划型标准。")]
        if self.missing:
            return [
                {
                    "employees": _("缺少从业人员数，无法划型。"),
                    "revenue_wan": _("缺少营业收入，无法划型。"),
                    "assets_wan": _("缺少资产总额，无法划型。"),
                }[measure]
                for measure in self.missing
            ]
        if self.size_class == NOT_APPLICABLE:
            return [_("该行业不适用本划型标准。")]
        return [shortfall.sentence for shortfall in self.shortfalls]


def plain(number: Decimal | int) -> str:
    """A figure without needless zeros: 2000, 1999.5."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def class_name(size_class: str) -> str:
    return {LARGE: _("大型"), MEDIUM: _("中型"), SMALL: _("小型"), MICRO: _("微型")}[size_class]


def bounds_for(industry_code: str, bounds: Iterable[Bound]) -> tuple[list[Bound], bool]:
    """The bounds for an industry, and whether the code is too coarse to tell.

    A group lists codes of two to four digits; the longest that the industry's code begins with decides. When a group
    only lists codes below the given one (70 against 7010), a finer code is needed.
    """
    bounds = list(bounds)
    length = max((len(code) for bound in bounds for code in bound.codes if industry_code.startswith(code)), default=0)
    if length:
        return [bound for bound in bounds if industry_code[:length] in bound.codes], False
    coarse = bool(industry_code) and any(code.startswith(industry_code) for bound in bounds for code in bound.codes)
    return [], coarse


def classify(industry_code: str, figures: Figures, bounds: Iterable[Bound]) -> Finding:
    """The size class of a firm from its industry (GB/T 4754 digits, such as "3972") and figures.

    `bounds` are the rows of one rule. Industries that the rule does not list are `not_applicable`.
    """
    if not industry_code:
        return Finding("", unclear_industry=True)
    mine, coarse = bounds_for(industry_code, bounds)
    if coarse:
        return Finding("", unclear_industry=True)
    if not mine:
        return Finding(NOT_APPLICABLE)
    by_class = {bound.size_class: bound for bound in mine}
    rule, group_name = mine[0].rule, mine[0].group_name
    needed = {measure for bound in mine for measure in bound.asked()}
    missing = tuple(measure for measure in MEASURES if measure in needed and getattr(figures, measure) is None)
    if missing:
        return Finding("", rule, group_name, missing=missing)
    above: tuple[Shortfall, ...] = ()
    for size_class in FROM_BIG:
        bound = by_class.get(size_class)
        if bound is None:
            continue
        short = tuple(
            Shortfall(size_class, measure, Decimal(asked), Decimal(getattr(figures, measure)))
            for measure, asked in bound.asked().items()
            if getattr(figures, measure) < asked
        )
        if not short:
            return Finding(size_class, rule, group_name, above)
        above = short
    return Finding(MICRO, rule, group_name, above)
