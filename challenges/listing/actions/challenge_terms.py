"""Reading what people typed into a challenge: every value checked, every problem named beside its field."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.queries import dictionary
from accounts.typed import number, phone, text
from accounts.typed.unreadable import Unreadable
from challenges.core.queries.units import never_negative
from challenges.core.reading import Reading, storable
from challenges.listing.access.eligibility import problems_of
from challenges.listing.models import (
    Challenge,
    ChallengeType,
    Comparator,
    Condition,
    Confidentiality,
    Deliverable,
    Indicator,
    IpResult,
    Mode,
    PaymentPart,
    PlannedMilestone,
)
from challenges.listing.models.ip import IP_CHOICES, IP_MONEY, IP_PERCENT, IP_TEXTS, IP_WHOLE, IpOwner
from notifications.typed import whole

MONEY_LIMIT = Decimal("9999999999.99")
MOST_ROWS = 100
# What may be written behind these numbers (accounts.typed.number.UNITS).
UNITS = {"duration_months": "month", "window_days": "day"}
LONGEST_OPTION, MOST_OPTIONS = 60, 30


def read_fields(typed: dict) -> Reading:
    """Read the plain fields of a challenge; only those that were sent."""
    reading = Reading(typed)
    for name, longest in (
        ("title", 120),
        ("title_en", 200),
        ("summary_en", 4000),
        ("background", 8000),
        ("content", 20000),
        ("state_of_art", 8000),
        ("conditions_text", 2000),
        ("field_code", 8),
        ("industry_code", 6),
        ("region_code", 6),
        ("budget_number", 60),
        ("contact_name", 40),
        *IP_TEXTS.items(),
    ):
        reading.text(name, longest)
    reading.read("contact_phone", phone.read, empty="")
    if len(reading.values.get("contact_phone", "")) > 40:
        reading.problem("contact_phone", _("一格最多写 %(most)d 个电话号码。") % {"most": 2}, "several")
    reading.choice("mode", Mode)
    reading.choice("type", ChallengeType, blank=True)
    reading.choice("confidentiality", Confidentiality)
    read_ip(reading)
    for name in ("total_wan", "enterprise_wan", "fiscal_wan", "other_wan"):
        reading.number(name, 2, MONEY_LIMIT, empty=Decimal(0), unit="wan")
    for name, lowest, highest in (
        ("trl_now", 1, 9),
        ("trl_target", 1, 9),
        ("duration_months", 1, 120),
        ("race_slots", 1, 20),
        ("race_milestone", 1, 50),
        ("window_days", 1, 365),
    ):
        reading.whole(name, lowest, highest, unit=UNITS.get(name, ""))
    reading.known("field_code", dictionary.knows_field)
    reading.known("industry_code", dictionary.knows_industry)
    reading.known("region_code", dictionary.knows_region)
    reading.flag("negotiable")
    if reading.values.get("title") == "":
        reading.problem("title", _("请填写题目。"), "required")
    reading.document("ip_details")
    for name, fallback in (("duration_months", 12), ("race_slots", 1), ("window_days", 30)):
        if name in reading.values and reading.values[name] is None:
            reading.values[name] = fallback
    return reading


def read_ip(reading: Reading) -> None:
    """Read what is chosen and counted of the terms on intellectual property."""
    for name, choices in IP_CHOICES.items():
        reading.choice(name, choices, blank=True)
    for name, (lowest, highest, unit) in IP_WHOLE.items():
        reading.whole(name, lowest, highest, unit=unit)
    reading.number(IP_MONEY, 2, MONEY_LIMIT, empty=Decimal(0), unit="wan")
    reading.number(IP_PERCENT, 2, Decimal(100), unit="percent")


def honour_problems(mode: Any, total: Any) -> list[Problem]:
    """Return what is wrong with money offered in a challenge for honour: there it has no place, even in a draft."""
    if mode == Mode.HONOUR and total:
        return [Problem("total_wan", _("荣誉揭榜不设金额，请填 0。"))]
    return []


def read_indicator(reading: Reading) -> None:
    """Read one indicator; it may still be incomplete, completeness is asked for when the need is handed in."""
    for name, longest in (
        ("name", 80),
        ("name_en", 120),
        ("unit", 24),
        ("test_method", 200),
        ("condition", 200),
        ("measured_by", 80),
    ):
        reading.text(name, longest)
    reading.choice("comparator", Comparator)
    for name in ("baseline", "target", "target_max"):
        reading.number(name, 10, Decimal("1e13"), negative=not never_negative(reading.values.get("unit") or ""))
    reading.flag("mandatory")
    reading.whole("weight", 0, 100, unit="percent")
    options = reading.typed.get("options")
    if isinstance(options, str):
        options = [part.strip() for part in options.replace("；", ";").split(";") if part.strip()]
    if isinstance(options, list) and storable(options):
        options = [text.line(option) for option in options]
        if len(options) > MOST_OPTIONS or any(len(option) > LONGEST_OPTION for option in options):
            said = _("最多 %(most)s 个选项，每个最多 %(longest)s 个字。")
            reading.problem("options", said % {"most": MOST_OPTIONS, "longest": LONGEST_OPTION}, "too_long")
        reading.values["options"] = options
    elif options is not None:
        reading.problem("options", _("请填写用分号分开的选项。"))


def read_part(reading: Reading) -> None:
    """Read one part of the payment split."""
    reading.text("node", 80)
    reading.typed.setdefault("percent", "")
    reading.number("percent", 2, Decimal(100), empty=Decimal(0), unit="percent")
    reading.flag("race")


def read_deliverable(reading: Reading) -> None:
    """Read one thing to hand over; of which kind may be said later."""
    reading.choice("kind", Deliverable.Kind, blank=True)
    reading.text("text", 200)


def read_milestone(reading: Reading) -> None:
    """Read one planned milestone; its month may be filled in later."""
    reading.text("name", 80)
    reading.typed.setdefault("due_month", "")
    reading.whole("due_month", 1, 120, unit="month")
    reading.text("check_text", 240)


def read_result(reading: Reading) -> None:
    """Read to whom one expected result belongs; the owner may be chosen later."""
    reading.text("name", 120)
    reading.choice("owner", IpOwner, blank=True)
    reading.text("use", 240)


def read_condition(reading: Reading) -> None:
    """Read one typed condition."""
    kind, params = str(reading.typed.get("kind") or ""), reading.typed.get("params") or {}
    if isinstance(params, dict):
        params = {**params, **{name: found for name in COUNTS if (found := whole_of(params.get(name))) is not None}}
    for name, message in problems_of(kind, params) if storable(params) else [("params", _("含有不能保存的内容。"))]:
        reading.problem(name, message)
    reading.values |= {"kind": kind, "params": params}


# The parameters of conditions that are whole numbers.
COUNTS = ("max", "years")


def whole_of(typed: Any) -> int | None:
    """Return a whole number as it is counted with; None for what is none, which the condition itself refuses."""
    try:
        return number.whole(typed)
    except Unreadable:
        return None


PARTS: dict[str, tuple[Any, Callable[[Reading], None]]] = {
    "indicators": (Indicator, read_indicator),
    "payment_parts": (PaymentPart, read_part),
    "deliverables": (Deliverable, read_deliverable),
    "milestones": (PlannedMilestone, read_milestone),
    "ip_results": (IpResult, read_result),
    "conditions": (Condition, read_condition),
}


def read_parts(typed: dict) -> tuple[dict[str, list[dict]], list[Problem]]:
    """Read every list of rows that was sent; a list that was sent replaces the one that stands."""
    rows: dict[str, list[dict]] = {}
    problems: list[Problem] = []
    for name, (_model, read) in PARTS.items():
        if name not in typed:
            continue
        rows[name] = []
        sent = typed[name]
        if not isinstance(sent, list) or len(sent) > MOST_ROWS or not all(isinstance(row, dict) for row in sent):
            problems.append(Problem(name, _("请填写一个列表，最多 %(most)s 行。") % {"most": MOST_ROWS}))
            continue
        for index, row in enumerate(sent):
            reading = Reading(dict(row), f"{name}.{index}.")
            read(reading)
            if (pk := whole(str(row.get("id") or ""))) is not None:
                reading.values["id"] = pk
            rows[name].append(reading.values)
            problems += reading.problems
    return rows, problems


def replace_parts(challenge: Challenge, rows: dict[str, list[dict]]) -> None:
    """Write the lists that were read in place of those that stand; a row sent with its id keeps it,
    so that commitments made to an indicator still know it."""
    for name, values in rows.items():
        model, _read = PARTS[name]
        standing = {row.pk: row for row in model.objects.filter(challenge=challenge)}
        kept = [standing.pop(row.pop("id", None), None) for row in values]
        model.objects.filter(pk__in=standing).delete()
        for position, (row, old) in enumerate(zip(values, kept, strict=True), start=1):
            fresh = old or model(challenge=challenge)
            for column, value in row.items():
                setattr(fresh, column, value)
            fresh.position = position
            fresh.save()
