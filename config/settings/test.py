"""The suite: fast hashing, mails in memory, the database named by DATABASE_URL."""

from .base import DATABASE_WAIT
from .local import *  # noqa: F403
from .local import DATABASES, INSTALLED_APPS, env
from .postgresql import spoken_to

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# Installed as on a server that has them configured, so that their ways in can be walked.
_ALLAUTH = "allauth.socialaccount.providers"
INSTALLED_APPS = [*INSTALLED_APPS, "accounts.wecom", f"{_ALLAUTH}.dingtalk", f"{_ALLAUTH}.feishu"]
SANDBOX = False
DEMO = False
if env("DATABASE_URL", default=""):
    # As on a server, so that a query which only works with client-side parameters fails here.
    DATABASES = {"default": spoken_to(env.db_url("DATABASE_URL"), DATABASE_WAIT)}
