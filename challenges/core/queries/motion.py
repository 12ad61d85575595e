"""Motions as pages and the interface show them: what is to happen, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.acting import Acting
from challenges.core.access import motion as access
from challenges.core.models import Motion
from challenges.core.motions import ACTS, posts
from challenges.core.states import MotionState


@dataclass(frozen=True)
class Shown:
    """A motion in words: what the act is called, on what, and what it would do."""

    motion: Motion
    label: str
    title: str
    lines: tuple[tuple[str, str], ...]
    subject: object


def shown(motion: Motion) -> Shown:
    """Return a motion in the reader's language."""
    act = ACTS[motion.act]
    row = act.find(motion.subject_id)
    lines = act.lines(row, act.given(motion.arguments)) if row is not None else []
    return Shown(motion, str(act.label), act.title(row) if row is not None else "", tuple(lines), row)


def named(motions: Iterable[Motion]) -> list[Shown]:
    """Return motions for a list, in their order: what each is called and on what, in a query for each kind of act."""
    motions = list(motions)
    rows = {
        name: ACTS[name].find_many(motion.subject_id for motion in motions if motion.act == name)
        for name in {motion.act for motion in motions}
    }
    found = []
    for motion in motions:
        act, row = ACTS[motion.act], rows[motion.act].get(motion.subject_id)
        found.append(Shown(motion, str(act.label), act.title(row) if row is not None else "", (), row))
    return found


def open_on(viewer: Acting, row: Any) -> list[Motion]:
    """Return the motions on a row that wait for a confirmation, as far as the viewer may see them."""
    found = Motion.objects.filter(act__in=acts_on(row), subject_id=row.pk, state=MotionState.OPEN)
    return list(found.filter(pk__in=access.visible_to(viewer).values("pk")).select_related("prepared_by"))


# What is prepared about an organisation's own people.
ON_PEOPLE = ("membership.change_roles", "organisation.invite", "organisation.grant_delegation")


def on_people(viewer: Acting) -> list[Motion]:
    """Return what was prepared about roles in the viewer's own organisation and waits, oldest first."""
    found = access.visible_to(viewer).filter(organisation=viewer.organisation, act__in=ON_PEOPLE)
    return list(found.filter(state=MotionState.OPEN).select_related("prepared_by").order_by("pk"))


def open_verbs(row: Any) -> set[str]:
    """Return the verbs that were prepared on a row and that nobody has answered."""
    found = Motion.objects.filter(act__in=acts_on(row), subject_id=row.pk, state=MotionState.OPEN)
    return {ACTS[name].verb for name in found.values_list("act", flat=True)}


def prepared_on(viewer: Acting, act: str, pks: Iterable[int]) -> dict[int, Motion]:
    """Return the open motions of one act on these rows that the viewer may see, by row."""
    rows = access.visible_to(viewer).filter(act=act, subject_id__in=list(pks), state=MotionState.OPEN)
    return {row.subject_id: row for row in rows.select_related("prepared_by")}


def acts_on(row: Any) -> list[str]:
    """Return the acts on such a row that take two persons."""
    return [act.name for act in ACTS.values() if act.noun == row.noun]


def waiting_rows(viewer: Acting) -> QuerySet[Motion]:
    """Return the open motions that the viewer may confirm: of their organisation, prepared by others."""
    mine = [act.name for act in ACTS.values() if act.roles & posts(viewer)]
    if not mine:
        return Motion.objects.none()
    rows = access.visible_to(viewer).filter(state=MotionState.OPEN, act__in=mine)
    return rows.exclude(prepared_by_id=viewer.user_id)


def waiting_for(viewer: Acting) -> list[Motion]:
    """Return those motions with who prepared them, oldest first."""
    return list(waiting_rows(viewer).select_related("prepared_by").order_by("pk"))
