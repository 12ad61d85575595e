"""The declarations of a proposal, each with its text word for word: for who ticks them, and for who signs or reads."""

from challenges.proposals.models import SectionKey
from challenges.proposals.queries.proposal_sections import DECLARATIONS, mapping
from frontend.accounts.views import texts


def declared(shown) -> list:
    """Return for the editor each declaration: kind, label, whether it is ticked for the text in force, and that text.

    One that was ticked for an earlier text stands open again.
    """
    held = shown.sections.get(SectionKey.DECLARATIONS, {})
    ticked = mapping(held[1] if isinstance(held, tuple) else held)
    return [
        (kind, label, bool(ticked.get(kind)) and not outdated(shown, kind), worded(shown.texts.get(kind)))
        for kind, label in DECLARATIONS.items()
    ]


def outdated(shown, kind) -> bool:
    """Return True for a declaration that was made for another text than the one in force."""
    row, text = shown.declarations.get(kind), shown.texts.get(kind)
    return row is not None and (text is None or row.text_id != text.pk)


def declared_by(shown) -> list:
    """Return for readers each declaration: its label, who made it, and the text word for word as it was agreed to.

    One that was not made yet stands with the text in force.
    """
    found = []
    for kind, label in DECLARATIONS.items():
        row = shown.declarations.get(kind)
        found.append((label, row, worded((row.text if row else None) or shown.texts.get(kind))))
    return found


def worded(text) -> dict | None:
    """Return a text with its words in the reader's language, for `accounts/text_words.html`."""
    return {"text": text, **texts.words_of(text)} if text else None
