"""Settings of the outbox drill: real PostgreSQL, real Redis, a mail server of its own, all named by the environment."""

from config.settings.base import *  # noqa: F403
from config.settings.base import CELERY_BEAT_SCHEDULE, INSTALLED_APPS, env

SECRET_KEY = "a drill keeps no secret"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.drill"]
DATABASES = {"default": env.db_url("DATABASE_URL") | {"CONN_MAX_AGE": None}}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = env.int("DRILL_MAIL_PORT", default=0)
CELERY_BEAT_SCHEDULE = {"relay": CELERY_BEAT_SCHEDULE["relay"] | {"schedule": 3.0}}
BEAT_PULSE = env("DRILL_BEAT", default="beat")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
