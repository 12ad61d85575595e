"""Whom an organiser may pick: nobody is offered whom every panel would refuse."""

import pytest

from accounts.models import ExpertProfile
from tests.factories.accounts import expert


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"verification": "pending"},
        {"verification": "refused"},
        {"integrity": "suspended"},
        {"available": False},
        {"user__is_active": False},
    ],
    ids=str,
)
def test_who_cannot_sit_is_not_offered(fields):
    fit, unfit = expert(), expert(**fields)
    offered = set(ExpertProfile.objects.to_be_asked().values_list("user_id", flat=True))
    assert fit.user_id in offered and unfit.user_id not in offered
