"""How a contract stands: the text on the table, who accepted it, who signed, whose turn it is, what still hinders."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.errors import Problem, Refused
from challenges.award.actions.objection import held_up
from challenges.contracts.models import Contract, ContractVersion, Party, Signature
from challenges.contracts.queries.changes import gaps
from challenges.core.gate import overdue
from challenges.core.periods import day_of
from challenges.listing.states import ChallengeState
from challenges.proposals.queries.consortium import is_sme, shown


def on_the_table(contract: Contract) -> ContractVersion:
    """Return the newest text: the one that is accepted and signed."""
    return contract.versions.order_by("-number")[0]


def sides(contract: Contract) -> list[Party]:
    """Return the parties that sign, in their order."""
    rows = contract.parties.filter(turn__isnull=False).select_related("organisation")
    return list(rows.order_by("turn"))


def signatures(contract: Contract) -> dict[int, Signature]:
    """Return the signatures that stand, by party."""
    return {row.party_id: row for row in contract.signatures.filter(voided_at=None).select_related("by")}


def next_to_sign(contract: Contract) -> Party | None:
    """Return the party whose turn it is to sign; None when all have."""
    done = signatures(contract)
    return next((row for row in sides(contract) if row.pk not in done), None)


def sme_share(contract: Contract) -> Decimal:
    """Return the share of the money that small and medium-sized firms get, in %, as they are classified now."""
    rows = contract.parties.exclude(role="lead").select_related("organisation")
    return sum((row.share for row in rows if is_sme(row.organisation)), Decimal(0))


def shortfalls(contract: Contract, at: datetime) -> list[Problem]:
    """Return what keeps the text on the table from being signed, each with its numbers; empty when nothing does."""
    found = gaps(contract)
    least = contract.proposal.challenge.rules_on(day_of(at))["sme_share"]
    share = sme_share(contract)
    if contract.total and share < least:
        say = _("中小企业的经费份额合计 %(share)s%%，不得低于 %(least)s%%。")
        found.append(Problem("parties", say % {"share": shown(share), "least": least}, "sme_share"))
    return found


def require_signable(contract: Contract, at: datetime) -> None:
    """Refuse to sign before the publicity has ended, while an objection holds the award up, and when it is too late."""
    challenge = contract.proposal.challenge
    if not overdue(challenge.publicity_ends_at, at) and challenge.publicity_ends_at is not None:
        raise Refused(_("公示期还没有结束，不能签署。"), code="publicity_runs")
    if challenge.state not in (ChallengeState.AWARDED, ChallengeState.IN_PROGRESS) or held_up(challenge, at):
        raise Refused(_("异议还没有办结，签署暂停。"), code="stayed")
    if overdue(contract.sign_by, at) or overdue(contract.due_at, at):
        raise Refused(_("签署期限已过，不能再签署。"), code="signing_late")
