"""The dictionaries that every installation begins with. Operators keep them in the admin from then on.

Regions are GB/T 2260 (all provinces and cities, the districts of the four municipalities, and a few more), industries
GB/T 4754-2017, fields those of 国科发火〔2016〕32号, size classes 国统字〔2017〕213号. English names are our own.
"""

import datetime
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from accounts.rules.size_class import FROM_BIG, MEASURES, Bound

FIXTURES = Path(__file__).parent / "fixtures"


@cache
def _read(name):
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def _threshold_rows():
    rule = _read("size_thresholds")
    for group in rule["groups"]:
        for size_class in FROM_BIG:
            bounds = {measure: group[size_class].get(measure) for measure in MEASURES}
            yield {
                "rule": rule["rule"],
                "effective_from": datetime.date.fromisoformat(rule["effective_from"]),
                "group": group["group"],
                "group_name": group["name"],
                "group_name_en": group["name_en"],
                "codes": group["codes"],
                "size_class": size_class,
                **bounds,
            }


def fixture_bounds() -> list[Bound]:
    """The thresholds that an installation begins with, as the rule reads them."""
    rows = []
    for row in _threshold_rows():
        money: dict[str, Any] = {
            name: Decimal(row[name]) for name in ("revenue_wan", "assets_wan") if row[name] is not None
        }
        named = {
            name: row[name] for name in ("rule", "effective_from", "group", "group_name", "size_class", "employees")
        }
        rows.append(Bound(codes=tuple(row["codes"]), **named, **money))
    return rows


def load(apps) -> None:
    """Write every dictionary, leaving rows alone that exist already. `apps` is that of a migration, or Django's own."""
    for model, name in (("Region", "regions"), ("Industry", "industries")):
        rows = [
            {"code": code, "name": own, "name_en": english, "parent_id": parent or None}
            for code, own, english, parent in _read(name)
        ]
        _write(apps.get_model("accounts", model), rows)
    fields = [
        {"code": code, "name": own, "name_en": english, "parent_id": None if code.endswith("0") else f"{code[0]}0"}
        for code, own, english in _read("tech_fields")
    ]
    _write(apps.get_model("accounts", "TechField"), fields)
    _write(apps.get_model("accounts", "SizeThreshold"), _threshold_rows())


def _write(model, rows):
    # Parents come before children in the files, and codes are the keys, so that one statement writes a dictionary.
    model.objects.bulk_create([model(**row) for row in rows], batch_size=500, ignore_conflicts=True)
