"""Who is told of decisions: each approver in turn, those whose approval fell, and the lead firm without opinions."""

from django.utils.translation import gettext_lazy as _

from challenges.award.access.decision import next_step
from challenges.award.models import Decision
from challenges.award.queries.decision import departs
from challenges.bulletin.notices import DECISIONS, NOTICE_OFFICERS
from challenges.core.notices.audience import among, holders, recipients
from challenges.review.notices.challenge_review import LEAD
from notifications.registry import notice, silent

REVIEW_OFFICERS = ("review_officer", "batch_admin")


def decision_of(event) -> Decision:
    """Return the decision of an event, with its challenge."""
    return Decision.objects.select_related("challenge").get(pk=event.subject_id)


def inside(event, roles):
    """Yield the organiser's people in these roles, except whoever acted."""
    decision = decision_of(event)
    people = holders([decision.challenge.organiser_id], roles, event.at) - {event.actor_id}
    return recipients(people, url=f"/decisions/{decision.pk}/")


def lead(event):
    """Yield the lead firm's people; the link leads to the work page, for the record is the organiser's."""
    challenge = decision_of(event).challenge
    people = holders([challenge.lead_id], LEAD, event.at) - {event.actor_id}
    return recipients(people, url=f"/challenges/{challenge.pk}/work/")


def next_approvers(event):
    """Yield those whose step it is now, without the people who may not take it."""
    decision = decision_of(event)
    step = next_step(decision)
    if step is None or decision.state != "pending":
        return ()
    barred = {decision.opened_by_id, *decision.approvals.values_list("by_id", flat=True)}
    barred |= set(decision.challenge.choices.values_list("chosen_by_id", flat=True))
    people = holders([decision.challenge.organiser_id], (step.role,), event.at) - barred
    return recipients(people, url=f"/decisions/{decision.pk}/")


def when_complete(event):
    """Yield the lead firm, and the organiser's people who draft the publicity."""
    yield from lead(event)
    yield from inside(event, NOTICE_OFFICERS)


def when_sent_back(event):
    """Yield the lead firm, and the officers who may put the matter forward again."""
    yield from lead(event)
    yield from inside(event, REVIEW_OFFICERS)


def those_who_had_approved(event):
    """Yield everybody whose approval fell with the decision."""
    decision = decision_of(event)
    people = set(decision.approvals.filter(verdict="approved").values_list("by_id", flat=True))
    return recipients(people, url=f"/decisions/{decision.pk}/")


def context(event) -> dict:
    """Return what every wording may name: the challenge, the step that waits, and the message to the lead firm."""
    decision = decision_of(event)
    step = next_step(decision)
    return {
        "title": decision.challenge.title,
        "step": step.position if step else 0,
        "message": decision.message,
        "why": decision.void_reason,
        "departs": departs(decision.content),
    }


def declare(event_name, audience, *, facts=(), **more) -> None:
    """Declare a notice of this file."""
    notice(event_name, topic=DECISIONS, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("decision.opened", next_approvers, facts=("number",))
declare("decision.approved", next_approvers)
declare("decision.sent_back", when_sent_back)
declare("decision.completed", when_complete)
declare("decision.voided", those_who_had_approved, statutory=True)

silent("panel.voted", _("表决在锁定前由组长记录，锁定时一并告知。"))
