"""Who is told of an objection: whoever filed it, and those at the organiser who handle it."""

from django.utils.translation import gettext_lazy as _

from challenges.award.models import Objection, Side
from challenges.award.states.objection import COUNTED
from challenges.bulletin.notices import NOTICE_OFFICERS
from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.take_back import declare_taken_back
from notifications.registry import notice, silent, topic

OBJECTIONS = topic("objections", _("异议"))

# Those of a firm who may speak for it before the desk.
SPEAKERS = ("signer", "handler")
HANDLERS = (*NOTICE_OFFICERS, "supervisor")
ALARM = ("due", "days", "overdue")


def objection_of(event) -> Objection:
    """Return the objection of an event, with its challenge."""
    return Objection.objects.select_related("challenge").get(pk=event.subject_id)


def objector(event):
    """Yield the person who filed the objection."""
    objection = Objection.objects.get(pk=event.subject_id)
    return recipients({objection.filed_by_id}, url=f"/objections/{objection.pk}/")


def handlers(event):
    """Yield the organiser's people for objections, and the supervisor."""
    objection = objection_of(event)
    people = holders([objection.challenge.organiser_id], HANDLERS, event.at) - {event.actor_id}
    return recipients(people, url=f"/objections/{objection.pk}/")


def both_sides(event):
    """Yield the objector and those who handle objections."""
    yield from objector(event)
    yield from handlers(event)


def heard(event):
    """Yield the people of the firms that were asked as those objected to."""
    objection = objection_of(event)
    firms = objection.inquiries.filter(side=Side.TARGET).values_list("organisation_id", flat=True)
    return recipients(holders(firms, SPEAKERS, event.at), url=f"/objections/{objection.pk}/")


def everybody(event):
    """Yield the objector, the firms objected to that were heard, and those who handle objections."""
    yield from both_sides(event)
    yield from heard(event)


def context(event) -> dict:
    """Return what is told of an objection: its number and last moment, and nothing that names the objector."""
    objection = objection_of(event)
    due = objection.due_at if objection.state in COUNTED else None
    return {
        "title": objection.challenge.title,
        "objection": objection.number,
        "decision": objection.decision,
        "review": objection.review_decision,
        "due_at": due.isoformat() if due else "",
        "review_until": objection.review_until.isoformat() if objection.review_until else "",
    }


def declare(event_name, audience, facts=()) -> None:
    """Declare a notice on an objection; those to its parties cannot be switched off."""
    still = among(audience)
    notice(event_name, topic=OBJECTIONS, audience=audience, context=context, facts=facts, still=still, statutory=True)


declare("objection.filed", both_sides)
declare("objection.registered", objector)
declare_taken_back("objection", topic=OBJECTIONS, labels={"register": _("登记异议")})
declare("objection.refused", both_sides)
declare("objection.upheld", everybody, ("back_to",))
declare("objection.dismissed", everybody)
declare("objection.withdrawn", handlers)
declare("objection.recounted", both_sides, ("old", "new", "year"))
declare("objection.review_asked", everybody)
declare("objection.affirmed", everybody)
declare("objection.reversed", everybody)
silent("objection.final", _("结论已经告知；逾期不能再申请复核，公告里写明了。"))
declare("objection.review_due", handlers, ALARM)
declare("objection.registration_due", handlers, ALARM)
declare("objection.conclusion_due", handlers, ALARM)
