"""Settings of the memory measurement: the demo in a database of its own, named by the environment, and no broker."""

from config.settings.local import *  # noqa: F403
from config.settings.local import DATABASES, env

DATABASES["default"]["NAME"] = env("MEMORY_DATABASE", default=":memory:")
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
