"""The firms that apply for a challenge, as audiences that notices are put together from."""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import holders, recipients
from challenges.listing.notices.challenge_audiences import (
    SIGNERS,
    WRITERS,
    challenge_of,
    followers,
    lead,
    together,
    url_of,
)
from challenges.proposals.models import Proposal
from challenges.proposals.states import HANDED_IN, OPENED, WITH_THE_FIRM, ProposalState

APPLYING = ("project_lead", "handler", "admin", "signer")

WRITING = _("贵单位的申报书草稿依据的是旧版，请核对后再提交。")
SUBMITTED = _("贵单位已提交申报书：有实质更正的，须在截止前确认一次。")
APPLIED = _("贵单位申报了这个榜单。")
DRAFTED = _("贵单位有这个榜单的申报书草稿。")
# Why somebody hears of a challenge as one of a firm that applies.
REASONS = (WRITING, SUBMITTED, APPLIED, DRAFTED)


def firms_with(states, reason):
    """Return an audience: the people of the leading firms whose proposal is in one of these states."""

    def audience(event):
        challenge = challenge_of(event)
        proposals = Proposal.objects.filter(challenge=challenge, state__in=states)
        firms = set(proposals.values_list("organisation_id", flat=True))
        return recipients(holders(firms, APPLYING, event.at), url=url_of(challenge), reason=reason)

    return audience


drafters = firms_with(WITH_THE_FIRM, WRITING)
writing_firms = firms_with(WITH_THE_FIRM, DRAFTED)
sealed_firms = firms_with({ProposalState.SUBMITTED}, SUBMITTED)
applicants = firms_with(HANDED_IN, APPLIED)
# Whoever was opened keeps hearing of it; a firm that was found not to qualify has had its answer.
reviewed = firms_with(OPENED - {ProposalState.DISQUALIFIED}, APPLIED)


def after_withdrawal(event):
    """Yield the lead firm, and once it was published everybody who follows it or works on it."""
    yield from lead(*WRITERS, *SIGNERS)(event)
    if challenge_of(event).published_at is not None:
        yield from together(applicants, writing_firms, followers)(event)
