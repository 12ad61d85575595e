"""The numbers of the hall: how many rows each facet would leave, and the sum of all, in one query.

A facet counts the rows that meet every other filter. It counts a bounded number of them: where there are more, each
number is a lower bound and says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    F,
    IntegerField,
    Min,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr

from accounts.models import Region, TechField
from challenges.listing.models import Challenge, Confidentiality
from challenges.listing.states import OPEN, ChallengeState

COUNTED = 4000
TOP = 1000
COLUMNS = ("facet", "key", "label", "label_en", "n", "total", "fiscal", "soonest")
# PostgreSQL takes an untyped NULL in the first branches of a union for a text, so each one says what it is.
NOTHING = {
    "label": Value("", output_field=CharField()),
    "label_en": Value("", output_field=CharField()),
    "total": Cast(Value(None), DecimalField(max_digits=14, decimal_places=2)),
    "fiscal": Cast(Value(None), DecimalField(max_digits=14, decimal_places=2)),
    "soonest": Cast(Value(None), DateTimeField()),
}


@dataclass(frozen=True)
class Option:
    """One choice of a facet; `n` is None when nothing is known beyond the counted rows."""

    key: str
    label: str
    label_en: str
    n: int
    more: bool = False

    @property
    def number(self):
        """The count as shown: `8`, `37+`, `1,000+`; nothing for none."""
        if not self.n:
            return ""
        return f"{min(self.n, TOP):,}+" if self.more or self.n > TOP else f"{self.n:,}"


@dataclass(frozen=True)
class Summary:
    """All that is posted: how many, 万元 in sum (restricted ones left out), the next deadline, what opens later."""

    number: int = 0
    total: Decimal = Decimal(0)
    fiscal: Decimal = Decimal(0)
    closes_at: datetime | None = None
    coming: int = 0
    opens_at: datetime | None = None


def branches(met, listed, at):
    """Return the one query of all numbers.

    `met(at, without)` gives the rows that meet every filter but one; `listed` is all the viewer may see.
    """
    dated = met(at, "deadline")
    every = [
        grouped("field", met(at, "field"), Substr("field_code", 1, 2)),
        grouped("region", met(at, "region"), Substr("region_code", 1, 2)),
        grouped("amount", met(at, "amount"), band()),
        grouped("mode", met(at, "mode"), mode()),
        *(single(f"deadline:{key}", dated.filter(limits)) for key, limits in windows(at).items()),
        single("deadline:", dated),
        names("field_name", TechField.objects.filter(parent=None), F("code")),
        names("region_name", Region.objects.filter(code__endswith="0000"), Substr("code", 1, 2)),
        summed("open", listed.filter(state__in=OPEN, opens_at__lte=at, closes_at__gte=at), "closes_at"),
        summed("coming", listed.filter(state=ChallengeState.PUBLISHED, opens_at__gt=at), "opens_at"),
    ]
    return every[0].union(*every[1:], all=True)


def bounded(rows):
    """Some of the rows, no more than are counted."""
    return Challenge.objects.filter(pk__in=rows.order_by().values("pk")[:COUNTED])


def constant(facet):
    """The name of a branch."""
    return Value(facet, output_field=CharField())


def grouped(facet, rows, key):
    """A branch that counts the rows by a key."""
    groups = bounded(rows).order_by().values(key=Cast(key, CharField())).annotate(n=Count("pk"))
    return groups.annotate(facet=constant(facet), **NOTHING).values_list(*COLUMNS)


def single(facet, rows):
    """A branch that counts the rows together."""
    one = bounded(rows).order_by().values(key=constant("")).annotate(n=Count("pk"))
    return one.annotate(facet=constant(facet), **NOTHING).values_list(*COLUMNS)


def names(facet, rows, key):
    """A branch that carries a dictionary, so that a choice with no row still has its name."""
    extra = {name: value for name, value in NOTHING.items() if not name.startswith("label")}
    listed = rows.order_by().annotate(
        facet=constant(facet),
        key=Cast(key, CharField()),
        label=F("name"),
        label_en=F("name_en"),
        n=Value(0, output_field=IntegerField()),
        **extra,
    )
    return listed.values_list(*COLUMNS)


def summed(facet, rows, moment):
    """A branch with the count, the sums and the next moment of the rows."""
    public = ~Q(confidentiality=Confidentiality.RESTRICTED)
    labels = {name: value for name, value in NOTHING.items() if name.startswith("label")}
    one = rows.order_by().values(key=constant(""))
    one = one.annotate(
        n=Count("pk"),
        total=Sum("total_wan", filter=public),
        fiscal=Sum("fiscal_wan", filter=public),
        soonest=Min(moment),
    )
    return one.annotate(facet=constant(facet), **labels).values_list(*COLUMNS)


def band():
    """The amount band of a row, by the same limits as the filter."""
    return Case(
        When(total_wan__lt=500, then=Value("small")),
        When(total_wan__lt=1000, then=Value("middle")),
        default=Value("large"),
    )


def mode():
    """The mode of a row, as the filter names it."""
    return Case(
        When(mode="honour", then=Value("honour")), When(race_slots__gt=1, then=Value("race")), default=Value("single")
    )


def windows(at):
    """The deadline windows: within a week, within a month, later."""
    week, month = at + timedelta(days=7), at + timedelta(days=30)
    return {"week": Q(closes_at__lt=week), "month": Q(closes_at__lt=month), "later": Q(closes_at__gte=month)}


def arranged(rows):
    """Turn the rows of the branches into facets ({name: {key: Option}}, the key "" for all) and the Summary."""
    counts: dict[str, dict] = {}
    labels: dict[str, dict] = {"field": {}, "region": {}}
    summary = Summary()
    for facet, key, label, label_en, n, total, fiscal, soonest in rows:
        if facet in ("field_name", "region_name"):
            labels[facet[:-5]][key] = (label, label_en)
        elif facet == "open":
            summary = Summary(n, total or Decimal(0), fiscal or Decimal(0), soonest, summary.coming, summary.opens_at)
        elif facet == "coming":
            summary = Summary(summary.number, summary.total, summary.fiscal, summary.closes_at, n, soonest)
        elif facet.startswith("deadline"):
            counts.setdefault("deadline", {})[facet.partition(":")[2]] = n
        else:
            counts.setdefault(facet, {})[key] = n
    facets = {}
    for name in ("field", "region", "amount", "deadline", "mode"):
        own = counts.get(name, {})
        everything = own.get("", 0) if name == "deadline" else sum(own.values())
        full = everything >= COUNTED
        keys = sorted({*own, *labels.get(name, {})} - {""})
        facets[name] = {"": Option("", "", "", everything, full)}
        for key in keys:
            label, label_en = labels.get(name, {}).get(key, ("", ""))
            facets[name][key] = Option(key, label, label_en, own.get(key, 0), full)
    return facets, summary
