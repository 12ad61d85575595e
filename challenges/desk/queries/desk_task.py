"""One matter on a desk, and how a challenge becomes one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from challenges.listing.states import ChallengeState as C

# More than this nobody works off; what lies beyond appears as soon as the first are done.
MOST = 200


@dataclass(frozen=True)
class Task:
    """One matter on a desk. `mine` when the reader themselves can act; `group` is the tab it lies under."""

    group: str
    what: str
    noun: str
    pk: int
    title: str
    number: str
    firm: str
    state: str
    state_word: str
    due: datetime | None
    amount: Decimal | None
    mine: bool
    who: str = ""

    @property
    def key(self) -> str:
        """Return what selects this matter in a list."""
        return f"{self.noun}-{self.pk}"

    @property
    def url(self) -> str:
        """Return the page on which it is dealt with."""
        return {
            "challenge": f"/challenges/{self.pk}/work/",
            "proposal": f"/proposals/{self.pk}/",
            "objection": f"/objections/{self.pk}/",
            "notice": f"/notices/{self.pk}/",
            "decision": f"/decisions/{self.pk}/",
            "motion": f"/motions/{self.pk}/",
            "contract": f"/contracts/{self.pk}/",
            "question": f"/challenges/{self.pk}/work/#qa",
        }[self.noun]


def due_of(challenge) -> datetime | None:
    """Return the moment that is waited for in a challenge's present state."""
    return {
        C.PUBLISHED: challenge.opens_at,
        C.ACCEPTING: challenge.closes_at,
        C.PUBLICITY: challenge.publicity_ends_at,
    }.get(challenge.state, challenge.due_at)


def task_of(challenge, group: str, what: str, mine: bool) -> Task:
    """Return a challenge as a matter on a desk."""
    return Task(
        group=group,
        what=what,
        noun="challenge",
        pk=challenge.pk,
        title=challenge.title,
        number=challenge.number or "",
        firm=challenge.lead.short_name or challenge.lead.name,
        state=challenge.state,
        state_word=challenge.get_state_display(),
        due=due_of(challenge),
        amount=challenge.total_wan,
        mine=mine,
    )
