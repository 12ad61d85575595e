"""The budget 经费预算 of a proposal: sums by category and source, the ceiling of indirect costs. All in 万元."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.proposals.queries.proposal_sections import CATEGORIES, SOURCES, mapping

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def wan(number: Decimal) -> str:
    """Return an amount as it is written: two decimals, thousands apart."""
    return f"{number.quantize(CENT, ROUND_HALF_UP):,}"


@dataclass(frozen=True)
class Budget:
    """The budget read back as numbers; what is no number counts as zero here and is a problem elsewhere."""

    cells: dict
    sources: dict

    def by_source(self, source: str) -> Decimal:
        """Return what is spent of one source."""
        return sum((self.cells[category][source] for category in CATEGORIES), ZERO)

    def by_category(self, category: str) -> Decimal:
        """Return what is spent on one category."""
        return sum(self.cells[category].values(), ZERO)

    @property
    def spent(self) -> Decimal:
        """Return what is spent in all."""
        return sum((self.by_category(category) for category in CATEGORIES), ZERO)

    @property
    def raised(self) -> Decimal:
        """Return the money of all sources."""
        return sum(self.sources.values(), ZERO)


def budget_of(data) -> Budget:
    """Read a budget section."""
    cells, sources = mapping(data, "cells"), mapping(data, "sources")
    return Budget(
        {
            category: {source: amount_of(mapping(cells, category).get(source)) for source in SOURCES}
            for category in CATEGORIES
        },
        {source: amount_of(sources.get(source)) for source in SOURCES},
    )


def indirect_ceiling(fiscal_direct: Decimal, bands) -> Decimal:
    """Return the most that indirect costs may be of fiscal money, by bands of direct cost less equipment.

    `bands` is rule data: [[upper bound in 万元 or None, percent], …], for example 30 % to 500, 25 % of the next 500
    and 20 % above (财教〔2021〕178号).
    """
    ceiling, floor = ZERO, ZERO
    for upper, percent in bands:
        top = fiscal_direct if upper is None else min(fiscal_direct, Decimal(str(upper)))
        if top > floor:
            ceiling += (top - floor) * Decimal(str(percent)) / 100
            floor = top
    return ceiling.quantize(CENT, ROUND_HALF_UP)


def ceiling_of(budget: Budget, rules: dict) -> Decimal:
    """Return the ceiling of the fiscal part of indirect costs in this budget."""
    direct = budget.cells["operating"]["fiscal"] + budget.cells["labour"]["fiscal"]
    return indirect_ceiling(direct, rules["indirect_bands"])


def budget_problems(data, challenge, rules: dict) -> list[Problem]:
    """Return what is wrong with a budget: numbers, sums against sources, the challenge's money, the ceiling."""
    problems = unreadable(mapping(data, "cells"), mapping(data, "sources"))
    if problems:
        return problems
    budget = budget_of(data)
    if challenge.total_wan and not budget.raised:
        return [Problem("budget.sources", _("请填写经费预算。"), "required")]
    for source, label in SOURCES.items():
        gap = budget.sources[source] - budget.by_source(source)
        if gap:
            say = (
                _("%(source)s支出合计 %(spent)s，来源 %(raised)s：少 %(gap)s 万元，请分到某一科目，或改正来源金额。")
                if gap > 0
                else _("%(source)s支出合计 %(spent)s，来源 %(raised)s：多 %(gap)s 万元，请减少支出，或改正来源金额。")
            )
            facts = {"source": label, "gap": wan(abs(gap)), "raised": wan(budget.sources[source])}
            facts["spent"] = wan(budget.by_source(source))
            problems.append(Problem(f"budget.sources.{source}", say % facts, "gap"))
    problems += offered(budget, challenge)
    ceiling = ceiling_of(budget, rules)
    if budget.cells["indirect"]["fiscal"] > ceiling:
        typed = budget.cells["indirect"]["fiscal"]
        say = _("间接费用 · 财政补助最多 %(ceiling)s 万元，现在是 %(typed)s 万元，多 %(gap)s 万元。")
        facts = {"ceiling": wan(ceiling), "typed": wan(typed), "gap": wan(typed - ceiling)}
        problems.append(Problem("budget.cells.indirect.fiscal", say % facts, "indirect_ceiling"))
    return problems


def offered(budget: Budget, challenge) -> list[Problem]:
    """Return problems where the proposal counts on more money than the challenge offers (面议 leaves it open)."""
    if challenge.negotiable:
        return []
    limits = {"fiscal": challenge.fiscal_wan, "lead": challenge.enterprise_wan + challenge.other_wan}
    return [
        Problem(
            f"budget.sources.{source}",
            _("资金来源 · %(source)s不能超过榜单的 %(limit)s 万元，现在多 %(gap)s 万元。")
            % {"source": SOURCES[source], "limit": wan(limit), "gap": wan(budget.sources[source] - limit)},
            "beyond_offer",
        )
        for source, limit in limits.items()
        if budget.sources[source] > limit
    ]


def unreadable(cells: dict, sources: dict) -> list[Problem]:
    """Return a problem for each amount that is not a number of 万元 with at most two decimals."""
    typed = {
        f"budget.sources.{source}": (_("资金来源 · %(source)s") % {"source": word}, sources.get(source))
        for source, word in SOURCES.items()
    }
    for category, label in CATEGORIES.items():
        for source, word in SOURCES.items():
            typed[f"budget.cells.{category}.{source}"] = (f"{label} · {word}", mapping(cells, category).get(source))
    say = _("%(cell)s：请填写不小于零的金额（万元，最多两位小数），现在是“%(typed)s”。%(why)s")
    return [
        Problem(path, say % {"cell": cell, "typed": str(value), "why": why}, "amount")
        for path, (cell, value) in typed.items()
        if value not in (None, "") and (why := refusal(value))
    ]


def refusal(typed) -> str:
    """Return why an amount cannot be read; "" for one that can."""
    try:
        read(typed)
    except Unreadable as wrong:
        return str(wrong)
    return ""


def amount_of(typed) -> Decimal:
    """Return an amount in 万元; zero for what is none."""
    try:
        return read(typed)
    except Unreadable:
        return ZERO


def read(typed) -> Decimal:
    """Return an amount in 万元, which may have its unit behind it; raises Unreadable."""
    return number.read(typed, unit="wan", lowest=0, places=2)
