"""Motions as pages and the interface show them: what is to happen, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.acting import Acting
from challenges.core.access import motion as access
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.noun import NOUNS
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


def open_on(viewer: Acting, row: Any) -> list[Motion]:
    """Return the motions on a row that wait for a confirmation, as far as the viewer may see them."""
    if not any(step.two for step in NOUNS[row.noun].table.steps):
        return []
    acts = [act.name for act in ACTS.values() if act.noun == row.noun]
    found = Motion.objects.filter(act__in=acts, subject_id=row.pk, state=MotionState.OPEN)
    return list(found.filter(pk__in=access.visible_to(viewer).values("pk")).select_related("prepared_by"))


def is_open(row: Any, verb: str) -> bool:
    """Return True while this act was prepared on a row and nobody has answered."""
    return Motion.objects.filter(act=f"{row.noun}.{verb}", subject_id=row.pk, state=MotionState.OPEN).exists()


def waiting_for(viewer: Acting) -> list[Motion]:
    """Return the open motions of the viewer's organisation that somebody else prepared, the oldest first."""
    rows = access.visible_to(viewer).filter(state=MotionState.OPEN).exclude(prepared_by_id=viewer.user_id)
    return sorted(may_take(viewer, rows.select_related("prepared_by")), key=lambda motion: motion.pk)


def may_take(viewer: Acting, motions: Iterable[Motion]) -> list[Motion]:
    """Return those of these motions that the viewer may confirm."""
    return [motion for motion in motions if "taker" in access.relations(viewer, motion)]
