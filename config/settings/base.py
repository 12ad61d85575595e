"""What is the same everywhere. Anything that differs by place stands in the sibling modules."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.contrib.messages import constants as kinds

from .about import *  # noqa: F403
from .interface import *  # noqa: F403
from .signin import *  # noqa: F403
from .signin import SIGNIN_APPS, SIGNIN_HOSTS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

INSTALLED_APPS = [
    "config.apps.AdministrationConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # The templates of its widgets, for the engine of the pages.
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *SIGNIN_APPS,
    "csp",
    "django_htmx",
    "notifications",
    # Before the framework's accounts, whose command for superusers is replaced by our own.
    "accounts",
    "django.contrib.auth",
    "challenges",
    "frontend",
]

MIDDLEWARE = [
    "config.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    # Outside of all that writes into an answer, and of what hands out files.
    "config.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.private.PrivateMiddleware",
    "config.health.HealthMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.requests.SoundAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.requests.AddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.requests.SoundRequestMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "frontend.kit.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.providers.ProviderMiddleware",
    "accounts.acting.ActingMiddleware",
    "frontend.kit.live.LiveMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: who sends it is known, and nothing has read the body yet.
    "frontend.kit.uploads.UploadMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our pages go before those of the same name that packages bring.
        "DIRS": [BASE_DIR / "frontend" / "templates", *sorted(BASE_DIR.glob("challenges/*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["notifications.templatetags.tight"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "frontend.kit.context.house",
            ],
        },
    },
]

# A message wears the colour of its kind: `.say-bad` and its relatives.
MESSAGE_TAGS = {kinds.DEBUG: "info", kinds.SUCCESS: "ok", kinds.WARNING: "fix", kinds.ERROR: "bad"}
FORM_RENDERER = "frontend.kit.renderer.HouseRenderer"
CSRF_FAILURE_VIEW = "config.errors.stale_form"

AUTH_USER_MODEL = "accounts.User"
SESSION_SERIALIZER = "config.sessions.SealedSerializer"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Chinese is the source language of every sentence; English is complete.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = sorted(str(path) for path in BASE_DIR.glob("[!.]*/**/locale/*") if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = BASE_DIR / "var" / "media"
# Uploads arrive in a folder under the media root, never in the system's temporary folder. The hard limit only keeps
# the disk from filling; what a file may be is a rule of each challenge.
# The words of the longest form, a need with its terms, even where far too many are typed in each of its fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["config.uploads.IncomingUploadHandler"]
UPLOAD_HARD_LIMIT_MB = env.int("UPLOAD_HARD_LIMIT_MB", default=100)
# How many uploads one person has on the way at once, how much all together, and how much room stays on the disk.
UPLOADS_AT_ONCE = env.int("UPLOADS_AT_ONCE", default=4)
UPLOADS_IN_FLIGHT_MB = env.int("UPLOADS_IN_FLIGHT_MB", default=2048)
DISK_RESERVE_MB = env.int("DISK_RESERVE_MB", default=200)
# What checks the contents of stored files: a function of the path and the type that returns what it found.
ATTACHMENT_SCANNER = env("ATTACHMENT_SCANNER", default="accounts.content.runner.check")
# The virus scanner that is asked after it: unix:/run/clamav/clamd.ctl or tcp://host:3310; empty asks none.
CLAMD = env("CLAMD", default="")

# How long, in seconds, a request waits for a row or a file that another holds, and for the database to take its call.
# A request that waits longer is told so (503) while its sender still looks at the page.
DATABASE_WAIT = env.int("DATABASE_WAIT", default=5)

# The sandbox clock moves the platform's time for training and tests; production refuses it.
SANDBOX = False
DEMO = False

# What the site is called in mails about accounts; empty for the program's own name in the reader's language.
SITE_NAME = env("SITE_NAME", default="")
# Where links in mails lead, and whose name stands in a Message-ID.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="揭榜 <no-reply@localhost>")
EMAIL_TIMEOUT = 10
MAILBOX_DIR = BASE_DIR / "var" / "mail"

# The queue only wakes; what is due stands in the database. Messages are acknowledged late, one at a time, and no
# task waits in the queue for its time.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker however long it is away.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = TIME_ZONE
# By default a worker drops its database connection after every task, which costs two thirds of its speed. Ours keeps
# it, and asks before each task whether it still stands (config/connections.py).
CELERY_DB_REUSE_MAX = 1000
# Seconds after which a task is asked to end, and after which it is ended. Plans, comparisons and jobs take their time.
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
LONGEST_TASK = 900
CELERY_TASK_ANNOTATIONS = {
    f"challenges.tasks.{name}": {"soft_time_limit": LONGEST_TASK - 60, "time_limit": LONGEST_TASK}
    for name in ("solve_allotments", "solve_staffings", "compare_signals", "run_jobs")
}
CELERY_BEAT_SCHEDULER = "config.beat:Beat"
# Touched every few seconds while beat lives.
BEAT_PULSE = str(BASE_DIR / "var" / "beat.pulse")
CELERY_BEAT_SCHEDULE = {
    "relay": {"task": "notifications.tasks.relay_sweep", "schedule": 15.0},
    "deadlines": {"task": "challenges.tasks.take_due_steps", "schedule": env.float("DEADLINE_SECONDS", default=20.0)},
    "attachments": {"task": "challenges.tasks.scan_attachments", "schedule": 10.0},
    "allotments": {"task": "challenges.tasks.solve_allotments", "schedule": 10.0},
    "jobs": {"task": "challenges.tasks.run_jobs", "schedule": 5.0},
    "staffings": {"task": "challenges.tasks.solve_staffings", "schedule": 10.0},
    "incoming": {"task": "challenges.tasks.sweep_incoming", "schedule": 3600.0},
    "erasures": {"task": "challenges.tasks.erase_persons", "schedule": 3600.0},
    "signals": {"task": "challenges.tasks.compare_signals", "schedule": 20.0},
    "certificates": {"task": "accounts.tasks.remind_of_certificates", "schedule": 3600.0},
    "invitations": {"task": "accounts.tasks.mail_invitations", "schedule": 30.0},
    "team_requests": {"task": "challenges.tasks.mail_team_requests", "schedule": 30.0},
    "login_attempts": {"task": "accounts.tasks.forget_login_attempts", "schedule": 3600.0},
    "housekeeping": {"task": "challenges.tasks.tidy", "schedule": 600.0},
}
# A tick that nobody took in this time is dropped: the next one finds the same work. A worker that was away meets a
# handful of ticks, not a night of them.
for _tick in CELERY_BEAT_SCHEDULE.values():
    _tick["options"] = {"expires": max(120.0, _tick["schedule"])}
REDIS_TRANSPORT_OPTIONS: dict[str, Any] = {
    # A message waits behind one long task and then runs itself; before that Redis must not give it to another.
    "visibility_timeout": 2 * LONGEST_TASK + 300,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
# How long rows are kept that nobody asks for any more, and how many of a kind one pass removes.
IDEMPOTENCY_KEPT = timedelta(days=env.int("IDEMPOTENCY_KEPT_DAYS", default=7))
TOKENS_KEPT = timedelta(days=env.int("TOKENS_KEPT_DAYS", default=365))
# Who signed up and never proved an address; how many mails a mailbox of files keeps.
UNCONFIRMED_KEPT = timedelta(days=env.int("UNCONFIRMED_KEPT_DAYS", default=30))
MAILBOX_MOST = 5000
HOUSEKEEPING_MOST = 5000
_REDIS_URL = env("REDIS_URL", default="")
if _REDIS_URL:
    CELERY_BROKER_URL = _REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TRANSPORT_OPTIONS
else:
    # Without Redis the queue is a folder: quick enough for one machine, with a worker of its own.
    _QUEUE = str(BASE_DIR / "var" / "queue")
    CELERY_BROKER_URL = "folder://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _QUEUE,
        "data_folder_out": _QUEUE,
        "control_folder": str(BASE_DIR / "var" / "queue-control"),
        "aside_folder": str(BASE_DIR / "var" / "queue-aside"),
        "polling_interval": 0.1,
    }

# No script or style but our own files; a page that needs an inline one carries the request's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *SIGNIN_HOSTS],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            # Nobody is named in a log.
            "()": "notifications.masking.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "filters": {"request_id": {"()": "config.request_id.RequestId"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
