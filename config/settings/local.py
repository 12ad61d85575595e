"""The one-command start: embedded SQLite, embedded Celery transport, demo data."""

from .base import *  # noqa: F403
from .base import BASE_DIR, CELERY_BEAT_SCHEDULE, DATABASE_WAIT, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "local-only-not-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SANDBOX = True
DEMO = True
# The demonstration lets everybody in with a password; a server asks organisers and operators for a second factor.
MFA_REQUIRED_KINDS = frozenset(env.list("MFA_REQUIRED_KINDS", default=[]))
# Passkeys may be tried without TLS on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "var" / "jiebang.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": DATABASE_WAIT,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}

# Files are served straight from the apps, without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# SQLite leaves out constraints it cannot express; PostgreSQL has them all, and the suite runs there.
SILENCED_SYSTEM_CHECKS = ["models.W038", "models.W047"]
# The sandbox's clock may jump; its consequences should be seen at once.
CELERY_BEAT_SCHEDULE["deadlines"]["schedule"] = 3.0
CELERY_BEAT_SCHEDULE["relay"]["schedule"] = 5.0
