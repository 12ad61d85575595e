"""What happened, in order: the record of a chain, told only as far as the reader may know it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from challenges.core.noun import names_of, tables
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
    "inquiry.",
    "panel.",
    "seat.",
    "proposal.read",
    "proposal.checked",
    "proposal.supplement_requested",
    "proposal.supplied",
    "proposal.complain",
)
# Who asked, who objected and who decided is the organiser's knowledge.
HIDDEN_HANDS = ("decision.sent_back", "question.", "objection.", "challenge.question_asked", "challenge.stayed")
QUIET = ("objection.inquired", "challenge.edited", "challenge.opinion_given", "challenge.draft_idle")


@dataclass(frozen=True)
class Entry:
    """One event: its name, when, who did it, to which row, and its facts.

    `who` is empty where nobody's hand did it, or the reader is not told whose; `hand` says which: person, clock, system
    (it followed from the act before) or hidden. `whom` is empty for the challenge itself.
    """

    name: str
    at: datetime
    who: str
    facts: dict
    whom: str = ""
    hand: str = "person"
    # Whose act it followed from, where it followed from one that this reader may know.
    behind: str = ""


def cause(event, told: list):
    """Return the act of a person from which an event without a hand followed, or None: the nearest before it in the
    chain, of the very same moment. What the clock does of itself has no person before it at its moment."""
    if event.actor_id:
        return None
    place = told.index(event)
    for before in told[place + 1 :]:
        if before.at != event.at:
            return None
        if before.actor_id:
            return before
    return None


def timeline(challenge, relations, viewer) -> list[Entry]:
    """Return the newest events of a challenge that this reader may know, newest first; nothing for the public."""
    names: tuple[str, ...]
    if "organiser" in relations:
        names = ORGANISER
    elif "lead" in relations:
        names = LEAD
    else:
        return []
    told = history(challenge.chain, LONGEST * 6)
    events = [event for event in told if event.name.startswith(names) and event.name not in QUIET]
    if challenge.state in ("published", "accepting"):
        events = [event for event in events if not event.name.startswith("proposal.")]
    events = events[:LONGEST]
    people = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    hidden = () if "organiser" in relations else HIDDEN_HANDS
    rows: dict[str, set[int]] = defaultdict(set)
    for event in events:
        rows[event.noun].add(event.subject_id)
    called = {noun: names_of(noun, viewer, ids) for noun, ids in rows.items()}
    timed = {step.event for table in tables() for step in table.steps if step.due}
    timed |= {alarm.event for table in tables() for alarm in table.alarms}

    roots = {event.pk: root for event in events if (root := cause(event, told)) is not None}

    def entry(event) -> Entry:
        root = roots.get(event.pk)
        hand = "person" if event.actor_id else "clock" if event.name in timed and root is None else "system"
        own = event.organisation_id is not None and event.organisation_id == viewer.organisation_id
        if hidden and event.name.startswith(hidden) and not own:
            hand = "hidden"
        who = people.get(event.actor_id or 0, "") if hand == "person" else ""
        known = root in events and not (hidden and root.name.startswith(hidden))
        behind = people.get(root.actor_id, "") if root and known and hand == "system" else ""
        return Entry(event.name, event.at, who, event.facts, called[event.noun].get(event.subject_id, ""), hand, behind)

    return [entry(event) for event in events]
