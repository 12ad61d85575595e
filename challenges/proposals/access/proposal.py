"""Who may see a proposal, and who may do what with it. Until the close: nobody but the firms that wrote it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.core.noun import lends, lent
from challenges.core.own import concerned
from challenges.core.relation import is_from, roles_as, standing
from challenges.listing.access.challenge import visible_to as challenges_visible_to
from challenges.proposals.models import Member, Proposal, SectionKey
from challenges.proposals.states import IN_REVIEW, JOINED, OPENED, MemberState, ProposalState

# The kinds of firms that apply, and that join a consortium.
APPLICANTS = frozenset({"sme", "institute"})
WRITERS = frozenset({"leader.project_lead", "leader.handler", "leader.admin"})
CHECKERS = frozenset({"organiser.checker", "organiser.batch_admin"})

MAY = {
    "edit": WRITERS | {"member.project_lead", "member.handler", "member.admin"},
    "follow_edition": WRITERS,
    "invite_member": WRITERS,
    "ask_team": WRITERS,
    "send_for_review": WRITERS,
    "send_back": frozenset({"leader.signer"}),
    "take_back": frozenset({"doer"}),
    "submit": frozenset({"leader.signer"}),
    "confirm_edition": frozenset({"leader.signer"}),
    "withdraw": frozenset({"leader.signer"}),
    "resume_draft": WRITERS | {"leader.signer"},
    "expire": frozenset({"clock"}),
    "unseal": frozenset({"clock"}),
    "request_supplement": CHECKERS,
    "supply": WRITERS | {"leader.signer"},
    "supplement_lapsed": frozenset({"clock"}),
    "recount": frozenset({"clock"}),
    "check": CHECKERS,
    "confirm_check": CHECKERS,
    "complain": frozenset({"leader.signer", "leader.handler"}),
    "dismiss_complaint": CHECKERS,
    "uphold_complaint": CHECKERS,
    "score": frozenset({"clock"}),
    "unscore": frozenset({"clock"}),
    "nominate": frozenset({"clock"}),
    "denominate": frozenset({"clock"}),
    **dict.fromkeys(("select", "contract", "pass_over", "release"), frozenset({"clock"})),
}

MEMBER_MAY = {
    "confirm": frozenset({"member.signer"}),
    "decline": frozenset({"member.signer", "member.admin"}),
    "remove": WRITERS,
    "change_share": WRITERS,
    "invite_again": WRITERS,
}


# Sections in which a partner of the consortium has a part of its own: its people, and the rights it brings in. Which
# rows are a firm's stands in the column named here.
PARTS_OF_PARTNERS = {SectionKey.TEAM: ("people", "unit"), SectionKey.IP: ("background", "owner")}


def sections_of(names: frozenset) -> frozenset[str]:
    """Return the sections in which somebody may write who is this to the proposal: all, or those with a part of theirs.

    The whole text is the leading firm's; a partner writes its own rows (`PARTS_OF_PARTNERS`), nobody else anything.
    """
    if names & WRITERS:
        return frozenset(SectionKey.values)
    return frozenset(PARTS_OF_PARTNERS) if names & MAY["edit"] else frozenset()


def own(viewer) -> Q:
    """Return the condition for proposals that the viewer's organisation leads or joins."""
    if viewer is CLOCK or not viewer.organisation_id:
        return Q(pk__in=[])
    return Q(organisation_id=viewer.organisation_id) | Q(
        pk__in=Member.objects.filter(organisation_id=viewer.organisation_id, state__in=JOINED).values("proposal")
    )


def inside(viewer) -> Q:
    """Return the condition for proposals whose text is the viewer's: of the firm that leads, or has confirmed to join.

    Who was asked to join and has not answered knows of the proposal, and reads its outline alone.
    """
    if viewer is CLOCK or not viewer.organisation_id:
        return Q(pk__in=[])
    confirmed = Member.objects.filter(organisation_id=viewer.organisation_id, state=MemberState.CONFIRMED)
    return Q(organisation_id=viewer.organisation_id) | Q(pk__in=confirmed.values("proposal"))


def visible_to(viewer):
    """Return the proposals this viewer may know of: the only definition of seeing a proposal.

    Its own firms always. After the opening: the lead firm and the organiser. In review: the experts to whom it was
    given and who have not stepped aside. Operators: none.
    """
    if viewer is CLOCK:
        return Proposal.objects.all()
    seen = own(viewer)
    if viewer.organisation_id:
        opened = Q(state__in=OPENED) | Q(state=ProposalState.WITHDRAWN) & ~Q(withdrawal_reason="")
        if viewer.kind == "lead":
            seen |= Q(challenge__lead_id=viewer.organisation_id) & opened
        if viewer.kind == "organiser":
            seen |= Q(challenge__organiser_id=viewer.organisation_id) & opened
    for more in lent("proposal", "visible"):
        seen |= more(viewer)
    return Proposal.objects.filter(seen)


