"""Choosing experts in a form: searched in the whole pool, by pages, with what is known of each of them.

Works without a script: the search is a button of the same form, and the page comes back with whoever was ticked before.
"""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _

from accounts.access.expert import askable_by
from accounts.models import TechField
from accounts.queries import dictionary, pool
from challenges.review.queries.experts import loads
from notifications.clock import day_of, now
from notifications.typed import whole

PAGE = 20


class Drawn(forms.TypedMultipleChoiceField):
    """Experts who are ticked in the picker's table; the first of a form's draws the table."""

    def __init__(self, *, first=False, **kwargs):
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.template_name = "kit/picker.html" if first else "kit/picked.html"


@dataclass
class Candidate:
    """An expert in the table: who they are, what they carry, why they cannot be picked, and where they are ticked."""

    pk: int
    name: str
    about: str
    fields: list[str]
    units: tuple[str, ...]
    load: int
    most: int
    why: str = ""
    ticks: list = field(default_factory=list)


@dataclass
class Picker:
    """The table of a form: what was looked for, one page of whom that found, and the pages beside it."""

    form: forms.Form
    rows: list[Candidate]
    number: int
    page: int
    words: str
    code: str
    groups: list
    looked: bool = False

    @property
    def heads(self) -> list:
        """Return the words over the columns to tick: one for each field."""
        return [bound.label for bound in drawn(self.form)]

    @property
    def before(self) -> int:
        """Return the number of the page before; 0 for none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """Return the number of the page after; 0 for none."""
        return self.page + 1 if self.page * PAGE < self.number else 0

    @property
    def names(self) -> dict:
        """Return what the controls of the search are called."""
        return {name: self.form.add_prefix(name) for name in ("look", "look_field", "find")}


def drawn(form) -> list:
    """Return the fields of a form that the table draws."""
    return [bound for bound in form if isinstance(bound.field, Drawn)]


def offer(form, *, near: str, without, unfit, one_of=()) -> None:
    """Fill a form's picker from whom its reader may ask, those of the field `near` first.

    `without` are those who have been asked already, by user id; `unfit(ids)` gives {id: why they cannot be picked}.
    `one_of` names further fields that choose one of those in the table.
    """
    today = day_of(now())
    given = form.data.get if form.is_bound else (lambda _name, default="": default)
    words, code = (given(form.add_prefix(name), "") for name in ("look", "look_field"))
    asked = whole(given(form.add_prefix("find"), "")) or 1
    everybody = askable_by(form.by).to_be_asked().exclude(user_id__in=without)
    found = pool.matching(everybody, pool.Filters(q=words, field=code), on=today)
    order = sorted(
        found.values_list("user_id", "field_codes", "spelled"),
        key=lambda row: (not any(near.startswith(str(one)) or str(one).startswith(near) for one in row[1]), row[2]),
    )
    page = min(max(asked, 1), max(1, -(-len(order) // PAGE)))
    ticked = list(dict.fromkeys(pk for bound in (*drawn(form), *(form[name] for name in one_of)) for pk in held(bound)))
    listed = [pk for pk, _codes, _spelled in order][(page - 1) * PAGE : page * PAGE]
    ids = [*ticked, *(pk for pk in listed if pk not in ticked)]
    profiles = everybody.filter(user_id__in=ids).select_related("user").prefetch_related("employments", "absences")
    known = {profile.user_id: profile for profile in profiles}
    why = unfit([pk for pk in ids if pk in known])
    labels = {entry.code: entry.label for entry in TechField.objects.all()}
    work = loads()
    rows = []
    for profile in (known[pk] for pk in ids if pk in known):
        fields = [labels.get(code, "") for code in profile.field_codes]
        about = " ".join(filter(None, (profile.title, str(profile.get_category_display()))))
        units = pool.row(profile, today).units
        carried = (work[profile.user_id], profile.max_load, why.get(profile.user_id, ""))
        rows.append(Candidate(profile.user_id, profile.user.name, about, fields, units, *carried))
    for bound in (*drawn(form), *(form[name] for name in one_of)):
        bound.field.choices = [(row.pk, row.name) for row in rows]
    for row in rows:
        row.ticks = [tick(bound, row) for bound in drawn(form)]
    groups = dictionary.grouped_choices(TechField)
    form.picker = Picker(form, rows, len(order), page, words, code, groups, looked=form.add_prefix("find") in form.data)


@dataclass(frozen=True)
class Tick:
    """One box of the table, under the head of its column."""

    head: str
    name: str
    id: str
    label: str
    on: bool


def tick(bound, row: Candidate) -> Tick:
    """Return the box of one expert in the column of one field."""
    words = _("%(what)s：%(name)s") % {"what": bound.label, "name": row.name}
    return Tick(str(bound.label), bound.html_name, f"{bound.auto_id}_{row.pk}", words, row.pk in held(bound))


def held(bound) -> list[int]:
    """Return the people whom a field holds now: as posted, or as it begins."""
    value = bound.data if bound.form.is_bound else bound.initial
    listed = value if isinstance(value, list | tuple) else [value]
    return [pk for one in listed if (pk := whole(str(one or ""))) is not None]
