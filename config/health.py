"""Is the process alive, and may it take work?"""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import JsonResponse
from django.views.decorators.http import require_safe
from kombu import Connection

from notifications.clock import now
from notifications.models import Event

STUCK_AFTER = timedelta(minutes=10)


class HealthMiddleware:
    """Answers both questions before anything asks who is there: a session cookie must not lead them to the database.

    Stands outside of whatever reads sessions, languages and people.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.views = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request):
        return self.views.get(request.path_info, self.get_response)(request)


@require_safe
def healthz(request):
    """Answer 200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request):
    """Answer 200 when the database is there with all its tables, the queue answers, and no notice is stuck."""
    findings = {"database": database(), "queue": queue(), "outbox": outbox()}
    ready = all(value == "ok" for value in findings.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **findings}, status=200 if ready else 503)


def database() -> str:
    """Return "ok", or what is wrong with the database."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "unreachable"
    return "migrations are waiting" if waiting else "ok"


def queue() -> str:
    """Return "ok", or what is wrong with the broker."""
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS) as link:
            link.ensure_connection(max_retries=1, timeout=2)
    except Exception:
        return "unreachable"
    return "ok"


def outbox() -> str:
    """Return "ok", or say that events have been waiting for their notices too long."""
    try:
        stuck = Event.objects.filter(dispatched_at=None, at__lt=now() - STUCK_AFTER).exists()
    except Error:
        return "unreachable"
    return "notices are waiting" if stuck else "ok"
