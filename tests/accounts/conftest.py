import pytest

from notifications.models import Event


@pytest.fixture
def happened():
    """The names of the events so far, oldest first."""
    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
