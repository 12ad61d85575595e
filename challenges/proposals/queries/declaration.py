"""The texts of the declarations: which are in force for a challenge, and which declarations still lack."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.models import BindingText
from accounts.queries.text import texts_in_force
from accounts.rules.text_parts import TextKind
from challenges.proposals.queries.proposal_sections import DECLARATIONS

# The text of each declaration.
TEXTS = {
    "integrity": TextKind.INTEGRITY,
    "no_control_relation": TextKind.NO_CONTROL,
    "truth": TextKind.TRUTH,
    "publicity_consent": TextKind.PUBLICITY,
    "data_consent": TextKind.DATA,
    "secrecy": TextKind.STATE_SECRETS,
}


def texts_for(challenge: Any, at: datetime) -> dict[str, BindingText]:
    """Return by declaration the text in force at `at` for the organiser of a challenge, in one query."""
    found = texts_in_force(list(TEXTS.values()), challenge.organiser_id, at)
    return {kind: found[text] for kind, text in TEXTS.items() if text in found}


def declaration_problems(proposal: Any, at: datetime) -> list[Problem]:
    """Return the declarations that have not been made in the text in force at `at`: a changed text asks again."""
    texts = texts_for(proposal.challenge, at)
    made = {row.kind: row.text_id for row in proposal.declarations.all()}
    found = []
    for kind, label in DECLARATIONS.items():
        text = texts.get(kind)
        if kind not in made:
            said, code = _("请阅读全文后确认“%(label)s”。"), "required"
        elif text is None or made[kind] != text.pk:
            said, code = _("“%(label)s”的文本已有新版本，请阅读后重新确认。"), "text_changed"
        else:
            continue
        found.append(Problem(f"declarations.{kind}", said % {"label": label}, code))
    return found
