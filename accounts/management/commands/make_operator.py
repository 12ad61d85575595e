"""`manage.py make_operator --email … --name …`: the first operator of an installation, and every later one."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions import operator
from accounts.errors import Invalid, Refused
from notifications.clock import now


class Command(BaseCommand):
    help = "Make somebody an operator: a mail asks for a password of their own; a second factor follows at sign-in."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True, help="the person's own mailbox")
        parser.add_argument("--name", default="", help="the person's name; needed for a new account")
        parser.add_argument("--end", action="store_true", help="the person is an operator no longer")

    def handle(self, *args, **options):
        try:
            if options["end"]:
                user = operator.end(email=options["email"], at=now())
                self.stdout.write(f"{user.email} is an operator no longer.")
                return
            user = operator.make(email=options["email"], name=options["name"], at=now())
        except (Invalid, Refused) as refused:
            raise CommandError(str(refused)) from refused
        link = settings.SITE_URL.rstrip("/") + reverse("account_reset_password")
        self.stdout.write(f"{user.email} is an operator. A mail leads to {link}, where they set a password;")
        self.stdout.write("at the first sign-in a second factor is asked for.")
