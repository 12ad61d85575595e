"""Submission 提交: the slow work first, then one short transaction that begins with the deadline itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.agreement import entry, require_authority, require_read, tell
from accounts.actions.checking import require_signing
from accounts.models import Agreement, BindingText
from accounts.typed import mail
from challenges.core import policy
from challenges.core.gate import (
    LAST_SECOND,
    Invalid,
    Moment,
    NotAllowed,
    Problem,
    Refused,
    check_source,
    moment,
    moving,
    overdue,
)
from challenges.listing.models import Challenge
from challenges.listing.states import OPEN, ChallengeState
from challenges.proposals.actions.proposal_draft import keep_version
from challenges.proposals.models import Proposal, SectionKey
from challenges.proposals.queries.proposal import problems
from challenges.proposals.queries.proposal_sections import mapping
from challenges.proposals.queries.proposal_snapshot import digest, snapshot
from challenges.proposals.queries.receipt import number_of
from challenges.proposals.states import ENDED, HANDED_IN, PROPOSAL, ProposalState
from notifications.clock import day_of


@dataclass(frozen=True)
class Receipt:
    """What the firm holds in its hand: the number, the SHA-256 of what was handed in, and when (aware)."""

    number: str
    sha256: str
    at: datetime


def receipt_of(proposal: Proposal) -> Receipt | None:
    """Return the receipt of a proposal that was submitted, or None."""
    if not proposal.receipt_number or proposal.submitted_at is None:
        return None
    return Receipt(proposal.receipt_number, proposal.receipt_hash, proposal.submitted_at)


def submit(
    proposal: Proposal,
    *,
    by: Acting,
    at: Moment,
    read: Collection[str] | None = None,
    expected: int | None = None,
) -> Receipt:
    """Hand the proposal in, sealed until the close, and return the receipt.

    `at` should be a clock function: it is asked again once the challenge's row is held, so that nobody who waited in
    line past the deadline gets in. The deadline second itself still counts. `read` holds the SHA-256 of the text of
    each declaration as the signer was shown it.
    Raises Refused (too late, already submitted, signing suspended, preparer and signer the same person, the leader
    has too many projects), Invalid (something is missing). In every case nothing has changed.
    """
    proposal.refresh_from_db(fields=["state", "version", "draft_version", "edition"])
    rules = ready(proposal, by, moment(at))
    require_read(read, declared_texts(proposal))
    draft, kept = proposal.draft_version, snapshot(proposal)
    sha256, leader = digest(kept), leader_key(kept)
    number = {}

    def take_number() -> None:
        number["seq"] = next_receipt(proposal.challenge_id, at)

    with moving(proposal, "submit", by=by, at=at, expected=expected, first=take_number) as move:
        if overdue(proposal.challenge.closes_at, move.at):
            raise late()
        if proposal.draft_version != draft or proposal.edition < proposal.challenge.material_edition:
            raise Refused(_("提交时申报书或榜单又有改动，请核对后重新提交。"), code="changed_meanwhile")
        limit_leader(proposal, leader, rules)
        proposal.project_leader = leader
        proposal.submitted_by = by.user
        proposal.submitted_at = move.at
        proposal.receipt_number = printed(proposal.challenge, number["seq"], move.at)
        proposal.receipt_hash = sha256
        proposal.withdrawal_reason = ""
        sign_declarations(proposal, by=by, at=move.at)
        keep_version(proposal, reason="submit", by=by.user, at=move.at, kept=kept)
        move.facts.update(receipt=proposal.receipt_number, sha256=sha256)
    return Receipt(proposal.receipt_number, sha256, move.at)


def sign_declarations(proposal: Proposal, *, by: Acting, at: datetime) -> None:
    """Record that the signer agrees, for the firm, to the text of every declaration that was ticked; with a copy."""
    capacity = require_authority(by, at)
    challenge = proposal.challenge
    name = f"{challenge.number} {challenge.title}".strip()
    texts = declared_texts(proposal)
    rows = [entry(text, about=proposal, name=name, by=by, at=at, capacity=capacity) for text in texts]
    tell(Agreement.objects.bulk_create(rows), by=by, at=at)


def declared_texts(proposal: Proposal) -> list[BindingText]:
    """Return the texts of the declarations that were ticked, each in the version that was ticked."""
    return [row.text for row in proposal.declarations.select_related("text") if row.text]


def next_receipt(challenge_id: int, at: Moment) -> int:
    """Take the next receipt number of a challenge: one statement that is the deadline and the counter at once.

    Raises Refused when the challenge does not accept now; whoever gets a number holds the challenge's row until the
    end of the transaction, so that the numbers have no gap and the close waits.
    """
    now = moment(at)
    taken = Challenge.objects.filter(
        pk=challenge_id, state__in=OPEN, opens_at__lte=now, closes_at__gt=now - LAST_SECOND
    ).update(receipt_seq=F("receipt_seq") + 1)
    if not taken:
        row = Challenge.objects.get(pk=challenge_id)
        raise (
            late()
            if row.closes_at and overdue(row.closes_at, now)
            else Refused(_("榜单现在不接受申报。"), code="not_accepting")
        )
    return Challenge.objects.values_list("receipt_seq", flat=True).get(pk=challenge_id)


def printed(challenge: Challenge, count: int, at: datetime) -> str:
    """Return the number that the firm holds: whoever reads it learns nothing of who came before."""
    return number_of(challenge.receipt_secret, challenge_id=challenge.pk, year=day_of(at).year, count=count)


def late() -> Refused:
    """Return the refusal for whoever comes after the deadline."""
    return Refused(_("已过截止时间，没有提交。"), code="late")


def ready(proposal: Proposal, by: Acting, now: datetime) -> dict:
    """Refuse or report what stands in the way before any lock is taken, and return the rules in force.

    The gate judges permission, state and four eyes again under the lock.
    """
    if not policy.may(by, "submit", proposal):
        raise NotAllowed()
    if proposal.state != ProposalState.INTERNAL_REVIEW:
        if overdue(proposal.challenge.closes_at, now):
            raise late()
        check_source(proposal, PROPOSAL.step("submit"))
    require_signing(by.unit)
    # Who wrote the draft is known before the challenge is held, for as long as nobody writes on.
    proposal.hands_in("prepared_by")
    missing = problems(proposal, now)
    if missing:
        raise Invalid(missing)
    return proposal.challenge.rules_on(day_of(now))


def leader_key(kept: dict) -> str:
    """Return one spelling of the project leader's mail address, by which their projects are counted."""
    return mail.folded(mapping(kept["sections"].get(SectionKey.BASICS)).get("leader_email", ""))


def limit_leader(proposal: Proposal, leader: str, rules: dict) -> None:
    """Refuse when this leader already stands in as many submitted proposals of this firm as the rules allow.

    What other firms typed is counted nowhere: else a competitor could name this leader to shut the firm out, and the
    refusal would tell that others have submitted. The same leader named by several firms of a challenge is a signal to
    the checkers after the opening. What was submitted for a challenge that was withdrawn or lapsed binds nobody more.
    """
    limit = rules["projects_per_leader"]
    own = Proposal.objects.filter(organisation_id=proposal.organisation_id, project_leader=leader)
    others = own.filter(state__in=HANDED_IN - ENDED).exclude(pk=proposal.pk)
    if others.exclude(challenge__state__in=(ChallengeState.WITHDRAWN, ChallengeState.LAPSED)).count() >= limit:
        say = _("该项目负责人在本单位同时在报的项目已达 %(limit)s 项上限。") % {"limit": limit}
        raise Invalid([Problem("basics.leader_email", say, "leader_limit")])
