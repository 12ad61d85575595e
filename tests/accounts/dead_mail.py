"""A mail server that is away."""

from django.core.mail.backends.base import BaseEmailBackend


class DeadBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError
