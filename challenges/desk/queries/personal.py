"""One's own data: what the register of processing finds of one person, as counts for a page and in full for an export.

Whose they are is decided here alone: rows that lead to the person's own account, and addresses whose owner they have
proved to be. A telephone or a name that somebody typed proves nothing and finds nothing of others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateField, DateTimeField, FileField, Model, Q

from accounts.acting import acting_as
from accounts.models import Membership, User
from accounts.queries.identity import proved_mails
from accounts.typed import columns
from challenges.core.noun import NOUNS
from challenges.desk.models import PersonalRule
from challenges.desk.queries.personal_register import HOLDINGS, Holding, table
from challenges.desk.queries.personal_words import ACTIVITIES, Activity
from challenges.proposals.models import Section
from challenges.review.models import Seat
from challenges.review.states.review import SeatState
from notifications.clock import day_of

SELF = "accounts.User"
# Whom an organiser thinks of for a panel learns it by the invitation and not by an export.
UNASKED = (SeatState.PICKED, SeatState.RESERVE)
ASKED = {"challenges.Seat": "state", "challenges.Review": "seat__state"}


@dataclass(frozen=True)
class Part:
    """An activity with what of one person it holds: how many entries, and for how many years the law keeps them."""

    activity: Activity
    count: int
    rule: PersonalRule | None


def any_of(ways: tuple[str, ...], value: Any) -> Q:
    """Return the condition that one of these columns is the value; that no row fits, without columns."""
    found = Q(pk__in=[])
    for way in ways:
        found |= Q(**{way: value})
    return found


def own_rows(label: str, held: Holding, user: User) -> Any:
    """Return the rows that are about this person as a whole; of a panel, once they were asked to sit on it."""
    rows = table(label).objects.order_by("pk")
    if label in ASKED:
        rows = rows.exclude(**{f"{ASKED[label]}__in": UNASKED})
    return rows.filter(pk=user.pk) if label == SELF else rows.filter(any_of(held.own, user.pk))


def acted_rows(label: str, held: Holding, user: User) -> Any:
    """Return the rows in which this person only acted."""
    others = tuple(way for way in held.who if way not in held.own)
    rows = table(label).objects.filter(any_of(others, user.pk)).exclude(any_of(held.own, user.pk)).order_by("pk")
    if label == "challenges.Conflict":
        asked = Seat.objects.filter(expert=user).exclude(state__in=UNASKED)
        rows = rows.filter(Q(challenge__in=asked.values("panel__challenge")) | ~Q(expert=user))
    return rows


def mailed_rows(label: str, held: Holding, user: User, own: list[str]) -> Any:
    """Return further rows in which an address of this person stands."""
    if label == SELF or not own:
        return table(label).objects.none()
    found = Q(pk__in=[])
    for name in mail_columns(label, held):
        found |= Q(**{f"{name}__in": own})
    return table(label).objects.filter(found).exclude(any_of(held.who + held.own, user.pk)).order_by("pk")


def mail_columns(label: str, held: Holding) -> list[str]:
    """Return the columns of a table in which a mail address stands by itself."""
    model = table(label)
    return [name for name in held.names if isinstance(model._meta.get_field(name), columns.Mail)]


def parts(user: User, at: datetime) -> list[Part]:
    """Return what the platform holds of this person, by activity; in a fixed number of queries."""
    own, counts = proved_mails(user), {activity.key: 0 for activity in ACTIVITIES}
    for label, held in HOLDINGS.items():
        found = own_rows(label, held, user).order_by().count()
        if any(way not in held.own for way in held.who):
            found += acted_rows(label, held, user).order_by().count()
        if label != SELF and mail_columns(label, held):
            found += mailed_rows(label, held, user, own).order_by().count()
        counts[held.activity] += found
    rules = PersonalRule.in_force(day_of(at))
    return [Part(one, counts[one.key], rules.get(f"keep_{one.kept}")) for one in ACTIVITIES]


def everything(user: User, at: datetime) -> dict[str, list[dict]]:
    """Return all that the register finds of this person as plain data, by table; a table without any is left out."""
    own, found = proved_mails(user), {}
    for label, held in HOLDINGS.items():
        rows = [whole(row, held) for row in own_rows(label, held, user).iterator(500)]
        rows += [acted(row, held, user) for row in acted_rows(label, held, user).iterator(500)]
        rows += [mailed(row, label, held, own) for row in mailed_rows(label, held, user, own).iterator(500)]
        if rows:
            found[label] = rows
    if named := list(mentions(user, own, at)):
        found.setdefault("challenges.Section", []).extend(named)
    return found


def whole(row: Model, held: Holding) -> dict:
    """Return a row with all its columns, but for secrets and for who else acted in it."""
    left = {*held.secret, *(way for way in held.who if way not in held.own)}
    return {field.name: plain(row, field) for field in row._meta.concrete_fields if field.name not in left}


def acted(row: Model, held: Holding, user: User) -> dict:
    """Return what this person did in a row: which of its columns name them, when, and what it is told as."""
    found: dict[str, Any] = {"id": row.pk, "as": [w for w in held.who if getattr(row, f"{w}_id") == user.pk]}
    for field in row._meta.concrete_fields:
        if isinstance(field, (DateField, DateTimeField)) or field.name in held.told:
            found[field.name] = plain(row, field)
    return found


def mailed(row: Model, label: str, held: Holding, own: list[str]) -> dict:
    """Return where an address of this person stands in a row of others."""
    values = {name: getattr(row, name) for name in mail_columns(label, held)}
    return {"id": row.pk} | {name: value for name, value in values.items() if value in own}


def plain(row: Model, field: Any) -> Any:
    """Return a column as plain data: a link by its number, a file by its name."""
    value = field.value_from_object(row)
    return str(value) if isinstance(field, FileField) else value


def mentions(user: User, own: list[str], at: datetime) -> Iterator[dict]:
    """Yield where the proposals of the person's own firms name them, as far as they may read those."""
    marks = {mark for mark in (user.name, user.phone, *own) if mark}
    for membership in Membership.objects.active().filter(user=user):
        viewer = acting_as(user, membership.organisation_id, at=at)
        seen = NOUNS["proposal"].visible_to(viewer).filter(organisation=membership.organisation_id)
        for section in Section.objects.filter(proposal__in=seen.values("pk")).order_by("pk"):
            for entry in entries(section.data, marks):
                yield {"id": section.pk, "proposal": section.proposal_id, "key": section.key, "data": entry}


def entries(data: Any, marks: set[str]) -> Iterator[Any]:
    """Yield the innermost records of plain data in which one of these marks stands as a value of its own."""
    if isinstance(data, dict):
        if any(isinstance(value, str) and value in marks for value in data.values()):
            yield {name: value for name, value in data.items() if not isinstance(value, (dict, list))}
        for value in data.values():
            yield from entries(value, marks)
    elif isinstance(data, list):
        for value in data:
            yield from entries(value, marks)
