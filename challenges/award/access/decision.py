"""Who may see a decision and its opinions: the organiser's people. Who approves: whoever holds the role of the step."""

from django.db.models import OuterRef, Q, Subquery

from challenges.award.models import Approval, Decision
from challenges.core.own import of_challenge
from challenges.core.relation import OFFICERS, WATCHERS, is_from, roles_as, standing

MAY = {
    "approve": frozenset({"approver"}),
    "send_back": frozenset({"approver"}),
    "complete": frozenset({"clock"}),
    "void": frozenset({"clock"}),
}


def visible_to(viewer):
    """Return the decisions this viewer may read: those of their organiser, for its officers, supervisor, approvers."""
    if getattr(viewer, "kind", "") != "organiser":
        return Decision.objects.none()
    rows = Decision.objects.filter(challenge__organiser_id=viewer.organisation_id)
    if viewer.roles & set(WATCHERS):
        return rows
    asked = Approval.objects.filter(role__in=viewer.roles).values("decision")
    return rows.filter(Q(pk__in=asked))


def next_step(decision) -> Approval | None:
    """Return the step that waits for its approver, or None when all were taken."""
    return next((step for step in decision.approvals.all() if step.at is None), None)


def next_role() -> Subquery:
    """Return the post whose step waits, as a column of a query of decisions; NULL when all were taken."""
    steps = Approval.objects.filter(decision=OuterRef("pk"), at=None).order_by("position")
    return Subquery(steps.values("role")[:1])


def relations(viewer, decision) -> frozenset[str]:
    """Return what the viewer is to this decision; "approver" when the next step belongs to a role they hold."""
    names = standing(viewer)
    if is_from(viewer, decision.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
        step = next_step(decision)
        if step is not None and step.role in viewer.roles:
            names.add("approver")
    return frozenset(names)


def may_open(viewer, challenge) -> bool:
    """Return True for officers of the organiser whose challenge it is, unless it is their own matter."""
    officer = is_from(viewer, challenge.organiser_id) and bool(OFFICERS & roles_as("organiser", viewer))
    return officer and not of_challenge(viewer, challenge)
