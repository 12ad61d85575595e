"""Terms and privacy notice: agreed to at sign-up, recorded once the mailbox is proved.

An account whose mailbox nobody proves is nobody's and is tidied away; an agreement could not be. So what was agreed
to, and when, waits in the session of the sign-up.
"""

import datetime
from typing import Any

from django.db import transaction

from accounts.acting import Acting
from accounts.actions.agreement import entry, tell
from accounts.models import Agreement, BindingText, Capacity
from accounts.origin import origin_of
from accounts.queries.text import texts_in_force
from accounts.rules.text_parts import TextKind
from notifications.typed import moment

KINDS = (TextKind.TERMS, TextKind.PRIVACY)
KEY = "agreed_at_sign_up"


def shown(at: datetime.datetime) -> str:
    """Return the hashes of the two texts in force at `at`, as the sign-up page carries them."""
    found = texts_in_force(list(KINDS), None, at)
    return " ".join(found[kind].sha256 for kind in KINDS if kind in found)


def remember(session: Any, user: Any, *, at: datetime.datetime) -> None:
    """Keep in the session what this person agreed to at `at`, until their mailbox is proved."""
    session[KEY] = {"email": user.email, "texts": shown(at).split(), "at": at.isoformat()}


def settle(request: Any, user: Any) -> None:
    """Record what this person agreed to when they signed up, if it was in this session; once."""
    kept = request.session.pop(KEY, None)
    at = moment(kept["at"]) if kept else None
    if at is None or kept["email"] != user.email:
        return
    by = Acting(user=user).coming_from(origin_of(request))
    with transaction.atomic():
        rows = []
        for text in BindingText.objects.filter(sha256__in=kept["texts"], owner=None):
            if not Agreement.objects.filter(person=user, text=text, about=user.noun).exists():
                rows.append(entry(text, about=user, name="", by=by, at=at, capacity=Capacity.PERSON))
                rows[-1].save()
        tell(rows, by=by, at=at)
