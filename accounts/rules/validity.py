"""Whether a certificate holds on a day. Days are dates in Asia/Shanghai; the day of expiry still counts."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Standing(StrEnum):
    """Where a day lies with regard to the period of a certificate."""

    CURRENT = "current"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Validity:
    """Whether the certificate holds on the day, with a sentence that names the date."""

    standing: Standing
    issued_on: datetime.date
    expires_on: datetime.date

    @property
    def holds(self) -> bool:
        return self.standing is Standing.CURRENT

    @property
    def sentence(self) -> str:
        """For people: until when it holds, or since when it does not."""
        if self.standing is Standing.EXPIRED:
            return _("证书已于 %(date)s 到期。") % {"date": self.expires_on.isoformat()}
        if self.standing is Standing.NOT_YET:
            return _("证书自 %(date)s 起有效。") % {"date": self.issued_on.isoformat()}
        return _("证书有效期至 %(date)s。") % {"date": self.expires_on.isoformat()}


def validity(issued_on: datetime.date, expires_on: datetime.date, day: datetime.date) -> Validity:
    """The standing of a certificate with this period on `day`."""
    if day < issued_on:
        standing = Standing.NOT_YET
    elif day > expires_on:
        standing = Standing.EXPIRED
    else:
        standing = Standing.CURRENT
    return Validity(standing, issued_on, expires_on)
