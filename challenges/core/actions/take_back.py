"""Taking back what one has just done alone, while nobody has acted on it; the record shows both."""

from datetime import datetime
from typing import Any

from accounts.acting import Acting
from challenges.core import second_thoughts
from challenges.core.gate import Moment, NotAllowed, moving
from challenges.core.noun import table
from challenges.core.policy import may
from challenges.core.table import TAKE_BACK


def take_back(row: Any, *, by: Acting, at: Moment, expected: int | None = None) -> Any:
    """Take back one's own act, within the minutes that the rules give: the row stands as it stood before.

    Raises NotAllowed for anybody else and for whoever may no longer do such an act, Refused after the time or when
    somebody has acted on it since. Whoever was told of the act is told of this.
    """
    with moving(row, TAKE_BACK, by=by, at=at, expected=expected) as move:
        kept = row.second_thought
        if not may(by, kept["verb"], row):
            raise NotAllowed()
        second_thoughts.require_time(row, move.at)
        step = table(row.noun).step(kept["verb"])
        done_at = datetime.fromisoformat(kept["at"])
        move.facts |= {"act": f"{row.noun}.{step.verb}", "event": step.event, "done_at": done_at.isoformat()}
        second_thoughts.undo(f"{row.noun}.{step.verb}", row, move)
        for name, value in kept["before"].items():
            field = next(one for one in row._meta.concrete_fields if one.attname == name)
            setattr(row, name, field.to_python(value))
        move.to(kept["from"])
        row.second_thought = {}
    return row
