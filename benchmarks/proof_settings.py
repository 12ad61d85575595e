"""Settings of the deadline proof: the real clock, and the database named by DATABASE_URL or a file of SQLite."""

from config.settings.local import *  # noqa: F403
from config.settings.local import DATABASES, env

SANDBOX = False
DEMO = False
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
if env("PROOF_DATABASE", default="").startswith("postgres"):
    DATABASES = {"default": env.db_url("PROOF_DATABASE") | {"CONN_MAX_AGE": None}}
else:
    DATABASES["default"]["NAME"] = env("PROOF_DATABASE", default=":memory:")
