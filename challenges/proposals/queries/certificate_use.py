"""What a firm needs its certificates for: the conditions of the challenges that it applies for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from accounts.models import Certificate, Organisation
from challenges.listing.models import Condition
from challenges.listing.states import OPEN
from challenges.proposals.models import Proposal
from challenges.proposals.states import SEALED, WITH_THE_FIRM
from notifications.clock import day_of


@dataclass(frozen=True)
class Use:
    """One proposal of the firm that a type of certificate counts for: it must hold on the day of submission."""

    proposal: Proposal
    until: date

    def lacks(self, certificate: Certificate) -> bool:
        """Return True when the certificate ends before applications do."""
        return certificate.expires_on < self.until


def uses(organisation: Organisation) -> dict[str, list[Use]]:
    """Return by type of certificate the proposals, not opened yet, whose challenge asks for it; two queries."""
    rows = (
        Proposal.objects.filter(organisation=organisation, state__in=WITH_THE_FIRM | SEALED)
        .filter(challenge__state__in=OPEN)
        .select_related("challenge")
        .order_by("challenge__closes_at", "pk")
    )
    asked: dict[int, set[str]] = defaultdict(set)
    conditions = Condition.objects.filter(challenge__in=[row.challenge_id for row in rows], kind="certificate")
    for challenge, params in conditions.values_list("challenge", "params"):
        asked[challenge] |= set(params["types"])
    found: dict[str, list[Use]] = defaultdict(list)
    for row in rows:
        if closes := row.challenge.closes_at:
            for kind in sorted(asked[row.challenge_id]):
                found[kind].append(Use(row, day_of(closes)))
    return dict(found)
