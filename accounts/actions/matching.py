"""Automated matching is switched off and on by whom it concerns: a person for themselves, a firm by who keeps its data.

Source: 个人信息保护法 art. 24: whoever is assessed by a program may refuse it. Nothing else is lost by it.
"""

import datetime

from django.db import transaction

from accounts.access import policy
from accounts.acting import Acting
from accounts.errors import NotAllowed
from accounts.models import Organisation, User
from notifications.events import record


def choose(*, by: Acting, at: datetime.datetime, on: bool) -> None:
    """Let programs match what one's own profile says, or no longer. Raises NotAllowed for programs and the public."""
    if by.user is None or by.user.is_program:
        raise NotAllowed()
    with transaction.atomic():
        if User.objects.filter(pk=by.user.pk, matched=not on).update(matched=on):
            record("person.matching_chosen", subject=User.objects.get(pk=by.user.pk), by=by, at=at, facts={"on": on})


def choose_for(organisation: Organisation, *, by: Acting, at: datetime.datetime, on: bool) -> None:
    """Let programs match the data of an organisation, or no longer. Raises NotAllowed for who does not keep them."""
    policy.demand(by, "change_details", organisation)
    with transaction.atomic():
        if Organisation.objects.filter(pk=organisation.pk, matched=not on).update(matched=on):
            record("organisation.matching_chosen", subject=organisation, by=by, at=at, facts={"on": on})
