import datetime

from django.db import models


class SandboxClock(models.Model):
    """How far a sandbox's time runs ahead of the real time, or behind it. One row, key 1."""

    offset = models.DurationField(default=datetime.timedelta)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sandbox_clock_is_one_row")]

    def __str__(self):
        return f"-{-self.offset}" if self.offset < datetime.timedelta() else f"+{self.offset}"
