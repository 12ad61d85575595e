"""Compile the English sentences, without any tool but Python."""

from django.conf import settings
from django.core.management.base import BaseCommand

from frontend.kit.translations import compile_all


class Command(BaseCommand):
    help = "Compile every translation that is newer than its compiled form."

    def handle(self, **options):
        done = compile_all(settings.BASE_DIR)
        if done:
            self.stdout.write(f"translations compiled: {done}")
