"""The days of the demo: laid out backwards from what it is to show, in working days.

Every period of the rule book counts working days, so a layout that does the same stands as it should on a Sunday, in
Spring Festival and on the first of October: what is to run still runs, and nobody has worked on a holiday.
"""

from datetime import datetime, time, timedelta

from challenges.core.models import Holiday
from challenges.core.periods import SHANGHAI, day_of

DAY = timedelta(days=1)


class Days:
    """The working days around a moment, by number: -1 is the last one before that day, 1 the next one after it."""

    def __init__(self, at: datetime):
        self.today, self.calendar = day_of(at), Holiday.objects.calendar()
        # The year that codes and numbers of the demo carry.
        self.vintage = day_of(at).year

    def at(self, number: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return an hour (Asia/Shanghai) of the working day of that number.

        There is no day 0: whether it has come is a question of the hour, and the demo shows the same at every hour.
        """
        if number == 0:
            raise ValueError("the demo acts before today, and waits for days after it")
        calendar = self.calendar
        day = calendar.add(self.today, number) if number > 0 else calendar.subtract(self.today, -number)
        return datetime.combine(day, time(hour, minute), SHANGHAI)


def next_midnight(moment: datetime) -> datetime:
    """Return 00:00 (Asia/Shanghai) of the day after a moment."""
    return datetime.combine(day_of(moment) + DAY, time(), SHANGHAI)
