"""What a test asks of a refusal: what it says, and that nothing changed."""

from contextlib import contextmanager

import pytest
from django.core import serializers

from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from accounts.models import (
    Certificate,
    Delegation,
    Employment,
    ExpertProfile,
    Invitation,
    Membership,
    Organisation,
    User,
)
from notifications.models import Event

WATCHED = (Certificate, Delegation, Employment, Event, ExpertProfile, Invitation, Membership, Organisation, User)


def everything():
    """All rows of accounts and all events, as text."""
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in WATCHED]


@contextmanager
def _nothing_changes(error):
    before = everything()
    with pytest.raises(error) as caught:
        yield caught
    assert caught.type is error
    assert everything() == before


@contextmanager
def not_allowed():
    """The act belongs to somebody else, and nothing changed."""
    with _nothing_changes(NotAllowed):
        yield


@contextmanager
def refused(code):
    """The act is not possible now, for this reason, and nothing changed."""
    with _nothing_changes(Refused) as caught:
        yield
    assert (caught.value.code, bool(str(caught.value))) == (code, True)


@contextmanager
def lost_update():
    """Somebody was quicker, and nothing changed."""
    with _nothing_changes(LostUpdate):
        yield


@contextmanager
def invalid(**codes):
    """Exactly these fields are wrong, each with this code (dots of a path written as `__`), and nothing changed."""
    with _nothing_changes(Invalid) as caught:
        yield
    found = {problem.field: problem.code for problem in caught.value.problems}
    assert found == {field.replace("__", "."): code for field, code in codes.items()}
    assert all(str(problem.message) for problem in caught.value.problems)
