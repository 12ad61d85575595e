"""The text of a contract as plain data with one spelling: what is compared, accepted and signed."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from challenges.contracts.models import Contract
from challenges.core.queries.amount import capital
from challenges.core.queries.units import plain

# What the parties write themselves, in the order in which it is read, with the longest text that is taken.
SECTIONS: dict[str, tuple[Any, int]] = {
    "period": (_("进度安排"), 4000),
    "delivery": (_("交付安排"), 4000),
    "acceptance": (_("验收安排"), 4000),
    "payment": (_("付款手续"), 4000),
    "contacts": (_("联系人与联系方式"), 2000),
    "secrecy": (_("保密约定"), 4000),
    "dispute": (_("争议解决"), 2000),
    "other": (_("其他约定"), 4000),
}
TERMS = ("name", "unit", "comparator", "test_method", "condition", "measured_by", "value_choice")
NUMBERS = ("target", "target_max", "value", "value_max")
SOURCES = ("enterprise", "fiscal", "other")


def number(value: Decimal | None) -> str:
    """Return a number as the text spells it: without idle noughts; "" for none."""
    return "" if value is None else plain(value)


def money(value: Decimal) -> str:
    """Return an amount in 元 as the text spells it: two decimals."""
    return f"{value:.2f}"


def content_of(contract: Contract, *, sections: dict[str, str]) -> dict[str, Any]:
    """Return the whole text from the rows of a contract and these sections; four queries."""
    floor = contract.floor
    with translation.override("zh-hans"):
        return {
            "number": contract.number,
            "challenge": floor["challenge"],
            "title": floor["title"],
            "edition": contract.edition,
            "months": contract.months,
            "parties": [
                {
                    "organisation": row.organisation.name,
                    "uscc": row.organisation.uscc,
                    "role": str(row.role),
                    "share": number(row.share),
                    "amount": money(row.amount),
                    "task": row.task,
                    "sme": row.sme,
                    "signs": row.turn is not None,
                }
                for row in contract.parties.select_related("organisation")
            ],
            "money": {name: money(getattr(contract, name)) for name in SOURCES}
            | {"total": money(contract.total), "capital": capital(contract.total)},
            "indicators": [
                {
                    "position": row.position,
                    "mandatory": row.mandatory,
                    **{name: getattr(row, name) for name in TERMS},
                    **{name: number(getattr(row, name)) for name in NUMBERS},
                }
                for row in contract.indicators.all()
            ],
            "parts": [
                {
                    "position": row.position,
                    "node": row.node,
                    "percent": number(row.percent),
                    "race": row.race,
                    "amount": money(row.amount),
                    **{name: money(getattr(row, name)) for name in SOURCES},
                }
                for row in contract.parts.all()
            ],
            "promises": [
                {
                    "position": row.position,
                    "text": row.text,
                    "indicator": row.indicator.position if row.indicator else None,
                    "milestone": row.milestone,
                    "due_month": row.due_month,
                    "consequence": row.consequence,
                }
                for row in contract.promises.select_related("indicator")
            ],
            "deliverables": floor["deliverables"],
            "milestones": floor["milestones"],
            "ip": contract.ip,
            "ip_results": floor["ip_results"],
            "sections": {name: sections.get(name, "") for name in SECTIONS},
        }
