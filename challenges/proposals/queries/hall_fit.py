"""What the rows of the hall are to the viewer's own firm: its proposals, and the conditions it does not meet."""

from dataclasses import dataclass, field

from challenges.listing.access import eligibility
from challenges.listing.models import Condition
from challenges.listing.states import OPEN
from challenges.proposals.access.proposal import APPLICANTS
from challenges.proposals.models import Member
from challenges.proposals.states import MemberState
from notifications.clock import day_of

# Kinds that a firm can still meet by whom it brings along, or that people decide.
UNDECIDED = ("text", "consortium")
# Far more different conditions than a platform knows; a guard for the filter's own cost.
MOST = 400


@dataclass
class Fit:
    """One row to one firm: its own proposal's state if it has one, and the conditions it fails.

    `judged` is False where the firm switched the matching off: then nothing is said of what it meets.
    """

    proposal_state: str = ""
    leads: bool = False
    failed: list = field(default_factory=list)
    judged: bool = True


def refused(viewer, at):
    """Return the (kind, params) pairs, asked by open challenges, that the viewer's firm fails today.

    None for a firm that switched the matching off: what it meets is judged when it applies, and not before.
    """
    if not matches(viewer):
        return []
    asked = Condition.objects.filter(challenge__state__in=OPEN, challenge__closes_at__gte=at)
    pairs = asked.exclude(kind__in=UNDECIDED).order_by().values_list("kind", "params").distinct()[:MOST]
    applicant, day = eligibility.applicant_of(viewer.organisation), day_of(at)
    judge = eligibility.KINDS
    return [(kind, params) for kind, params in pairs if judge[kind].judge(params, applicant, day)[0] == "fail"]


def matches(viewer) -> bool:
    """Return True for a firm that applies and lets its data be compared with what open challenges ask for."""
    return viewer.kind in APPLICANTS and viewer.organisation is not None and viewer.organisation.matched


def fits(viewer, rows, refused_pairs):
    """Return {challenge id: Fit} for the rows of a page; two queries."""
    if viewer.kind not in APPLICANTS or not rows:
        return {}
    found = {row.id: Fit(judged=matches(viewer)) for row in rows}
    own = Member.objects.filter(
        organisation_id=viewer.organisation_id,
        proposal__challenge__in=list(found),
        state__in=(MemberState.INVITED, MemberState.CONFIRMED),
    )
    for pk, state, leads in own.values_list("proposal__challenge", "proposal__state", "leader"):
        found[pk].proposal_state, found[pk].leads = state, leads
    asked = Condition.objects.filter(challenge__in=list(found)).exclude(kind__in=UNDECIDED).order_by("position")
    for pk, kind, params in asked.values_list("challenge", "kind", "params"):
        if (kind, params) in refused_pairs:
            found[pk].failed.append(eligibility.KINDS[kind].requirement(params))
    return found
