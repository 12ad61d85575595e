"""Words for one reader, in his language, from the facts of a notice and nothing else."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext

from notifications import clock, registry


@dataclass(frozen=True)
class Words:
    """A notice put into words: plain text, not HTML; whoever shows it escapes it."""

    subject: str
    body: str
    reason: str = ""


def language_of(person: Any) -> str:
    """The language a person reads: his own setting, or the platform's."""
    return getattr(person, "language", "") or settings.LANGUAGE_CODE


def put(
    event_name: str,
    facts: Mapping[str, Any],
    *,
    language: str | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Words:
    """Put a notice into words: the template's first line is the subject, what follows the blank line is the body.

    `at` is when the reader is told, which is what "left" is counted from: by default now.
    `language` is by default the active one. A notice whose declaration was taken away since keeps a general title,
    so that an old inbox can always be read.
    """
    declared = registry.get(event_name)
    with translation.override(language or translation.get_language()):
        # A reason is kept as the sentence of the source language, or in the reader's own: both come out right.
        reason = gettext(reason) if reason else ""
        if declared is None:
            return Words(gettext("一条较早的通知"), "", reason)
        template = Engine.get_default().get_template(declared.template)
        text = template.render(Context({**facts, "told_at": at or clock.now()}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return Words(" ".join(subject.split()), body.strip(), reason)
