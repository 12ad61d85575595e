"""What changed in a need since it last came back, field by field, and which remarks nothing was done about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenges.listing.access.challenge import relations, remarks_visible_to
from challenges.listing.models import Challenge
from challenges.listing.models.ip import IP_FIELDS
from challenges.listing.queries.editions import Change, differences
from challenges.listing.queries.snapshot import snapshot
from challenges.listing.states import BEFORE_PUBLICATION, EDITABLE, ChallengeState

# What else is changed with a field that a remark names.
TOGETHER = {
    "total_wan": ("total_wan", "enterprise_wan", "fiscal_wan", "other_wan", "negotiable"),
    **dict.fromkeys((*IP_FIELDS, "ip_results"), (*IP_FIELDS, "ip_details", "ip_results")),
    "conditions": ("conditions", "conditions_text"),
    "trl_now": ("trl_now", "trl_target"),
    "title": ("title", "title_en"),
}


@dataclass(frozen=True)
class Since:
    """What changed since the need came back at this moment, and by whom it was sent back."""

    at: datetime
    by: str
    changes: list[Change]


def since_return(viewer: Any, challenge: Challenge) -> Since | None:
    """Return what changed since the last return; None where it never came back, or for whom it is none of theirs.

    The organiser compares with what they returned, the lead firm with what came back last, from its signer or from the
    organiser.
    """
    names = relations(viewer, challenge)
    if challenge.state not in BEFORE_PUBLICATION - {ChallengeState.REJECTED} or not names & {"lead", "organiser"}:
        return None
    texts = challenge.returned_texts.select_related("by")
    kept = (texts if "lead" in names else texts.exclude(round=0)).first()
    if kept is None:
        return None
    changes = differences(kept.snapshot, snapshot(challenge))
    # While its writers have it, nothing changed yet is nothing to be told.
    return Since(kept.at, kept.by.name, changes) if changes or challenge.state not in EDITABLE else None


def remarks_with_changes(viewer: Any, challenge: Challenge) -> list[tuple[Any, bool | None]]:
    """Return the remarks a viewer may read, newest round first, each with whether its field has changed since.

    None where the text of that return was not kept, as for returns of long ago.
    """
    rows = list(remarks_visible_to(viewer, challenge).select_related("by").order_by("-round", "id"))
    if not rows:
        return []
    texts = {kept.round: kept.snapshot for kept in challenge.returned_texts.exclude(round=0)}
    newest = max(texts, default=0)
    now = snapshot(challenge)
    return [
        (row, touched(row.field, texts[row.round], texts.get(row.round + 1, now) if row.round < newest else now))
        if row.round in texts
        else (row, None)
        for row in rows
    ]


def touched(path: str, before: dict, after: dict) -> bool:
    """Return True when something in the field that a remark names differs; for a remark on the whole, anything."""
    name = path.partition(".")[0]
    if name not in after and name not in TOGETHER:
        return before != after
    return any(before.get(one) != after.get(one) for one in TOGETHER.get(name, (name,)))
