"""The queue. It only wakes what looks into the database for work, so a lost message costs seconds, never an act."""

import os
from pathlib import Path

from celery import Celery

from config import connections, folder_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

folder_queue.register()
app = Celery("jiebang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
connections.register()
if "data_folder_in" in (app.conf.broker_transport_options or {}):
    folder_queue.lay(Path(app.conf.broker_transport_options["data_folder_in"]))
