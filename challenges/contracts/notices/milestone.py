"""Who is told of a milestone: the firm that works, the lead firm, the organiser; and what is left to do."""

from django.utils.translation import gettext_lazy as _

from challenges.contracts.models import Milestone
from challenges.contracts.queries.evidence import lines
from challenges.contracts.states.milestone import CLOSED_MILESTONE, WITH_FIRM
from challenges.core.notices.audience import among, holders, recipients
from notifications.registry import notice, silent, topic

MILESTONES = topic("milestones", _("里程碑"))
FIRM_ROLES = ("project_lead", "handler")
LEAD_ROLES = ("tech_lead", "handler")
OFFICE_ROLES = ("contract_officer", "batch_admin")
ALARM = ("due", "days", "overdue")


def milestone_of(event) -> Milestone:
    """Return the milestone of an event, with its contract."""
    rows = Milestone.objects.select_related("contract__challenge", "contract__proposal")
    return rows.get(pk=event.subject_id)


def told(event, organisation_id, roles):
    """Yield those who hold one of these roles there, without whoever did it."""
    people = holders([organisation_id], roles, event.at) - {event.actor_id}
    return recipients(people, url=f"/milestones/{event.subject_id}/")


def firm(event):
    """Yield those who work for the milestone."""
    return told(event, milestone_of(event).contract.proposal.organisation_id, FIRM_ROLES)


def lead(event):
    """Yield those who check it for the lead firm."""
    return told(event, milestone_of(event).contract.challenge.lead_id, LEAD_ROLES)


def office(event):
    """Yield those who decide at the organiser."""
    return told(event, milestone_of(event).contract.challenge.organiser_id, OFFICE_ROLES)


def checkers(event):
    """Yield those who check it, on both sides."""
    yield from lead(event)
    yield from office(event)


def everybody(event):
    """Yield all three sides."""
    yield from firm(event)
    yield from checkers(event)


def context(event) -> dict:
    """Return what is told of a milestone: of which contract, until when, and what is still without evidence."""
    milestone = milestone_of(event)
    open_now = milestone.due_at if milestone.state not in CLOSED_MILESTONE else None
    missing = [line.indicator.name for line in lines(milestone) if line.missing] if milestone.state in WITH_FIRM else []
    return {
        "contract": milestone.contract.number,
        "title": milestone.contract.challenge.title,
        "milestone": milestone.name,
        "due_at": open_now.isoformat() if open_now else "",
        "missing": missing,
        "decision": milestone.decision,
    }


def declare(event_name, audience, facts=()) -> None:
    """Declare a notice on a milestone; those to its parties cannot be switched off."""
    still = among(audience)
    notice(event_name, topic=MILESTONES, audience=audience, context=context, facts=facts, still=still, statutory=True)


declare("milestone.drew_near", firm)
declare("milestone.due", firm, ALARM)
silent("milestone.measured", _("证据在提交之前只有揭榜方自己看。"))
declare("milestone.progress_reported", checkers)
declare("milestone.submitted", checkers)
declare("milestone.opinion_due", lead, ALARM)
declare("milestone.opinion_given", office)
declare("milestone.handed_up", checkers)
declare("milestone.decision_due", office, ALARM)
declare("milestone.passed", everybody)
declare("milestone.sent_back", everybody)
declare("milestone.rectification_due", firm, ALARM)
declare("milestone.rechecked", everybody)
declare("milestone.failed", everybody)
declare("milestone.missed", everybody)
declare("milestone.escalated", everybody)
declare("milestone.recounted", checkers, ("old", "new", "year"))
