"""What may I do now: the steps that feed the buttons of a page and the `can` list of the API."""

from typing import Any

from accounts.acting import CLOCK, Acting
from challenges.core import policy
from challenges.core.noun import table
from challenges.core.second_thoughts import stands
from challenges.core.table import TAKE_BACK


def steps_for(viewer: Acting, row: Any) -> list[str]:
    """Return the verbs this viewer may take with this row in the state it is in, in the order of the table.

    The body of an action may still refuse for a reason of its own (a missing field, a deadline), with that reason.
    """
    if viewer is CLOCK or not viewer.user_id:
        return []
    allowed = policy.verbs(viewer, row)
    steps = table(row.noun).from_state(row.state)
    return [
        step.verb
        for step in steps
        if step.verb in allowed and (step.verb != TAKE_BACK or stands(row)) and not step.barred(row, viewer)
    ]
