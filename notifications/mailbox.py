"""Mails as files, for places without a mail server: the demo shows them on a page."""

import datetime
import email
import email.policy
import os
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

# Seconds after which nobody is still writing a mail.
HALF_WRITTEN = 3600
NAME = re.compile(r"\d+-\d+\.eml")


class MailboxBackend(BaseEmailBackend):
    """Writes each mail into a file of its own in `settings.MAILBOX_DIR`, complete or not at all."""

    def send_messages(self, email_messages):
        folder = Path(settings.MAILBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns()}-{os.getpid()}.eml"
            draft = folder / f".{name}"
            try:
                draft.write_bytes(message.message().as_bytes())
                draft.rename(folder / name)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """A mail that was written: its file name, and the parsed message."""

    name: str
    message: EmailMessage

    @property
    def written(self) -> datetime.datetime:
        """When the file was written, by the machine's time, which a sandbox does not move."""
        return datetime.datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, datetime.UTC)

    @property
    def plain(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""


def forget_oldest(most: int) -> int:
    """Remove all but the newest `most` mails, and what a killed writer left half written; returns how many files."""
    folder = Path(settings.MAILBOX_DIR)
    old = sorted(folder.glob("[0-9]*.eml"))[:-most]
    old += [draft for draft in folder.glob(".*.eml") if time.time() - draft.stat().st_mtime > HALF_WRITTEN]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def mails(*, to: str = "", limit: int = 50) -> list[Mail]:
    """The newest mails, newest first, at most `limit`; `to` narrows them to one address."""
    found = []
    for path in sorted(Path(settings.MAILBOX_DIR).glob("[0-9]*.eml"), reverse=True):
        mail = read(path.name)
        if mail and to.lower() in str(mail.message["To"]).lower():
            found.append(mail)
            if len(found) == limit:
                break
    return found


def read(name: str) -> Mail | None:
    """One mail by its file name; None when there is no such file in the folder."""
    path = Path(settings.MAILBOX_DIR) / Path(name).name
    if not NAME.fullmatch(path.name) or not path.is_file():
        return None
    return Mail(path.name, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
