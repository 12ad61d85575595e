"""The clock's ticks. Nothing is kept on disk that could be half-written: at its start every entry is due."""

import contextlib
import time
from datetime import timedelta
from pathlib import Path

from celery.beat import Scheduler
from django.conf import settings

PULSE_SECONDS = 5.0


class Beat(Scheduler):
    """Sends each entry at once when it starts, then by its interval; a tick that comes twice does no harm."""

    pulsed = 0.0

    def setup_schedule(self):
        """Lay the schedule, with every entry due."""
        super().setup_schedule()
        for entry in self.schedule.values():
            interval = getattr(entry.schedule, "run_every", timedelta(days=1))
            entry.last_run_at = entry.default_now() - interval

    def tick(self, *args, **kwargs):
        """Send what is due, and show that the clock is alive."""
        if time.monotonic() - self.pulsed >= PULSE_SECONDS:
            self.pulsed = time.monotonic()
            with contextlib.suppress(OSError):
                Path(settings.BEAT_PULSE).touch()
        return min(super().tick(*args, **kwargs), PULSE_SECONDS)
