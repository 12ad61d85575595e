"""The page of a call: every challenge of a batch by where it stands, with its next small step, paged by key."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Sum, Value, When

from accounts.acting import Acting
from challenges.award.models import Decision
from challenges.award.states.decision import DecisionState
from challenges.core.access.job import watches
from challenges.core.queries import board
from challenges.core.queries.keyset import mark
from challenges.desk.queries.call_facts import BESIDE, add_panels, beside
from challenges.desk.queries.call_place import Facts, Place, place_of
from challenges.listing.access import challenge as challenge_access
from challenges.listing.models import Opinion
from challenges.listing.states import ChallengeState as S
from challenges.review.models import Panel
from challenges.review.states.review import PanelState

PAGE = 50
# The groups of the page in their order. A challenge is stuck before it is anything else.
GROUPS = ("stuck", "check", "open", "qualify", "review", "choose", "ready", "public", "sign", "work", "ended")
PLACE = {name: n for n, name in enumerate(GROUPS)}
# States with a period of their own that somebody may let pass.
TIMED = (S.FORMAL_CHECK, S.RETURNED, S.ARGUMENTATION, S.QUALIFICATION, S.EXPERT_REVIEW, S.PROPOSED, S.AWARDED)


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; an empty word asks for everything."""

    choices = {"group": GROUPS}

    group: str = ""
    q: str = ""


@dataclass(frozen=True)
class Row:
    """One challenge of the call as the page shows it."""

    id: int
    state: str
    number: str
    title: str
    lead: str
    lead_short: str
    total_wan: Decimal
    due_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    publicity_ends_at: datetime | None
    funds_confirmed_at: datetime | None
    group: int
    noun = "challenge"


COLUMNS = (
    *("id", "state", "number", "title", "lead__name", "lead__short_name", "total_wan", "due_at"),
    *("opens_at", "closes_at", "publicity_ends_at", "funds_confirmed_at", "group"),
)


@dataclass(frozen=True)
class Line:
    """A row with where it stands; `late` when its last moment has passed, `panel_id` where its panel has a page."""

    row: Row
    place: Place
    late: bool
    facts: Facts


@dataclass(frozen=True)
class Tally:
    """How many challenges of the call stand in a group, and for how much, in 万元."""

    number: int = 0
    total_wan: Decimal = Decimal(0)


