"""Second thoughts 收回: which acts of one person can be taken back, for a while, as long as nobody has acted on them.

Such an act finds something about what somebody else handed in, and by itself sends it back, lets it pass or ends it.
What is public, opened, signed, of two persons, or moves other rows too, cannot be taken back; `states.py` of each
domain marks the steps (`recall=True`), and `tests/core/test_take_back.py` says of every other why it is not one.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Refused
from notifications.clock import day_of

# What a lifecycle counts for itself, and is never put back.
OWN = frozenset({"id", "state", "version", "updated_at", "created_at", "second_thought"})

_undo: dict[str, list[Callable]] = defaultdict(list)


def undoes(act: str) -> Callable:
    """Register what takes back, beside the row's own fields, what an act ("challenge.reject") wrote.

    The function is called with the row and the `Move`, in its transaction and under its locks; what it raises stops
    the taking back.
    """

    def add(function: Callable) -> Callable:
        _undo[act].append(function)
        return function

    return add


def undo(act: str, row: Any, move: Any) -> None:
    """Take back what an act wrote beside the row."""
    for function in _undo[act]:
        function(row, move)


def values(row: Any) -> dict[str, Any]:
    """Return the fields of a row as plain data, by the names of their columns."""
    return {
        field.attname: spelled(field, row)
        for field in row._meta.concrete_fields
        if field.attname not in OWN | {"state"}
    }


def spelled(field: Any, row: Any) -> Any:
    """Return one field as JSON can keep it."""
    value = getattr(row, field.attname)
    return value if value is None or isinstance(value, bool | int | str | list | dict) else field.value_to_string(row)


def remember(row: Any, verb: str, source: str, before: dict, *, by: Acting, at: datetime) -> None:
    """Note on a row, after an act that can be taken back, what it changed and until when that can be undone."""
    after = values(row)
    row.second_thought = {
        "verb": verb,
        "from": source,
        "before": {name: value for name, value in before.items() if value != after[name]},
        "by": by.user_id,
        "organisation": by.organisation_id,
        "version": row.version,
        "at": at.isoformat(),
        "until": (at + grace(row, at)).isoformat(),
    }


def grace(row: Any, at: datetime) -> timedelta:
    """Return for how long an act can be taken back: `take_back_minutes` of the rules in force for the challenge."""
    above = row
    while above.parent() is not None:
        above = above.parent()
    return timedelta(minutes=above.rules_on(day_of(at))["take_back_minutes"])


def is_doer(viewer: Acting, row: Any) -> bool:
    """Return True for whoever did what can be taken back, while they act for the same organisation."""
    kept = getattr(row, "second_thought", None) or {}
    return bool(kept) and (kept["by"], kept["organisation"]) == (viewer.user_id, viewer.organisation_id)


def stands(row: Any) -> bool:
    """Return True while nobody has acted on the row since: it is as the act left it."""
    kept = row.second_thought
    return bool(kept) and (kept["version"], kept["at"]) == (row.version, row.updated_at.isoformat())


def require_time(row: Any, at: datetime) -> None:
    """Raise Refused when the act can no longer be taken back: its time is over, or somebody has acted on it since."""
    kept = row.second_thought
    if not stands(row) or files_since(row, datetime.fromisoformat(kept["at"])):
        raise Refused(_("之后已有人在此基础上办理，不能再收回。"), code="acted_since")
    if at > datetime.fromisoformat(kept["until"]):
        raise Refused(_("收回的时限已过，请按规定的程序办理。"), code="grace_over")


def files_since(row: Any, moment: datetime) -> bool:
    """Return True when a file was added to the row, or taken from it, since this moment."""
    if not hasattr(row, "attachments"):
        return False
    files = row.attachments
    return files.filter(uploaded_at__gt=moment).exists() or files.filter(removed_at__gt=moment).exists()
