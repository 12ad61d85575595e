"""Who is told what contracts make of an award: work begins, a firm is passed over, a reserve moves up or is let go."""

from django.utils.translation import gettext_lazy as _

from challenges.listing.notices.challenge import declare as challenge_notice
from challenges.listing.notices.challenge_audiences import (
    PUBLISHERS,
    REVIEWERS,
    SIGNERS,
    WRITERS,
    followers,
    lead,
    organiser,
    together,
)
from challenges.proposals.notices.applicant_audiences import reviewed
from challenges.proposals.notices.proposal import declare as proposal_notice
from challenges.proposals.notices.proposal import everyone_in_the_firm
from notifications.registry import silent

challenge_notice("challenge.work_begun", together(lead(*WRITERS), organiser(*PUBLISHERS), followers))
challenge_notice(
    "challenge.handed_on",
    together(lead(*WRITERS, *SIGNERS), organiser(*REVIEWERS, *PUBLISHERS), reviewed),
    facts=("to", "reserves"),
    statutory=True,
)
proposal_notice("proposal.passed_over", everyone_in_the_firm, statutory=True)
proposal_notice("proposal.released", everyone_in_the_firm, statutory=True)

silent("proposal.contracted", _("任务书生效时已经告知。"))
