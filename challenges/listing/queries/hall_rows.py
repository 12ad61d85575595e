"""The rows of the hall: exactly the columns a row shows, paged by key, so that page 2,000 costs what page 1 does."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal

from django.db.models import BooleanField, Case, DecimalField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Substr

from accounts.models import Region, TechField
from challenges.core.queries import keyset
from challenges.core.queries.amount import BANDS

MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)
# What a restricted challenge shows of its sum: the floor of its band, 万元.
BAND_FLOOR = Case(
    *(When(total_wan__gte=floor, then=Value(floor)) for floor in reversed(BANDS)),
    default=Value(Decimal(0)),
    output_field=MONEY,
)
SORTS = ("deadline", "amount", "newest")
KEYS = {"deadline": "closes_at", "amount": "shown_wan", "newest": "published_at"}


@dataclass
class Row:
    """One challenge as the hall shows it. `shown_wan` is the exact sum, or its band's floor where it is restricted."""

    id: int
    number: str
    title: str
    title_en: str
    mode: str
    race_slots: int
    shown_wan: Decimal
    restricted: bool
    full: bool
    confidentiality: str
    duration_months: int
    state: str
    opens_at: datetime
    closes_at: datetime
    published_at: datetime
    batch_id: int
    batch_name: str
    batch_name_en: str
    organiser_name: str
    organiser_name_en: str
    lead_id: int
    lead_name: str
    lead_short: str
    lead_name_en: str
    province: str
    province_en: str
    city: str
    city_en: str
    field_name: str
    field_name_en: str
    asks: list = field(default_factory=list)
    noun = "challenge"


COLUMNS = [column.name for column in fields(Row) if column.name != "asks"]
JOINED = {
    "batch_name": F("batch__name"),
    "batch_name_en": F("batch__name_en"),
    "organiser_name": F("organiser__name"),
    "organiser_name_en": F("organiser__name_en"),
    "lead_name": F("lead__name"),
    "lead_short": F("lead__short_name"),
    "lead_name_en": F("lead__name_en"),
}


def named(model, code, name):
    """The name of a dictionary's entry, looked up inside the row's own query."""
    return Subquery(model.objects.filter(code=code).values(name)[:1])


PROVINCE = Concat(Substr(OuterRef("region_code"), 1, 2), Value("0000"))
CITY = Concat(Substr(OuterRef("region_code"), 1, 4), Value("00"))
FIELD = Substr(OuterRef("field_code"), 1, 2)
NAMED = {
    "province": named(Region, PROVINCE, "name"),
    "province_en": named(Region, PROVINCE, "name_en"),
    "city": named(Region, CITY, "name"),
    "city_en": named(Region, CITY, "name_en"),
    "field_name": named(TechField, FIELD, "name"),
    "field_name_en": named(TechField, FIELD, "name_en"),
}


def shown(rows, full):
    """Add what a row shows; `full` is the condition under which the viewer reads everything."""
    rows = rows.annotate(
        full=Case(When(full, then=True), default=False, output_field=BooleanField()),
        restricted=Case(
            When(full | ~Q(confidentiality="restricted"), then=False), default=True, output_field=BooleanField()
        ),
    )
    return rows.annotate(
        shown_wan=Case(When(restricted=True, then=BAND_FLOOR), default=F("total_wan"), output_field=MONEY),
        **NAMED,
        **JOINED,
    )


def after(rows, sort, stage, mark, full):
    """Return the rows in their order, from the one behind the page mark. Raises ValueError for a forged mark.

    Past deadlines run backwards. The leading comparison lets the database seek in the index instead of counting rows.
    """
    rows = shown(rows, full)
    key = KEYS[sort]
    down = sort != "deadline" or stage == "past"
    if mark:
        value, pk = keyset.read_mark(mark, Decimal if sort == "amount" else datetime)
        near, far = ("lte", "lt") if down else ("gte", "gt")
        rows = rows.filter(Q(**{f"{key}__{near}": value}) & (Q(**{f"{key}__{far}": value}) | Q(**{f"id__{far}": pk})))
    sign = "-" if down else ""
    return rows.order_by(f"{sign}{key}", f"{sign}id")


def mark(row, sort):
    """Return the opaque mark of a row: where the next page begins."""
    return keyset.mark(getattr(row, KEYS[sort]), row.id)


def read(tuples):
    """Turn the tuples of the columns into rows."""
    return [Row(*values) for values in tuples]
