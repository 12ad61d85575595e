"""Where a challenge stands: the stages behind, here and ahead, with the dates known or reckoned from the rules.

Dates ahead are reckoned by working days from the deadline that is known; in a year whose holidays are not yet
published they are provisional and will be reckoned anew.
"""

from dataclasses import dataclass
from datetime import date, datetime

from challenges.listing.states import ChallengeState as S
from notifications.clock import day_of

BEFORE = ("draft", "internal_review", "formal_check", "argumentation", "pending_publish")
AFTER = ("published", "accepting", "qualification", "expert_review", "proposed", "publicity", "awarded", "in_progress")
# The stage in which a state lies, where it has no stage of its own.
LIES_IN = {S.RETURNED: "formal_check", S.REJECTED: "formal_check", S.CLOSED: "qualification", S.OBJECTION: "publicity"}
ENDED = frozenset({S.WITHDRAWN, S.LAPSED, S.REJECTED})
# How long a stage takes, by the name of the rule: in working days, or in days for the last.
PERIODS = {
    "formal_check": "formal_check_days",
    "argumentation": "argumentation_days",
    "qualification": "qualification_days",
    "expert_review": "review_days",
    "proposed": "choice_days",
    "publicity": "publicity_days",
    "awarded": "signing_days",
}
# Stages whose end is reckoned ahead; later ones depend on too much to name a day.
RECKONED = ("qualification", "expert_review")


@dataclass(frozen=True)
class Stage:
    """One stage of the rail. `until` is a moment or a day; `days` a period where no day is known."""

    key: str
    done: bool = False
    now: bool = False
    since: datetime | None = None
    until: datetime | date | None = None
    provisional: bool = False
    days: int | None = None
    slots: int = 1


def stages(challenge, at, rules, calendar):
    """Return the rail of a challenge at this moment: public stages, with the ones before publication while it lasts."""
    here = stage_of(challenge, at)
    keys = AFTER if here in AFTER else BEFORE + AFTER[:2]
    place = keys.index(here) if here in keys else -1
    ahead = reckoned(challenge, rules, calendar)
    found = []
    for index, key in enumerate(keys):
        now = index == place and challenge.state not in ENDED
        until, provisional = ahead.get(key, (None, False))
        if now and challenge.due_at and key not in ("published", "accepting"):
            until, provisional = challenge.due_at, calendar.is_provisional(day_of(challenge.due_at))
        found.append(
            Stage(
                key,
                done=index < place,
                now=now,
                since=challenge.published_at if key == "published" else None,
                until=until,
                provisional=provisional,
                days=rules.get(PERIODS.get(key, "")),
                slots=challenge.race_slots,
            )
        )
    return found


def stage_of(challenge, at):
    """The stage a challenge is in: by the clock while it is open, by its state otherwise."""
    if challenge.state in (S.PUBLISHED, S.ACCEPTING):
        if at < challenge.opens_at:
            return "published"
        return "accepting" if challenge.accepts_at(at) else "qualification"
    if challenge.state in (S.WITHDRAWN, S.LAPSED):
        return "accepting" if challenge.published_at else "draft"
    return LIES_IN.get(challenge.state, str(challenge.state))


def reckoned(challenge, rules, calendar):
    """The ends of stages that can be named: {key: (until, provisional)}."""
    if not challenge.closes_at:
        return {}
    ends = {"accepting": (challenge.closes_at, False)}
    day = day_of(challenge.closes_at)
    for key in RECKONED:
        if not (days := rules.get(PERIODS[key])):
            break
        day = calendar.add(day, days)
        ends[key] = (day, calendar.is_provisional(day))
    if challenge.publicity_ends_at:
        ends["publicity"] = (challenge.publicity_ends_at, calendar.is_provisional(day_of(challenge.publicity_ends_at)))
    return ends
