"""`manage.py sandbox --show | --advance 3d | --next`: look at and move the time of a sandbox."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from challenges.core.actions import sandbox
from notifications.clock import local, now

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    """Read a span such as 90m, 12h, 3d or 2w; CommandError when it is none."""
    found = re.fullmatch(r"(\d{1,4})([mhdw])", text)
    if not found:
        raise CommandError(f"{text}: say a number and m, h, d or w, such as 90m, 12h, 3d or 2w.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


class Command(BaseCommand):
    help = "Show or move the platform's time in a sandbox; everything that falls due on the way happens, in order."

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--show", action="store_true", help="the platform's time and what comes next")
        choice.add_argument("--advance", metavar="SPAN", help="move the time by 90m, 12h, 3d, 2w")
        choice.add_argument("--next", action="store_true", help="move the time to the next step that falls due")

    def handle(self, *args, show, advance, next, **options):
        if not settings.SANDBOX:
            raise CommandError("This is no sandbox: its time cannot be moved.")
        if not show:
            self.move(span(advance) if advance else sandbox.until_next(now()))
        at = now()
        self.stdout.write(f"Platform time {stamp(at)}")
        for due in sandbox.upcoming(at):
            self.stdout.write(f"  {stamp(due.moment)}  {due.noun} {due.pk}  {due.verb}")

    def move(self, by):
        """Move the time and say what happened."""
        if by is None:
            self.stdout.write("Nothing is waiting for its time.")
            return
        try:
            walk = sandbox.advance(by, at=now())
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Steps taken: {walk.taken}. Reminders given: {walk.given}.")


def stamp(moment):
    """A moment as operators read it, in the platform's time zone."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}"
