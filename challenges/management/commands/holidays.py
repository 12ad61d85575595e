"""`manage.py holidays 2027 FILE --by operator@…`: enter a year's holidays as they were announced."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.acting import acting_as
from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from challenges.core.actions import holiday
from notifications.clock import now


class Command(BaseCommand):
    help = "Enter the holidays and worked weekends of a year, one day a line; running periods are counted anew."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path, help="lines such as “2027-10-01 休 国庆节” or “2027-10-09 班”")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the operator who enters them")

    def handle(self, *, year, file, by, **options):
        user = User.objects.filter(email=by).first()
        if user is None:
            raise CommandError(f"没有账号 {by}。")
        at = now()
        try:
            lines = holiday.read(file.read_text(encoding="utf-8-sig"))
            holiday.announce(year, lines, by=acting_as(user, at=at), at=at)
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"读不了 {file}：{problem}") from problem
        except NotAllowed:
            raise CommandError(f"{by} 不是平台运营人员。") from None
        except Invalid as problem:
            raise CommandError("\n".join(str(one.message) for one in problem.problems)) from None
        self.stdout.write(f"{year} 年 {len(lines)} 天已录入。")
