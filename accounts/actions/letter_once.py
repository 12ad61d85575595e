"""Letters to people without an account: each is taken for a while, sent, and only then noted as sent.

Whoever takes one and dies gives it back by itself. A letter is doubled when its sender dies after the server took it
and before this is noted; it then carries the same key, by which the reader's program knows it for the same.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Q

# Longer than any server takes for one letter, short enough that a dead sender delays it by a few minutes.
LEASE = datetime.timedelta(minutes=3)


def send_once(row: Any, compose: Callable[[], EmailMessage | None], *, at: datetime.datetime) -> bool:
    """Send the letter of a row with `mailed_at` and `claimed_until`; return False where it was sent or is being sent.

    `compose` makes the letter, or None where there is nothing to tell any more; such a row waits no longer. What fails
    is raised, and the row is free at once to be tried again.
    """
    mine = type(row).objects.filter(pk=row.pk, mailed_at=None)
    if not mine.filter(Q(claimed_until=None) | Q(claimed_until__lte=at)).update(claimed_until=at + LEASE):
        return False
    try:
        letter = compose()
        if letter is not None:
            letter.send()
    except Exception:
        mine.update(claimed_until=None)
        raise
    mine.update(mailed_at=at, claimed_until=None)
    return letter is not None