def named_to(viewer):
    """Return the proposals this viewer may know of by name: those they read blind stand in no list and no search."""
    seen = visible_to(viewer)
    if viewer is CLOCK:
        return seen
    for blind in lent("proposal", "blind"):
        seen = seen.exclude(pk__in=Proposal.objects.filter(blind(viewer)).exclude(own(viewer)).values("pk"))
    return seen


def members_visible_to(viewer):
    """Return the consortium places of the proposals this viewer may see by name."""
    seen = Q(proposal__in=named_to(viewer))
    if viewer is not CLOCK:
        # Who was asked to join and has not answered knows their own place alone.
        asked = Member.objects.filter(organisation_id=viewer.organisation_id, state=MemberState.INVITED)
        seen &= ~Q(proposal__in=asked.values("proposal")) | Q(organisation_id=viewer.organisation_id)
    return Member.objects.filter(seen).select_related("proposal__challenge")


@lends("challenge", "relations")
def as_applicant(viewer, challenge) -> set[str]:
    """Return "applicant" when the viewer's organisation leads or joins a proposal for this challenge."""
    if viewer.kind not in APPLICANTS:
        return set()
    own = Member.objects.filter(proposal__challenge=challenge, organisation_id=viewer.organisation_id, state__in=JOINED)
    return {"applicant"} if own.exists() else set()


# Proposals that compete for nothing any more.
GONE = (ProposalState.WITHDRAWN, ProposalState.EXPIRED)


@lends("officer", "own")
def of_own_firm(viewer, row) -> str:
    """Return why an officer who belongs to an applicant, or to a firm of its consortium, leaves it to colleagues."""
    if not viewer.elsewhere:
        return ""
    joined = Member.objects.filter(
        proposal__challenge__in=concerned(row), organisation_id__in=viewer.elsewhere, state__in=JOINED
    )
    if joined.exclude(proposal__state__in=GONE).exists():
        return _("您也是本榜申报单位或者联合体成员单位的成员，本榜的事项请由其他同事办理。")
    return ""


def relations(viewer, proposal) -> frozenset[str]:
    """Return everything the viewer is to this proposal."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.user_id:
        return frozenset(names)
    if is_from(viewer, proposal.organisation_id):
        names |= roles_as("leader", viewer)
    elif viewer.organisation_id:
        here = proposal.members.filter(organisation_id=viewer.organisation_id, state__in=JOINED)
        state = here.values_list("state", flat=True).first()
        if state is not None:
            names |= roles_as("member" if state == MemberState.CONFIRMED else "invited", viewer)
    if proposal.state in OPENED or proposal.withdrawal_reason:
        if is_from(viewer, proposal.challenge.lead_id):
            names |= roles_as("lead", viewer)
        if is_from(viewer, proposal.challenge.organiser_id):
            names |= roles_as("organiser", viewer)
    for more in lent("proposal", "relations"):
        names |= more(viewer, proposal)
    return frozenset(names)


def may_create(viewer, challenge) -> bool:
    """Return True for those who write proposals for a firm: SMEs and institutes, on a challenge they may see."""
    return (
        viewer is not CLOCK
        and viewer.kind in APPLICANTS
        and bool({"project_lead", "handler", "admin"} & viewer.roles)
        and challenges_visible_to(viewer).filter(pk=challenge.pk).exists()
    )


def layer(viewer, proposal, names=None) -> str:
    """Return how much of a proposal this viewer reads: "full", "blind" (no unit, no people), "summary" or "outline".

    The outline is what a firm reads that was asked to join and has not answered: who leads, its own task and share.

    A seat on a blind panel binds the person, whomever they act for in this session. A caller who knows already what the
    viewer is to it gives these `names` and saves their queries.
    """
    names = relations(viewer, proposal) if names is None else names
    if names & {"leader", "member", "clock"}:
        return "full"
    if "invited" in names:
        return "outline"
    if "expert.blind" in names:
        return "blind"
    if names & {"organiser", "expert"}:
        return "full"
    return "full" if proposal.state in IN_REVIEW else "summary"


def member_relations(viewer, member) -> frozenset[str]:
    """Return what the viewer is to one organisation's place in a consortium."""
    names = set(relations(viewer, member.proposal))
    if is_from(viewer, member.organisation_id):
        names |= roles_as("member", viewer)
    else:
        names = {name for name in names if not name.startswith("member")}
    return frozenset(names)
