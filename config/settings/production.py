"""A server: everything that is secret or local comes from the environment, and nothing secret has a default.

What is missing or unsafe stops the start (config/settings/server.py).
"""

import os

from . import server
from .about import ICP_URL, POLICE_URL, PRIVACY_URL, TERMS_URL
from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASE_WAIT, REDIS_TRANSPORT_OPTIONS, env
from .postgresql import spoken_to

_problems: list[str] = []
# An installation to try things on: mails are caught, and may be.
TRIAL = env.bool("TRIAL", default=False)
DEBUG = False

SECRET_KEY = os.environ.get("SECRET_KEY", "")
_problems += server.key_problems(SECRET_KEY)

ALLOWED_HOSTS = [host.strip() for host in server.given("ALLOWED_HOSTS").split(",") if host.strip()]
SITE_URL = server.given("SITE_URL").rstrip("/")
_proxies = server.given("TRUSTED_PROXY_COUNT")
_problems += server.address_problems(SITE_URL, ALLOWED_HOSTS, _proxies)
_problems += server.link_problems(
    {"ICP_URL": ICP_URL, "POLICE_URL": POLICE_URL, "PRIVACY_URL": PRIVACY_URL, "TERMS_URL": TERMS_URL}
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL] if SITE_URL else [])

DATABASES = {"default": server.database(_problems) | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
DATABASES["default"] = spoken_to(DATABASES["default"], DATABASE_WAIT)

REDIS_URL = server.redis(_problems)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TRANSPORT_OPTIONS
CACHES = {
    "default": {
        "BACKEND": "config.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = server.given("EMAIL_HOST") or ("mailpit" if TRIAL else "")
EMAIL_PORT = server.number("EMAIL_PORT", server.CATCHER_PORT if EMAIL_HOST == "mailpit" else 25, _problems)
EMAIL_HOST_USER = server.given("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
_problems += server.mail_problems(EMAIL_HOST, EMAIL_PORT, TRIAL)

MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.statics.Statics"},
}
WHITENOISE_USE_FINDERS = False

# Without a proxy of one's own nobody may say in its name that a request came over TLS.
SECURE_PROXY_SSL_HEADER = None if _proxies == "0" else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Browsers remember these for the whole time: names below this one, and their own lists, only where that is asked for.
SECURE_HSTS_SECONDS = server.number("SECURE_HSTS_SECONDS", server.YEAR, _problems)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
_problems += server.hsts_problems(SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD)
# `check --deploy` would ask for both.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

server.refuse(_problems)
