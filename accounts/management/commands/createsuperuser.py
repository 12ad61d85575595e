"""The framework's own command is refused: nobody here stands above the rules."""

from django.core.management.base import BaseCommand, CommandError

REFUSED = (
    "There are no superusers here: somebody above every rule could read sealed proposals.\n"
    "Make an operator instead:  manage.py make_operator --email person@example.cn --name 姓名"
)


class Command(BaseCommand):
    help = "Refused: make an operator with make_operator."
    requires_system_checks = ()

    def run_from_argv(self, argv):
        """Say so whatever options were given."""
        self.stderr.write(self.style.ERROR(REFUSED))
        raise SystemExit(1)

    def handle(self, *args, **options):
        raise CommandError(REFUSED)
