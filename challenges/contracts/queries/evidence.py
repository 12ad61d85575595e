"""What was measured of an indicator, read into its unit, and how it stands to what was agreed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.typed import number, text
from accounts.typed.unreadable import Unreadable
from challenges.contracts.models import ContractIndicator, Evidence, Milestone
from challenges.core.queries.units import convert, never_negative
from challenges.listing.models import Comparator

# What fits the column; more digits nobody measures.
LARGEST = Decimal(10) ** 13
PLACES = Decimal("1e-10")
MET, SHORT, UNKNOWN = "met", "short", "unknown"


@dataclass(frozen=True)
class Line:
    """An indicator with what was measured of it for a milestone; `verdict` is MET, SHORT or UNKNOWN."""

    indicator: ContractIndicator
    evidence: Evidence | None
    verdict: str

    @property
    def missing(self) -> bool:
        """Return True where evidence has to be given and was not."""
        return self.indicator.mandatory and self.evidence is None


def lines(milestone: Milestone) -> list[Line]:
    """Return every indicator of the contract with its evidence for this milestone; two queries."""
    found = {row.indicator_id: row for row in milestone.evidence.select_related("report")}
    return [
        Line(row, found.get(row.pk), verdict(row, found.get(row.pk))) for row in milestone.contract.indicators.all()
    ]


def in_unit(indicator: ContractIndicator, typed: Any, unit: str, field: str, problems: list[Problem]) -> Decimal | None:
    """Return a typed number in the unit of the indicator; None and a problem beside its field where it is none.

    The unit stands behind the number or beside it. Another dimension is refused beside the unit's own field.
    """
    try:
        found = number.measured(typed)
    except Unreadable as wrong:
        problems.append(Problem(field, wrong.message, wrong.code))
        return None
    meant = found.unit or text.line(unit) or indicator.unit
    value = convert(found.number, meant, indicator.unit)
    if value is None:
        said = _("“%(unit)s”无法与 %(wanted)s 换算，请改用 %(wanted)s。")
        words = {"unit": meant, "wanted": indicator.unit or _("无单位的数")}
        problems.append(Problem(field if found.unit else "unit", said % words, "dimension"))
        return None
    value = value.quantize(PLACES) if abs(value) < LARGEST else value
    if abs(value) >= LARGEST:
        problems.append(Problem(field, _("数值超出可填范围。"), "digits"))
    elif value < 0 and (field == "uncertainty" or never_negative(indicator.unit)):
        problems.append(Problem(field, _("不能为负数。"), "negative"))
    else:
        return value
    return None


def verdict(indicator: ContractIndicator, evidence: Evidence | None) -> str:
    """Return how what was measured stands to what was agreed; UNKNOWN where either is missing.

    The value itself decides; an uncertainty is shown beside it and judged by those who check.
    """
    if evidence is None:
        return UNKNOWN
    if indicator.comparator in (Comparator.BOOL, Comparator.ENUM):
        return MET if evidence.choice == indicator.value_choice else SHORT
    value, low, high = evidence.value, indicator.value, indicator.value_max
    if value is None or low is None:
        return UNKNOWN
    holds = {
        Comparator.GE: value >= low,
        Comparator.GT: value > low,
        Comparator.LE: value <= low,
        Comparator.LT: value < low,
        Comparator.EQ: value == low,
    }.get(Comparator(indicator.comparator), low <= value <= (low if high is None else high))
    return MET if holds else SHORT
