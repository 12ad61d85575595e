"""Wild input and who sends it: the values nobody should send, the ids that are there, the people of the demo."""

import logging
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from traceback import extract_tb

from django.apps import apps
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Numbers as they are mistyped or forged, and beyond what columns hold.
NUMBERS = (
    *("²", "１５", "٣", "+1", "1_0", " 1", "-1", "0", "1.5", "1e5", "0x10", "NaN", "Infinity", "九"),
    *("9" * 10, "9" * 19, "9" * 20, "9" * 400, "9" * 5000, str(2**31), str(2**63), "1e999999"),
)
TEXTS = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ufeff",
        "\u200b",
        "\u202e",
        "😀",
        "%",
        "%00",
        "%zz",
        "'",
        '"',
        "\\",
        "<b>",
        "{{ 7 }}",
    ),
    *("../../etc/passwd", "null", "[]", "{}", "W10", "bnVsbA", "WzEsMl0", "eyJhIjoxfQ", "=", "..", "javascript:1"),
    *("//evil.example", "a" * 400, "长" * 5000),
)
TIMES = (
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "10000-01-01", "0001-01-01T00:00"),
    *("9999-12-31T23:59", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-11-29T25:00"),
)
VALUES = (*NUMBERS, *TEXTS, *TIMES)
# What stands at the beginning of an address, and the rows it is about.
MODELS = {
    "absences": "accounts.Absence",
    "allotments": "challenges.Allotment",
    "attachments": "challenges.Attachment",
    "batches": "challenges.Batch",
    "certificates": "accounts.Certificate",
    "challenges": "challenges.Challenge",
    "conflicts": "challenges.Conflict",
    "decisions": "challenges.Decision",
    "draws": "challenges.Draw",
    "experts": "accounts.ExpertProfile",
    "inbox": "notifications.InboxItem",
    "interests": "accounts.Interest",
    "invitations": "accounts.Invitation",
    "jobs": "challenges.Job",
    "members": "challenges.Member",
    "notices": "challenges.Notice",
    "objections": "challenges.Objection",
    "organisations": "accounts.Organisation",
    "panels": "challenges.Panel",
    "proposals": "challenges.Proposal",
    "questions": "challenges.Question",
    "rejoinders": "challenges.Rejoinder",
    "reviews": "challenges.Review",
    "rubrics": "challenges.Rubric",
    "seats": "challenges.Seat",
    "signals": "challenges.Signal",
    "staffings": "challenges.Staffing",
    "tokens": "accounts.PersonalToken",
    "trialists": "challenges.Trialist",
    "trials": "challenges.Trial",
}


def ids_by_noun() -> dict[str, list[int]]:
    """Return the ids that are there, by the noun of the address."""
    return {
        noun: list(apps.get_model(name).objects.values_list("pk", flat=True)[:400]) for noun, name in MODELS.items()
    }


def noun_of(path: str, ids: dict) -> str:
    """Return the noun that stands before the last parameter named pk or id in an address."""
    before = path.replace("<int:pk>", "{id}").split("{id}")[0].strip("/").split("/")
    return next((part for part in reversed(before) if part in ids), "")


@dataclass
class Report:
    """What was answered: how often which status; every fault, and every answer that the document does not describe,
    once with an example."""

    statuses: Counter = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    undocumented: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """Return how many requests were answered."""
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        """Return how many were answered with 5xx."""
        return sum(count for status, count in self.statuses.items() if status >= 500)


class Sender:
    """One person's browser or program, whose every request is undone, so that the last one meets what the first did."""

    def __init__(self, user, **headers):
        self.client = Client(raise_request_exception=False, headers=headers)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.output()
        self.session = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.report = Report()
        self.raised = None

    def send(self, method: str, path: str, data=b"", content_type="application/octet-stream", **headers):
        """Send one request and note the answer."""
        self.raised = None
        got_request_exception.connect(self.note)
        try:
            with transaction.atomic():
                answer = self.client.generic(method, path, data, content_type, headers=headers)
                if not answer.streaming:
                    answer.content  # noqa: B018
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(self.note)
        for name, value in self.session.items():
            self.client.cookies[name] = value
        self.report.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            example = f"{method} {path[:300]} {content_type} {bytes(data)[:600]!r}"
            self.report.faults.setdefault(self.raised or f"{answer.status_code}", example)
        return answer

    def note(self, **_signal):
        """Remember what was raised and where: in our own code, where it passed there."""
        problem = sys.exception()
        every = extract_tb(problem.__traceback__)
        frames = [frame for frame in every if "site-packages" not in frame.filename] or every
        places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-3:]))
        self.raised = f"{type(problem).__name__}: {str(problem)[:160]} at {places}"


def person(kind: str, *roles: str):
    """Return a member of a kind of organisation who has as many of these roles as anybody."""
    from accounts.models import Membership

    rows = Membership.objects.active().filter(organisation__kind=kind).select_related("user").order_by("pk")
    return max(rows, key=lambda row: len(set(roles) & set(row.roles))).user


def senders() -> dict[str, Sender]:
    """Return a visitor, and people of the demo who may do much: of an SME, of an organiser, and an expert."""
    from accounts.models import ExpertProfile

    return {
        "visitor": Sender(None),
        "sme": Sender(person("sme", "handler", "signer", "admin", "project_lead")),
        "organiser": Sender(person("organiser", "batch_admin", "review_officer", "checker", "notice_officer")),
        "expert": Sender(ExpertProfile.objects.filter(user__seats__isnull=False).order_by("pk").first().user),
        "lead": Sender(person("lead", "handler", "signer", "admin", "tech_lead")),
    }


def routes(resolver=None, prefix=""):
    """Yield (name, address with its parameters as `<int:pk>`) of every route of ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or path, path


def quiet() -> None:
    """Keep the expected refusals out of the log: thousands of them would hide a fault."""
    for name in ("django.request", "django.security", "django.security.csrf"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def vendor() -> str:
    """Return the database that answers."""
    return connection.vendor


def chooser(seed: int) -> random.Random:
    """Return the source of chance of one run."""
    return random.Random(seed)
