"""The expert pool 专家库 as organisers look through it: filters, order, pages by key."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace

from accounts.access.expert import pool_visible_to
from accounts.models import Absence, Employment, ExpertProfile
from accounts.typed import text
from notifications import masking

PAGE = 30
# What a list may be sorted by: the columns of its key, the last one unique.
SORTS = {"name": ("spelled", "id"), "newest": ("-id",)}


@dataclass(frozen=True)
class Filters:
    """What a reader asks for; empty means everybody.

    `q` is a part of a name, of its pinyin, or of the unit where somebody works or worked; `field` a field code, with
    all below it; `available` "yes" for those who take invitations on `on` and are not away then, "no" for the others.
    """

    q: str = ""
    field: str = ""
    category: str = ""
    integrity: str = ""
    verification: str = ""
    available: str = ""
    sort: str = "name"


@dataclass(frozen=True)
class Row:
    """An expert in a list: the profile, and where they work today."""

    profile: ExpertProfile
    units: tuple[str, ...]
    away: bool

    @property
    def phone(self) -> str:
        """Return the telephone number with its middle hidden."""
        return masking.phone(self.profile.user.phone)


def found(viewer, filters: Filters, *, on: date):
    """Return the profiles of the pool a viewer may see that match, without an order."""
    return matching(pool_visible_to(viewer), filters, on=on)


def matching(rows, filters: Filters, *, on: date):
    """Return those of the profiles that match, without an order; nobody whose account is closed."""
    rows = rows.filter(user__is_active=True)
    exact = {"category": filters.category, "integrity": filters.integrity, "verification": filters.verification}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    word, joined = text.words(filters.q), text.folded(filters.q)
    if joined:
        worked = Employment.objects.filter(expert=OuterRef("pk"), unit_name__icontains=word)
        # A name with a blank inside is the name without it.
        rows = rows.annotate(bare_name=Replace("user__name", Value(" "), Value("")))
        named = Q(user__name__icontains=word) | Q(bare_name__icontains=joined)
        rows = rows.filter(named | Q(spelled__contains=joined) | Exists(worked))
    if filters.field:
        rows = rows.filter(pk__in=of_field(rows, filters.field))
    if filters.available:
        away = Exists(Absence.objects.filter(expert=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on))
        yes = filters.available == "yes"
        rows = rows.filter(Q(available=True) & ~away) if yes else rows.filter(Q(available=False) | away)
    return rows


def of_field(rows, code: str) -> list[int]:
    """Return the ids of those whose fields lie under a code or over it: the databases search lists differently."""
    return [
        pk
        for pk, codes in rows.values_list("pk", "field_codes")
        if any(str(one).startswith(code) or code.startswith(str(one)) for one in codes)
    ]


def page(viewer, filters: Filters, *, on: date, after=None, size: int | None = PAGE):
    """Return one page of the pool and the key of the next one (None at the end).

    `after` is the key of the last row of the page before: its `spelled` and id by name, its id alone by age. `size`
    None gives everybody, for a file.
    """
    rows = found(viewer, filters, on=on).order_by(*SORTS[filters.sort])
    if after and filters.sort == "name":
        spelled, pk = after
        rows = rows.filter(Q(spelled__gte=spelled) & (Q(spelled__gt=spelled) | Q(pk__gt=pk)))
    elif after:
        rows = rows.filter(pk__lt=after[-1])
    rows = rows.select_related("user").prefetch_related("employments", "absences")
    profiles = list(rows[: size + 1] if size else rows)
    shown = profiles[:size] if size else profiles
    following = (shown[-1].spelled, shown[-1].pk) if len(profiles) > len(shown) else None
    return [row(profile, on) for profile in shown], following


def row(profile: ExpertProfile, on: date) -> Row:
    """Return an expert as they stand in a list on a day."""
    held = [
        post.unit_name
        for post in profile.employments.all()
        if post.starts_on <= on and (post.ends_on is None or post.ends_on >= on)
    ]
    away = any(absence.starts_on <= on <= absence.ends_on for absence in profile.absences.all())
    return Row(profile, tuple(dict.fromkeys(held)), away)
