"""`manage.py check_invariants`: prove on the data that what must hold holds."""

from django.core.management.base import BaseCommand, CommandError

from challenges.management import invariants


class Command(BaseCommand):
    help = "Check every rule that the data must keep; names each row that breaks one, and fails when there is any."

    def handle(self, *args, **options):
        found = 0
        for breach in invariants.breaches():
            found += 1
            self.stdout.write(str(breach))
        if found:
            raise CommandError(f"{found} rows break a rule.")
        self.stdout.write(f"{len(invariants.RULES)} rules hold.")
