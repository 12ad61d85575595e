"""A draw 抽取 as the organiser previews it: who was drawn, who waits in reserve, who was left out and why."""

from dataclasses import dataclass

from accounts.models import User
from challenges.assignment.access.draw import visible_to
from challenges.assignment.models import Draw


@dataclass(frozen=True)
class Lot:
    """Somebody who was drawn: their name and category, their lot in hexadecimal, and their place."""

    user_id: int
    name: str
    category: str
    lot: str
    order: int
    enterprise_seat: bool


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was not in the draw, with each reason as a code and its facts."""

    user_id: int
    name: str
    reasons: tuple[tuple[str, dict], ...]


@dataclass(frozen=True)
class Preview:
    """The whole draw with names; before it is made only what was promised."""

    draw: Draw
    panel: tuple[Lot, ...] = ()
    reserves: tuple[Lot, ...] = ()
    staying: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    pool: int = 0
    seats_missing: int = 0
    enterprise_missing: int = 0


def preview(draw: Draw) -> Preview:
    """Return a draw with the names of the people in it, in one query."""
    if not draw.record:
        return Preview(draw)
    call, result = draw.record["call"], draw.record["result"]
    ids = [row["id"] for row in (*call["candidates"], *call["seated"])]
    people = {
        pk: (name, category)
        for pk, name, category in User.objects.filter(pk__in=ids).values_list("pk", "name", "expert__category")
    }

    def lots(rows) -> tuple[Lot, ...]:
        return tuple(
            Lot(row["id"], *people.get(row["id"], ("", "")), row["lot"], row["order"], row["enterprise_seat"])
            for row in rows
        )

    return Preview(
        draw=draw,
        panel=lots(result["panel"]),
        reserves=lots(result["reserves"]),
        staying=tuple(people.get(row["id"], ("", ""))[0] for row in call["seated"]),
        left_out=tuple(
            LeftOut(
                row["id"],
                people.get(row["id"], ("", ""))[0],
                tuple((one["code"], one["fields"]) for one in row["excluded"]),
            )
            for row in call["candidates"]
            if row["excluded"]
        ),
        pool=len(call["candidates"]),
        seats_missing=result["seats_missing"],
        enterprise_missing=result["enterprise_missing"],
    )


def draws_of(viewer, panel) -> list[Draw]:
    """Return all draws of a panel that this viewer may see, the first first; a voided one stays in the list."""
    return list(visible_to(viewer).filter(panel=panel).select_related("promised_by"))
