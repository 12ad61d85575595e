"""The certificates of an organisation as they stand: which hold until when, and which a newer one has replaced."""

import datetime
from dataclasses import dataclass

from accounts.models import Certificate, Organisation
from accounts.rules.validity import Validity, validity

# How many days before its end a certificate is to be renewed.
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Held:
    """One certificate on a day: its period, until when that one holds which has replaced it, whether it ends soon."""

    row: Certificate
    period: Validity
    newer: datetime.date | None
    soon: bool

    @property
    def due(self) -> bool:
        """Whether somebody has to renew it: it ends soon or has ended, and nothing has replaced it."""
        return self.newer is None and (self.soon or self.period.standing == "expired")


def held(organisation: Organisation, day: datetime.date) -> list[Held]:
    """Return the certificates that were not removed, in one query: what is replaced last, what ends first before."""
    found = [
        Held(
            row,
            validity(row.issued_on, row.expires_on, day),
            row.newer_until,
            row.valid_on(day) and row.expires_on - day <= SOON,
        )
        for row in Certificate.objects.filter(organisation=organisation, removed_at=None).with_newer()
    ]
    return sorted(found, key=lambda one: (one.newer is not None, one.row.expires_on, one.row.pk))
