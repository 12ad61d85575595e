"""Asking for a text that binds to be put in force: kept as it was typed and prepared for a colleague, or neither."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.acting import Acting
from accounts.actions.text import keep_draft
from accounts.models import Organisation
from challenges.core.actions.motion import prepare
from challenges.core.models import Motion
from challenges.core.motions import ACTS


def propose(kind: str, owner: Organisation | None, *, by: Acting, at: datetime, **given: Any) -> Motion:
    """Keep the draft and prepare its approval. Raises what `keep_draft` and the approval itself raise."""
    with transaction.atomic():
        row = keep_draft(kind, owner, by=by, at=at, **given)
        return prepare(ACTS["text.approve"], row, by=by, at=at)
