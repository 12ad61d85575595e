"""Texts that bind, to test with: a further version of a shipped one."""

from accounts.models import BindingText
from accounts.queries.text import approved, in_force
from accounts.rules.text_parts import TextKind
from accounts.shipped_texts import shipped
from challenges.proposals.actions.proposal_submit import declared_texts
from notifications.clock import now
from tests.factories.accounts import AT, UserFactory


def read_now(kind, owner_id=None) -> dict:
    """What a body names to say that the text of a kind in force now was read."""
    return {"sha256": in_force(kind, owner_id, now()).sha256}


def read_on_page(kind, owner_id=None) -> dict:
    """What a page sends along of the text of a kind that stands on it."""
    return {"read": read_now(kind, owner_id)["sha256"]}


def read_before_signing(proposal) -> dict:
    """What a body names to say that the text of every declaration of a proposal was read."""
    return {"texts": [text.sha256 for text in declared_texts(proposal)]}


def approved_text(kind, owner=None, *, effective_from, mark=""):
    """A further version, word for word the shipped one but for `mark` in its title, approved by two."""
    title, parts = shipped(TextKind(kind))
    numbers = approved(kind, owner.pk if owner else None).values_list("number", flat=True)
    row = BindingText(
        kind=str(kind),
        owner=owner,
        number=max(numbers, default=0) + 1,
        title_zh=title["zh"] + mark,
        title_en=title["en"] + mark,
        parts=parts,
        effective_from=effective_from,
        prepared_by=UserFactory(),
        approved_by=UserFactory(),
        approved_at=AT,
        updated_at=AT,
    )
    row.sha256 = row.digest()
    row.save()
    return row
