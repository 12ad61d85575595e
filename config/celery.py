"""The queue. It only wakes what looks into the database for work, so a lost message costs seconds, never an act."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("jiebang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def lay_queue() -> None:
    """Make the folders of the embedded queue; a queue with a server needs none."""
    for name, folder in (app.conf.broker_transport_options or {}).items():
        if name.endswith("_folder") or name.startswith("data_folder"):
            Path(folder).mkdir(parents=True, exist_ok=True)


lay_queue()
