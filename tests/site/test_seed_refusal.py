"""The demo is loaded only where the settings say that there is one."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation


@pytest.mark.django_db
@pytest.mark.parametrize("words", [[], ["--once"]])
def test_settings_without_a_demo_refuse_it_and_nothing_is_written(settings, words):
    assert settings.DEMO is False
    with pytest.raises(CommandError, match="no demo"):
        call_command("seed_demo", *words)
    assert not Organisation.objects.exists()
