"""The sandbox clock never runs in production."""

import os

from django.conf import settings
from django.core.checks import Error, register

REFUSAL = Error(
    "SANDBOX is on: anybody could move the platform's time.",
    hint="Set SANDBOX = False; only the local settings may turn it on.",
    id="notifications.E001",
)


@register()
def no_sandbox_in_production(app_configs, **keywords):
    """Refuse to start when the production settings turn the sandbox on."""
    production = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")
    return [REFUSAL] if settings.SANDBOX and production else []


@register(deploy=True)
def no_sandbox_on_a_server(app_configs, **keywords):
    """`check --deploy` refuses a sandbox whatever the settings are called."""
    return [REFUSAL] if settings.SANDBOX else []
