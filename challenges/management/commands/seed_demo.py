"""Fill an empty platform with the demo: every state stands somewhere, and every desk has something to do."""

import json
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Organisation
from challenges.site import demo
from challenges.site.demo import allotment, board, fulfilment, lots, motions, objections, pool, registrations, signals
from challenges.site.demo.answers import Answers
from challenges.site.demo.contracts import Contracts
from challenges.site.demo.days import DAY
from challenges.site.demo.decisions import Decisions
from challenges.site.demo.needs import Needs
from challenges.site.demo.people import People
from notifications import relay
from notifications.clock import begin_at, day_of, midnight, now

DATA = Path(demo.__file__).with_name("data.json")
# Certificates and figures of the demo move with the day; the firms themselves were founded, and the rules hold, since.
FIRST, LAST = 2024, 2099


def moment(text: str) -> datetime:
    """Read a moment such as 2028-02-29T07:30+08:00; CommandError, in words, when it is none the demo can stand at."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是时刻，请写成 2028-02-29T07:30+08:00 的样子。") from None
    if at.utcoffset() is None:
        raise CommandError(f"“{text}”没有写时区，北京时间请在后面加 +08:00。")
    if not midnight(date(FIRST, 1, 1)) <= at < midnight(date(LAST + 1, 1, 1)):
        raise CommandError(f"演示只能装入 {FIRST} 年到 {LAST} 年之间的时刻。")
    return at


class Command(BaseCommand):
    help = "Load the fictional demo data into an empty platform."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do nothing when organisations stand already")
        parser.add_argument(
            "--at",
            metavar="MOMENT",
            help="let the sandbox begin at this moment, past or to come, such as 2028-02-29T07:30+08:00",
        )

    def handle(self, *, once, at=None, **options):
        if not settings.DEMO:
            raise CommandError("These settings are no demo (DEMO): the fictional data are not for a platform in use.")
        wanted = moment(at) if at else None
        if wanted and not settings.SANDBOX:
            raise CommandError("这里不是沙盒，时间不能另定；--at 只用于演示环境。")
        if Organisation.objects.exists():
            if once:
                return
            raise CommandError("The platform is not empty; the demo is only for an empty one.")
        self.stdout.write("正在装入演示数据……")
        with transaction.atomic():
            if wanted:
                begin_at(wanted)
            at = wanted or now()
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
    Contracts(needs).make()
    objections.final(at)
    pool.make(people, at)
    motions.make(people, at)
    allotment.make(needs)
    lots.make(needs)
    signals.make(answers)
    board.make(needs, people)
    registrations.make(people, needs.days)
    fulfilment.make(at)
