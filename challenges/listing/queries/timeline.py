"""What happened, in order: the record of a chain, told only as far as the reader may know it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from notifications.events import history

LONGEST = 60

# What the organiser and the lead firm read of a challenge's chain. A firm's own steps, and everything that would tell
# who has applied before the opening, are not among them; experts' acts are for the organiser alone.
LEAD = (
    "challenge.",
    "question.",
    "notice.",
    "proposal.unsealed",
    "proposal.check_confirmed",
    "proposal.nominated",
    "proposal.selected",
    "objection.",
    "decision.opened",
    "decision.completed",
    "decision.sent_back",
    "decision.voided",
)
ORGANISER = (
    *LEAD,
    "decision.approved",
    "motion.",
    "panel.",
    "seat.",
    "proposal.read",
    "proposal.checked",
    "proposal.supplement_requested",
    "proposal.supplied",
)
# Who asked, who objected and who decided is the organiser's knowledge.
HIDDEN_HANDS = ("decision.sent_back", "question.", "objection.", "challenge.question_asked", "challenge.stayed")
QUIET = ("challenge.edited", "challenge.opinion_given", "challenge.draft_idle")


@dataclass(frozen=True)
class Entry:
    """One event: its name, when, who did it (empty for the clock or a hidden hand), and its facts."""

    name: str
    at: datetime
    who: str
    facts: dict


def timeline(viewer, challenge, relations) -> list[Entry]:
    """Return the newest events of a challenge that this reader may know, newest first; nothing for the public."""
    names: tuple[str, ...]
    if "organiser" in relations:
        names = ORGANISER
    elif "lead" in relations:
        names = LEAD
    else:
        return []
    events = [
        event
        for event in history(challenge.chain, LONGEST * 6)
        if event.name.startswith(names) and event.name not in QUIET
    ]
    if challenge.state in ("published", "accepting"):
        events = [event for event in events if not event.name.startswith("proposal.")]
    events = events[:LONGEST]
    people = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    hidden = () if "organiser" in relations else HIDDEN_HANDS
    return [
        Entry(
            event.name,
            event.at,
            "" if event.name.startswith(hidden) and hidden else people.get(event.actor_id or 0, ""),
            event.facts,
        )
        for event in events
    ]
