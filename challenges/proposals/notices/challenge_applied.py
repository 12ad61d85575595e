"""Who is told of what happens to a challenge that firms apply for."""

from challenges.listing.notices.challenge import ALARM, DEADLINES, declare
from challenges.listing.notices.challenge_audiences import (
    CHECKERS,
    PUBLISHERS,
    REVIEWERS,
    SIGNERS,
    WRITERS,
    followers,
    lead,
    organiser,
    outside_the_firm,
    together,
    when,
)
from challenges.listing.states import ChallengeState
from challenges.proposals.notices.applicant_audiences import (
    after_withdrawal,
    drafters,
    reviewed,
    sealed_firms,
    writing_firms,
)

S = ChallengeState

declare(
    "challenge.corrected",
    together(sealed_firms, drafters, lead(*WRITERS, *SIGNERS), followers),
    facts=("reason", "material", "old_closes_at", "edition"),
    statutory=True,
)
declare(
    "challenge.extended",
    together(sealed_firms, writing_firms, lead(*WRITERS, *SIGNERS), followers),
    facts=("reason", "old_closes_at"),
    statutory=True,
)
declare(
    "challenge.closed",
    together(lead(*WRITERS, *SIGNERS), organiser(*CHECKERS), reviewed, followers),
    statutory=True,
)
declare(
    "challenge.sorted_out",
    together(lead(*WRITERS, *SIGNERS), organiser(*CHECKERS), when(S.LAPSED, followers)),
    facts=("to", "proposals"),
    statutory=True,
)
declare("challenge.withdrawn", after_withdrawal, facts=("reason",), statutory=True)
declare(
    "challenge.recounted",
    together(
        lead(*WRITERS, *SIGNERS),
        outside_the_firm(organiser(*CHECKERS, *REVIEWERS, *PUBLISHERS)),
        when(S.PUBLICITY, reviewed),
        when(S.OBJECTION, reviewed),
        when(S.AWARDED, reviewed),
    ),
    facts=("old", "new", "year"),
    statutory=True,
)
declare("challenge.closing_soon", together(writing_firms, followers), topic=DEADLINES, facts=ALARM)