@dataclass(frozen=True)
class Dates:
    """The dates of a call: by stage how many challenges are in it and when the last of them leaves it.

    `number` is how many there are in all, `needs` how many are in their formal check, `next` the next moment that any
    of them waits for.
    """

    number: int
    needs: int
    here: dict[str, int]
    until: dict[str, datetime | None]
    next: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the call, the tally of each group, its dates, and where the next page begins."""

    lines: list[Line]
    tally: dict[str, Tally]
    dates: Dates
    following: str


def challenges_of(viewer: Acting, batch: Any, at: datetime) -> QuerySet:
    """Return the challenges of a batch that this viewer may see, each with its `group` at this moment."""
    panels = Panel.objects.filter(challenge=OuterRef("pk")).exclude(state=PanelState.CANCELLED)
    begun = panels.exclude(state=PanelState.PLANNING)
    decided = Decision.objects.filter(challenge=OuterRef("pk"), state=DecisionState.COMPLETE)
    late = Q(state__in=TIMED, due_at__lt=at)
    unasked = Q(state=S.ARGUMENTATION) & ~Exists(Opinion.objects.filter(challenge=OuterRef("pk")))
    # Who may not know of panels does not learn from the order which challenges have none.
    unread = Q(state=S.EXPERT_REVIEW) & ~Exists(begun) if watches(viewer) else Q(pk__in=[])
    rules = (
        (late | unasked | unread, "stuck"),
        (Q(state__in=(S.FORMAL_CHECK, S.RETURNED, S.ARGUMENTATION, S.PENDING_PUBLISH)), "check"),
        (Q(state__in=(S.PUBLISHED, S.ACCEPTING, S.CLOSED)), "open"),
        (Q(state=S.QUALIFICATION), "qualify"),
        (Q(state=S.EXPERT_REVIEW), "review"),
        (Q(state=S.PROPOSED) & Exists(decided), "ready"),
        (Q(state=S.PROPOSED), "choose"),
        (Q(state__in=(S.PUBLICITY, S.OBJECTION)), "public"),
        (Q(state=S.AWARDED), "sign"),
        (Q(state=S.IN_PROGRESS), "work"),
    )
    group = Case(
        *(When(condition, then=Value(PLACE[name])) for condition, name in rules),
        default=Value(PLACE["ended"]),
        output_field=IntegerField(),
    )
    rows = challenge_access.visible_to(viewer).filter(batch=batch, organiser_id=viewer.organisation_id)
    return rows.annotate(group=group)


def matching(filters: Filters) -> Q:
    """Return the condition for what is searched, whatever its group."""
    return board.holding(filters.q, ("title", "number", "lead__name", "lead__short_name"))


def page(viewer: Acting, batch: Any, filters: Filters, at: datetime, size: int = PAGE) -> Page:
    """Return one page of the call in three queries. Raises UnknownFilter for a forged page mark."""
    base = challenges_of(viewer, batch, at)
    rows = base.filter(matching(filters))
    if filters.group:
        rows = rows.filter(group=PLACE[filters.group])
    rows = filters.behind(rows, "group", int)
    asked = beside(viewer, rows).values_list(*COLUMNS, *BESIDE)
    found = list(asked[: size + 1])
    shown = [Row(*values[: len(COLUMNS)]) for values in found[:size]]
    known = {values[0]: facts_of(viewer, values[len(COLUMNS) :]) for values in found[:size]}
    if reviewed := [row.id for row in shown if row.state == S.EXPERT_REVIEW]:
        add_panels(viewer, known, reviewed)
    lines = []
    for row in shown:
        late = row.state in TIMED and row.due_at is not None and row.due_at < at
        lines.append(Line(row, place_of(row.state, row, known[row.id]), late, known[row.id]))
    following = mark(shown[-1].group, shown[-1].id) if len(found) > size else ""
    return Page(lines, *summary(base, matching(filters), at), following)


def facts_of(viewer: Acting, values: tuple) -> Facts:
    """Return what was read beside a row; nothing is nought, or no word."""
    told = {name: value for name, value in zip(BESIDE, values, strict=True) if value is not None}
    return Facts(**told, sees_panels=watches(viewer))


# The stages of a call's timetable after the collecting, and the states in which a challenge is in each.
STAGES = {
    "check": (S.FORMAL_CHECK, S.RETURNED, S.ARGUMENTATION),
    "publish": (S.PENDING_PUBLISH,),
    "apply": (S.PUBLISHED, S.ACCEPTING, S.CLOSED),
    "qualification": (S.QUALIFICATION,),
    "expert_review": (S.EXPERT_REVIEW,),
    "proposed": (S.PROPOSED,),
    "publicity": (S.PUBLICITY, S.OBJECTION),
    "awarded": (S.AWARDED,),
}
# Which date ends a stage; its states' own period where none is named.
ENDS = {"publish": "published_at", "apply": "closes_at", "publicity": "publicity_ends_at"}
# What is waited for next: the earliest of these that lies ahead.
AHEAD = {
    "due_at": TIMED,
    "opens_at": (S.PUBLISHED,),
    "closes_at": (S.PUBLISHED, S.ACCEPTING),
    "publicity_ends_at": (S.PUBLICITY,),
}


def summary(rows: QuerySet, searched: Q, at: datetime) -> tuple[dict[str, Tally], Dates]:
    """Return the tally of each group among what is searched, and the dates of the whole call, in one query."""
    asked: dict[str, Any] = {
        "all": Count("id"),
        "needs": Count("id", filter=Q(state=S.FORMAL_CHECK)),
        "n": Count("id", filter=searched),
        "total": Sum("total_wan", filter=searched),
    }
    for name, states in STAGES.items():
        within = Q(state__in=states)
        asked[f"n_{name}"] = Count("id", filter=within)
        asked[f"until_{name}"] = Max(ENDS[name]) if name in ENDS else Max("due_at", filter=within)
    for name, states in AHEAD.items():
        asked[f"next_{name}"] = Min(name, filter=Q(state__in=states, **{f"{name}__gte": at}))
    found = list(rows.order_by().values("group").annotate(**asked))
    tally = {GROUPS[row["group"]]: Tally(row["n"], row["total"] or Decimal(0)) for row in found}
    ahead = [moment for row in found for name in AHEAD if (moment := row[f"next_{name}"])]
    until = {name: [moment for row in found if (moment := row[f"until_{name}"])] for name in STAGES}
    return {name: tally.get(name, Tally()) for name in GROUPS}, Dates(
        number=sum(row["all"] for row in found),
        needs=sum(row["needs"] for row in found),
        here={name: sum(row[f"n_{name}"] for row in found) for name in STAGES},
        until={name: max(moments, default=None) for name, moments in until.items()},
        next=min(ahead, default=None),
    )
