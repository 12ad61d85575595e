"""What is to be seen of needs before they pass their formal check 形式审查, of many in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import prefetch_related_objects

from accounts.errors import Problem
from challenges.files.models import Attachment, ScanState
from challenges.listing.models import Challenge, Remark, ReturnedText
from challenges.listing.queries.challenge import problems
from challenges.listing.queries.editions import ROWS
from challenges.listing.queries.since_return import touched
from challenges.listing.queries.snapshot import snapshot
from notifications.clock import day_of


@dataclass
class Findings:
    """One need: what it lacks, its files, and the remarks of its last return, each with whether that field changed.

    The last is None where the text of that return was not kept.
    """

    missing: list[Problem] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    remarks: list[tuple[Remark, bool | None]] = field(default_factory=list)

    @property
    def unread(self) -> list[Attachment]:
        """Return the files that were not found clean: still to be looked through, or refused."""
        return [one for one in self.files if one.scan_state != ScanState.CLEAN]

    @property
    def idle(self) -> list[Remark]:
        """Return the remarks whose field came back as it was."""
        return [remark for remark, changed in self.remarks if changed is False]


def findings(challenges: Sequence[Challenge], at: datetime) -> dict[int, Findings]:
    """Return what is found of each of these needs of one call, by id; in ten queries at most for any number.

    Raises nothing; what a need lacks is judged by the rules in force on the day of `at` (Asia/Shanghai).
    """
    if not challenges:
        return {}
    prefetch_related_objects(list(challenges), *ROWS)
    rules = challenges[0].rules_on(day_of(at))
    found = {challenge.pk: Findings(problems(challenge, rules)) for challenge in challenges}
    files = Attachment.objects.filter(challenge__in=list(found), removed_at=None)
    for attachment in files:
        if attachment.challenge_id is not None:
            found[attachment.challenge_id].files.append(attachment)
    returned = {challenge.pk: challenge for challenge in challenges if challenge.repair_rounds}
    if not returned:
        return found
    texts = {
        (kept.challenge_id, kept.round): kept.snapshot for kept in ReturnedText.objects.filter(challenge__in=returned)
    }
    now = {pk: snapshot(challenge) for pk, challenge in returned.items()}
    for remark in Remark.objects.filter(challenge__in=returned).select_related("by"):
        pk = remark.challenge_id
        if remark.round == returned[pk].repair_rounds:
            before = texts.get((pk, remark.round))
            changed = None if before is None else touched(remark.field, before, now[pk])
            found[pk].remarks.append((remark, changed))
    return found
