"""Who may load a file, and who may add one: never more than what the file belongs to is open to him."""

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.models import (
    Attachment,
    AttachmentKind,
    Challenge,
    Confidentiality,
    Opinion,
    Panel,
    Proposal,
    ScanState,
    Seat,
    Undertaking,
)
from challenges.states.challenge import PUBLIC
from challenges.states.proposal import IN_REVIEW, OPENED, ProposalState

from . import door
from .challenge import SEATED
from .notice import objections_visible_to
from .proposal import own, reviews_of


def visible_to(viewer):
    """Return the files this viewer may load: the only definition of it.

    Files of a proposal go to its own firms, after the opening to the organiser, in review to the lead firm and to the
    experts who read it with names; a blind panel gets none, because no program takes a name off a stamp or out of a
    picture. Files of a challenge follow its layers, and funds letters go to the lead firm and
    the organiser alone. Until its contents are checked, a file is loaded only by the firm it came from.
    """
    files = Attachment.objects.filter(removed_at=None)
    if viewer is CLOCK:
        return files
    checked = Q(scan_state=ScanState.CLEAN)
    seen = Q(proposal__in=Proposal.objects.filter(own(viewer))) & ~Q(scan_state=ScanState.BLOCKED)
    seen |= checked & Q(proposal__in=Proposal.objects.filter(handed(viewer)))
    seen |= checked & Q(challenge__in=Challenge.objects.filter(in_full(viewer))) & ~Q(kind=AttachmentKind.FUNDS_LETTER)
    if viewer.organisation_id:
        own_challenges = Q(challenge__lead_id=viewer.organisation_id)
        if viewer.kind == "organiser":
            organised = Q(challenge__organiser_id=viewer.organisation_id)
            seen |= checked & organised & ~Q(challenge__state__in=["draft", "internal_review"])
        seen |= own_challenges & ~Q(scan_state=ScanState.BLOCKED)
    seen |= checked & Q(objection__in=objections_visible_to(viewer))
    return files.filter(seen)


def handed(viewer) -> Q:
    """Return the condition for proposals of others whose files this viewer reads."""
    seen = Q(pk__in=[])
    if viewer.organisation_id and viewer.kind == "organiser":
        late = Q(state=ProposalState.WITHDRAWN) & ~Q(withdrawal_reason="")
        seen |= Q(challenge__organiser_id=viewer.organisation_id) & (Q(state__in=OPENED) | late)
    if viewer.organisation_id and viewer.kind == "lead":
        seen |= Q(challenge__lead_id=viewer.organisation_id, state__in=IN_REVIEW)
    if viewer.user_id and viewer.is_expert:
        named = reviews_of(viewer).filter(seat__panel__in=Panel.objects.filter(blind=False))
        seen |= Q(state__in=IN_REVIEW, pk__in=named.values("proposal"))
    return seen


def in_full(viewer) -> Q:
    """Return the condition for challenges of others that this viewer reads in full, as their layers say."""
    seen = Q(confidentiality=Confidentiality.PUBLIC)
    if viewer.verified:
        seen |= Q(confidentiality=Confidentiality.INTERNAL)
        signed = Undertaking.objects.filter(user_id=viewer.user_id, organisation_id=viewer.organisation_id)
        seen |= Q(confidentiality=Confidentiality.RESTRICTED, pk__in=signed.values("challenge"))
    seen &= Q(state__in=PUBLIC)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(pk__in=Opinion.objects.filter(expert_id=viewer.user_id).values("challenge"))
        seats = Seat.objects.filter(expert_id=viewer.user_id, state__in=SEATED)
        seen |= Q(pk__in=seats.values("panel__challenge"))
    return seen


# In which states files may be added and removed, and by which right: the owner's own verbs.
RIGHTS = {
    "proposal": {"draft": "edit", "supplement": "supply"},
    "challenge": {"draft": "edit", "returned": "edit", "pending_publish": "confirm_funds"},
    "objection": {"filed": "withdraw"},
}


def may_attach(viewer, owner) -> bool:
    """Return True when this viewer may add a file to its owner, or take one away, in the state the owner is in."""
    verb = RIGHTS[owner.noun].get(str(owner.state))
    return verb is not None and door.may(viewer, verb, owner)
