"""The award 中榜: by the clock, when the publicity has ended and no objection is open."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.award.actions.publicity import named, standing_publicity
from challenges.award.models import Award
from challenges.award.states.objection import OPEN_OBJECTION
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core.gate import MassMove, Refused, moving, moving_many
from challenges.core.periods import day_of, days_later
from challenges.listing.models import Challenge
from challenges.proposals.states import ProposalState


def award(challenge: Challenge, *, by: Acting, at: datetime) -> Challenge:
    """Award every slot to the proposal that was publicised for it. One award a slot: the database refuses a second.

    The firms sign within the days of the rules; reserves stay reserves until the contract is effective.
    Refused before the last second of the publicity has passed, and while an objection is open.
    """
    with moving(challenge, "award", by=by, at=at) as move:
        if challenge.objections.filter(state__in=OPEN_OBJECTION).exists():
            raise Refused(_("还有没办结的异议。"), code="objection_open")
        publicity = standing_publicity(challenge)
        items = list(publicity.items.filter(challenge=challenge).select_related("proposal__organisation"))
        rules = challenge.rules_on(day_of(move.at))
        sign_by = days_later(move.at, rules["signing_days"], rules)
        Award.objects.bulk_create(
            Award(
                challenge=challenge,
                proposal=item.proposal,
                slot=item.position,
                awarded_at=move.at,
                sign_by=sign_by,
            )
            for item in items
        )
        chosen = [item.proposal for item in items if item.proposal is not None]
        for proposal in chosen:
            proposal.challenge = challenge
        moving_many([MassMove(proposal, ProposalState.SELECTED) for proposal in chosen], "select", by=by, at=move.at)
        challenge.due_at = sign_by
        post_now(
            kind=NoticeKind.RESULT,
            challenge=challenge,
            by=by,
            at=move.at,
            facts={"rows": named(items), "sign_by": sign_by},
            items=[(item.proposal, item.position) for item in items],
        )
        move.facts |= {"slots": len(items), "sign_by": sign_by.isoformat()}
    return challenge
