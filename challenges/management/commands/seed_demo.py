"""Fill an empty platform with the demo: every state stands somewhere, and every desk has something to do."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Organisation
from challenges.actions.periods import day_of
from challenges.management.demo import allotment, board, pool, signals, trial
from challenges.management.demo.answers import Answers
from challenges.management.demo.days import DAY
from challenges.management.demo.decisions import Decisions
from challenges.management.demo.needs import Needs
from challenges.management.demo.people import People
from notifications import relay
from notifications.clock import now

DATA = Path(__file__).resolve().parent.parent / "demo" / "data.json"


class Command(BaseCommand):
    help = "Load the fictional demo data into an empty platform."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do nothing when organisations stand already")

    def handle(self, *, once, **options):
        if not settings.DEMO:
            raise CommandError("These settings have no demo: its people sign in with a password that everybody knows.")
        if Organisation.objects.exists():
            if once:
                return
            raise CommandError("The platform is not empty; the demo is only for an empty one.")
        self.stdout.write("正在装入演示数据……")
        at = now()
        # Cut short, it leaves nothing, and can be begun again.
        with transaction.atomic():
            seed(at)
            relay.tell_past(at - 3 * DAY, at)
        self.stdout.write("演示数据已装入（企业、人员、项目均为虚构）。")


@transaction.atomic
def seed(at) -> None:
    """Write the demo as it would have come about up to this moment, by the same actions people take."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    people = People(data, at - 400 * DAY, day_of(at))
    people.make()
    people.at = at
    needs = Needs(people, data, at)
    needs.make()
    answers = Answers(needs)
    answers.make()
    Decisions(needs, answers).make()
    pool.make(people, at)
    allotment.make(needs)
    trial.open_now(needs, at)
    signals.make(answers)
    board.make(needs, people)
