"""A worker keeps its database connection from task to task, and never keeps a dead one."""

from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections


def refresh(task=None, **_) -> None:
    """Drop connections that have failed or are too old; with CONN_HEALTH_CHECKS the next query tries the others first.

    The web server does the same around each request. A task called as a function inside a request or a test belongs
    to the transaction around it, and its connection is left alone.
    """
    if not task.request.is_eager:
        close_old_connections()


def register() -> None:
    """Look at the connections before and after every task."""
    task_prerun.connect(refresh, dispatch_uid="connections before a task")
    task_postrun.connect(refresh, dispatch_uid="connections after a task")
