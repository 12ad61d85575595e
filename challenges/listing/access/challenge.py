"""Who may see a challenge, in which detail, and who may do what with it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.core.noun import lends, lent
from challenges.core.own import concerned
from challenges.core.relation import is_from, roles_as, standing
from challenges.listing.models import Challenge, Confidentiality, Opinion, Question, Undertaking
from challenges.listing.states import BEFORE_PUBLICATION, PUBLIC, QuestionState

HANDLERS = frozenset({"lead.handler", "lead.tech_lead", "lead.admin"})
CHECKERS = frozenset({"organiser.checker", "organiser.batch_admin"})
# Who prepares what takes two of the organiser, or confirms it.
SECONDS = frozenset({"organiser.batch_admin", "organiser.approver"})

MAY = {
    "edit": HANDLERS,
    "clear_secrecy": frozenset({"lead.secrecy"}),
    "submit_inside": HANDLERS,
    "send_back": frozenset({"lead.signer"}),
    "approve": frozenset({"lead.signer"}),
    "return_for_repair": CHECKERS,
    "reject": CHECKERS,
    "repair_lapsed": frozenset({"clock"}),
    "pass_check": CHECKERS,
    "ask_opinion": CHECKERS,
    "give_opinion": frozenset({"adviser"}),
    "conclude_argumentation": CHECKERS,
    "confirm_funds": frozenset({"lead.finance", "lead.signer"}),
    "take_back": frozenset({"doer"}),
    "publish": frozenset({"organiser.batch_admin", "organiser.notice_officer"}),
    "open": frozenset({"clock"}),
    "ask": frozenset({"verified"}),
    "correct": frozenset({"organiser.batch_admin"}),
    "extend": SECONDS,
    "close": frozenset({"clock"}),
    "sort_out": frozenset({"clock"}),
    "begin_review": frozenset({"organiser.review_officer", "organiser.batch_admin"}),
    "propose": frozenset({"organiser.review_officer", "organiser.batch_admin"}),
    "choose": frozenset({"lead.signer", "lead.tech_lead"}),
    "choose_anew": frozenset({"lead.signer", "lead.tech_lead"}),
    "announce": frozenset({"organiser.notice_officer", "organiser.batch_admin"}),
    "set_feedback": frozenset({"organiser.notice_officer", "organiser.batch_admin"}),
    "give_feedback": frozenset({"clock"}),
    "stay": frozenset({"person"}),
    "resume": frozenset({"organiser.notice_officer", "organiser.batch_admin", "clock"}),
    "award": frozenset({"clock"}),
    "begin_work": frozenset({"clock"}),
    "hand_on": frozenset({"clock"}),
    "ask_withdrawal": frozenset({"lead.signer"}),
    "withdraw": SECONDS,
    "relist": HANDLERS,
    "recount": frozenset({"clock"}),
}

QUESTION_MAY = {"answer": HANDLERS, "recount": frozenset({"clock"})}


def visible_to(viewer):
    """Return the challenges this viewer may know of: the only definition of seeing a challenge.

    Published ones are public. Before publication: the lead firm's own, the organiser's from the formal check on,
    and the one an expert was asked about.
    """
    if viewer is CLOCK:
        return Challenge.objects.all()
    seen = Q(state__in=PUBLIC)
    if viewer.organisation_id:
        seen |= Q(lead_id=viewer.organisation_id)
        if viewer.kind == "organiser":
            # What they have returned stays theirs to see while the lead firm mends it.
            inside = Q(state__in=["draft", "internal_review"], repair_rounds=0)
            seen |= Q(organiser_id=viewer.organisation_id) & ~inside
    if viewer.user_id and viewer.is_expert:
        seen |= Q(pk__in=Opinion.objects.filter(expert_id=viewer.user_id).values("challenge"))
    return Challenge.objects.filter(seen)


def relations(viewer, challenge) -> frozenset[str]:
    """Return everything the viewer is to this challenge, by what the domains above know of them too."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.user_id:
        return frozenset(names)
    if is_from(viewer, challenge.lead_id):
        names |= roles_as("lead", viewer)
        names.discard("verified")
    if is_from(viewer, challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if viewer.is_expert and Opinion.objects.filter(challenge=challenge, expert_id=viewer.user_id).exists():
        names.add("adviser")
    for more in lent("challenge", "relations"):
        names |= more(viewer, challenge)
    return frozenset(names)


@lends("officer", "own")
def of_own_lead(viewer, row) -> str:
    """Return why an officer who belongs to the lead firm too leaves its challenges to colleagues."""
    if viewer.elsewhere and any(challenge.lead_id in viewer.elsewhere for challenge in concerned(row)):
        return _("您也是发榜方的成员，本榜的事项请由其他同事办理。")
    return ""


@lends("officer", "own")
def argued(viewer, row) -> str:
    """Return why an officer who was asked as an expert about a need does not decide on it."""
    if not viewer.is_expert or row.noun != "challenge" or row.state not in BEFORE_PUBLICATION:
        return ""
    asked = Opinion.objects.filter(challenge=row, expert_id=viewer.user_id).exists()
    return _("您是本榜的论证专家，审查和发布请由其他同事办理。") if asked else ""


def may(viewer, verb: str, challenge) -> bool:
    """Return True when the viewer's relation to the challenge allows this verb; the state is the gate's matter."""
    return bool(MAY[verb] & relations(viewer, challenge))


def may_create(viewer) -> bool:
    """Return True for those who write needs down for a lead firm; verification may still be pending."""
    return viewer is not CLOCK and viewer.kind == "lead" and bool({"handler", "tech_lead", "admin"} & viewer.roles)


def layer(viewer, challenge) -> str:
    """Return how much of a challenge this viewer reads: "full", "terms" (no inner text) or "outline".

    公开: everybody reads all. 内部公开: verified firms read all, the public the text without parameters. 受限: the
    public reads title, field and amount band, verified firms read all after their promise of secrecy.
    """
    names = relations(viewer, challenge)
    if names & {"lead", "adviser", "expert", "clock"} or "organiser" in names:
        return "full"
    if challenge.confidentiality == Confidentiality.PUBLIC:
        return "full"
    if challenge.confidentiality == Confidentiality.INTERNAL:
        return "full" if "verified" in names else "terms"
    if "verified" in names and undertaken(viewer, challenge):
        return "full"
    return "outline"


def read_in_full(viewer) -> Q:
    """Return the condition under which this viewer reads everything of a challenge: `layer` "full", for lists."""
    if viewer is CLOCK:
        return Q(pk__isnull=False)
    full = Q(confidentiality=Confidentiality.PUBLIC)
    if viewer.organisation_id:
        own = viewer.organisation_id
        full |= Q(lead_id=own) | Q(organiser_id=own)
        if viewer.verified:
            full |= Q(confidentiality=Confidentiality.INTERNAL)
            full |= Q(pk__in=Undertaking.objects.of(viewer).values("challenge"))
    if viewer.is_expert:
        full |= Q(pk__in=Opinion.objects.filter(expert_id=viewer.user_id).values("challenge"))
    for more in lent("challenge", "read_in_full"):
        full |= more(viewer)
    return full


def undertaken(viewer, challenge) -> bool:
    """Return True when this person, or their firm, has signed the promise of secrecy for this challenge."""
    return Undertaking.objects.of(viewer).filter(challenge=challenge).exists()


def questions_visible_to(viewer):
    """Return the questions this viewer may read: answered ones with their challenge, open ones for those concerned."""
    visible = Question.objects.filter(challenge__in=visible_to(viewer))
    if viewer is CLOCK:
        return visible
    seen = Q(state=QuestionState.ANSWERED)
    if viewer.organisation_id:
        own = viewer.organisation_id
        seen |= Q(organisation_id=own) | Q(challenge__lead_id=own) | Q(challenge__organiser_id=own)
    return visible.filter(seen)


def remarks_visible_to(viewer, challenge):
    """Return the reasons of its returns: for the people of the lead firm and of the organiser."""
    inside = relations(viewer, challenge) & {"lead", "organiser", "clock"}
    return challenge.remarks.all() if inside else challenge.remarks.none()


def opinions_visible_to(viewer, challenge):
    """Return the experts' opinions: all for lead firm and organiser, for an expert their own."""
    if relations(viewer, challenge) & {"lead", "organiser", "clock"}:
        return challenge.opinions.all()
    return challenge.opinions.filter(expert_id=viewer.user_id) if viewer.user_id else challenge.opinions.none()


def names_advisers(viewer, challenge):
    """Return which opinions this viewer reads with their expert's name: the organiser all, an expert their own."""
    organiser = "organiser" in relations(viewer, challenge)
    return lambda opinion: organiser or opinion.expert_id == viewer.user_id


def question_relations(viewer, question) -> frozenset[str]:
    """Return what the viewer is to the challenge of a question."""
    return relations(viewer, question.challenge)
