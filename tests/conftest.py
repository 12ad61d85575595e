import pytest
from django.db import connection

from notifications import immutability


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite has no TRUNCATE: the suite empties its tables row by row, which the triggers of events refuse."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            immutability.remove(connection)
