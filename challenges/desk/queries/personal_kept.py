"""What the law keeps of a person whose account is deleted, and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.models import User
from challenges.bulletin.states import NoticeState
from challenges.desk.models import PersonalRule
from challenges.desk.queries.personal import any_of
from challenges.desk.queries.personal_register import HOLDINGS, Then, table
from challenges.desk.queries.personal_words import BY_KEY, Activity
from challenges.listing.states import EDITABLE, ChallengeState
from challenges.proposals.states import ProposalState as S
from notifications.clock import day_of

YEAR = timedelta(days=365)
# What was never handed in binds nobody, and no law keeps it.
DRAFTS = (S.DRAFT, S.INTERNAL_REVIEW, S.WITHDRAWN, S.EXPIRED)
_OF_PROPOSAL = ("Section", "ProposalVersion", "Member", "Declaration", "Attachment")
UNBOUND = {
    # What was agreed to for an account ends with it.
    "accounts.Agreement": Q(about="user"),
    "challenges.Proposal": Q(state__in=DRAFTS),
    "challenges.Challenge": Q(state__in=[*EDITABLE, ChallengeState.INTERNAL_REVIEW]),
    "challenges.Notice": Q(state__in=[NoticeState.DRAFT, NoticeState.DISCARDED]),
    **{f"challenges.{name}": Q(proposal__state__in=DRAFTS) for name in _OF_PROPOSAL},
}


@dataclass(frozen=True)
class Kept:
    """What is kept of one activity: how many entries, by which rule."""

    activity: Activity
    count: int
    rule: PersonalRule


def lawful(label: str) -> Any:
    """Return the rows of a table that the law keeps."""
    rows = table(label).objects.all()
    return rows.exclude(UNBOUND[label]) if label in UNBOUND else rows


def kept(user: User, at: datetime) -> list[Kept]:
    """Return what the law keeps of this person, by activity, with the rule that says for how long."""
    counts: dict[str, int] = {}
    for label, held in HOLDINGS.items():
        if held.then is Then.LAW and label != "challenges.PersonalRequest":
            found = lawful(label).filter(any_of(held.who + held.own, user.pk)).count()
            counts[held.activity] = counts.get(held.activity, 0) + found
    rules = PersonalRule.in_force(day_of(at))
    return [Kept(BY_KEY[key], n, rules[f"keep_{BY_KEY[key].kept}"]) for key, n in counts.items() if n]


def name_until(found: list[Kept], at: datetime) -> date | None:
    """Return the day until which the name stands with what is kept; None when nothing is."""
    return day_of(at) + max(one.rule.value for one in found) * YEAR if found else None
