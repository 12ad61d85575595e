"""The demo, seeded once for all that look at the whole of it."""

import pytest
from django.db import transaction

from tests.frontend import demo

from .rendered import everything


@pytest.fixture(scope="package")
def filled(django_db_setup, django_db_blocker):
    """The demo, for the tests of this folder; what a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.fill()
        everything.cache_clear()
        yield
        transaction.set_rollback(True)
