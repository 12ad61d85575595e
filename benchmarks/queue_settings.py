"""Settings of the queue drill: the one-command start's own, in a folder that the environment names."""

from pathlib import Path

from config.settings.local import *  # noqa: F403
from config.settings.local import CELERY_BEAT_SCHEDULE, DATABASES, INSTALLED_APPS, env

PLACE = Path(env("DRILL_PLACE"))
SANDBOX = DEMO = False
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.drill"]
# The tables as they are now, at once: how they came about is no part of the drill.
MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS}
DATABASES["default"]["NAME"] = PLACE / "drill.sqlite3"
# The database of a drill is thrown away with its folder.
DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
MAILBOX_DIR = PLACE / "mail"
MEDIA_ROOT = PLACE / "media"
BEAT_PULSE = str(PLACE / "beat.pulse")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(PLACE / "queue"),
    "data_folder_out": str(PLACE / "queue"),
    "control_folder": str(PLACE / "control"),
    "aside_folder": str(PLACE / "aside"),
    "polling_interval": 0.05,
}
CELERY_BEAT_SCHEDULE = {"relay": CELERY_BEAT_SCHEDULE["relay"] | {"schedule": 3.0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
