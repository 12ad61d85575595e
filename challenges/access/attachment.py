"""Who may see a file, who may load it, and who may add and remove one: three questions, each asked here alone."""

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
from challenges.states.review import SEATED

from . import door
from .objection import visible_to as objections_visible_to
from .proposal import own
from .readers import reviews_of

# Besides the organiser, who may be named to read a proposal's file.
READERS = ("consortium", "lead", "experts")


def visible_to(viewer):
    """Return the files this viewer may see, by name and state: the only definition of it. To load is another question.

    Files of a proposal go to its own firms, after the opening to the organiser, in review to the lead firm and to the
    experts who read it with names; a blind panel gets none, because no program takes a name off a stamp or out of a
    picture. Of partners, lead firm and experts the firm may leave out any for each file; the leading firm, the firm it
    came from and the organiser always read it. Files of a challenge follow its layers, and funds letters go to the lead
    firm and the organiser alone. Until its contents are checked, and when they were refused, only its own side sees it.
    """
    files = Attachment.objects.filter(removed_at=None)
    if viewer is CLOCK:
        return files
    return files.filter(of_own_side(viewer) | Q(scan_state=ScanState.CLEAN) & given_to(viewer))


def loadable_by(viewer):
    """Return the files this viewer may load: those he sees, without the ones that did not pass the check."""
    return visible_to(viewer).exclude(scan_state=ScanState.BLOCKED)


def of_own_side(viewer) -> Q:
    """Return the condition for files of the viewer's own proposals, challenges and objections, whatever their state."""
    seen = Q(pk__in=[])
    if viewer.organisation_id:
        among = Q(for_consortium=True) | Q(organisation_id=viewer.organisation_id)
        among |= Q(proposal__organisation_id=viewer.organisation_id)
        seen |= Q(proposal__in=Proposal.objects.filter(own(viewer))) & among
        seen |= Q(challenge__lead_id=viewer.organisation_id)
    if viewer.user_id:
        seen |= Q(objection__filed_by_id=viewer.user_id)
    return seen


def given_to(viewer) -> Q:
    """Return the condition for files of others that this viewer reads once they are checked."""
    seen = Q(proposal__in=Proposal.objects.filter(opened_to_organiser(viewer)))
    seen |= Q(for_lead=True, proposal__in=Proposal.objects.filter(in_review_for_lead(viewer)))
    seen |= Q(for_experts=True, proposal__in=Proposal.objects.filter(given_by_name(viewer)))
    seen |= Q(challenge__in=Challenge.objects.filter(in_full(viewer))) & ~Q(kind=AttachmentKind.FUNDS_LETTER)
    if viewer.organisation_id and viewer.kind == "organiser":
        organised = Q(challenge__organiser_id=viewer.organisation_id)
        seen |= organised & ~Q(challenge__state__in=["draft", "internal_review"])
    return seen | Q(objection__in=objections_visible_to(viewer))


def opened_to_organiser(viewer) -> Q:
    """Return the condition for proposals whose files their organiser reads."""
    if not viewer.organisation_id or viewer.kind != "organiser":
        return Q(pk__in=[])
    late = Q(state=ProposalState.WITHDRAWN) & ~Q(withdrawal_reason="")
    return Q(challenge__organiser_id=viewer.organisation_id) & (Q(state__in=OPENED) | late)


def in_review_for_lead(viewer) -> Q:
    """Return the condition for proposals whose files the lead firm reads."""
    if not viewer.organisation_id or viewer.kind != "lead":
        return Q(pk__in=[])
    return Q(challenge__lead_id=viewer.organisation_id, state__in=IN_REVIEW)


def given_by_name(viewer) -> Q:
    """Return the condition for proposals whose files this expert reads."""
    if not viewer.user_id or not viewer.is_expert:
        return Q(pk__in=[])
    named = reviews_of(viewer).filter(seat__panel__in=Panel.objects.filter(blind=False))
    return Q(state__in=IN_REVIEW, pk__in=named.values("proposal"))


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


def is_own_side(viewer, attachment) -> bool:
    """Return True when this file is of the viewer's own side: those see its state, and act on it while they may."""
    return Attachment.objects.filter(of_own_side(viewer), pk=attachment.pk).exists()
