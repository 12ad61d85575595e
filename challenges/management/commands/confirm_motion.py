"""`manage.py confirm_motion [number]`: the second confirmation on a platform that has one operator."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from accounts.acting import CONSOLE
from accounts.errors import Invalid, Refused
from challenges.core.access.motion import visible_to
from challenges.core.actions.motion import confirm
from challenges.core.queries.motion import named, shown
from challenges.core.states import MotionState
from notifications.clock import now


class Command(BaseCommand):
    help = "List what waits for a second operator, or confirm one where the platform has no second operator."

    def add_arguments(self, parser):
        parser.add_argument("number", nargs="?", type=int, help="the number of the motion, as the list shows it")

    def handle(self, *args, **options):
        with override("zh-hans"):
            waiting = visible_to(CONSOLE).filter(state=MotionState.OPEN).select_related("prepared_by").order_by("pk")
            if options["number"] is None:
                for told in named(waiting):
                    self.stdout.write(f"{told.motion.pk}  {told.label}  {told.title}  {told.motion.prepared_by}")
                return
            motion = waiting.filter(pk=options["number"]).first()
            if motion is None:
                raise CommandError("No such motion waits for a confirmation.")
            for label, text in shown(motion).lines:
                self.stdout.write(f"{label}  {text}")
            try:
                confirm(motion, by=CONSOLE, at=now())
            except (Invalid, Refused) as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write("Confirmed by this command; the record says so.")
