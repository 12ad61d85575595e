"""The people of an organisation who are told of something, by the roles they hold at that moment."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Delegation, Membership
from notifications.phrase import Phrase
from notifications.registry import Recipient


def holders(organisation_ids: Iterable[int], roles: Iterable[str], at: datetime) -> set[int]:
    """Return the ids of the people who hold one of these roles in one of these organisations at this moment.

    Lent roles count while the authorisation is in force.
    """
    organisation_ids, roles = list(organisation_ids), set(roles)
    own = Membership.objects.filter(organisation_id__in=organisation_ids, ended_at=None)
    lent = Delegation.objects.filter(organisation_id__in=organisation_ids, starts_at__lte=at, ends_at__gte=at).filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at)
    )
    found = {user for user, held in own.values_list("user_id", "roles") if roles & set(held)}
    return found | {user for user, held in lent.values_list("grantee_id", "roles") if roles & set(held)}


def recipients(people: Iterable[int], *, url: str, reason: Phrase = "") -> Iterator[Recipient]:
    """Yield a recipient for each person, in a steady order."""
    for user_id in sorted(people):
        yield Recipient(user_id, str(reason), url)


def among(audience: Any) -> Any:
    """Return a `still` check for an audience: whoever would no longer be told gets no mail."""

    def still(user: Any, event: Any) -> bool:
        """Return True while this person belongs to the audience."""
        return any(recipient.user_id == user.pk for recipient in audience(event))

    return still
