"""Who is told of an inquiry: the side asked, the desk that waits for the answer, and whom an answer is passed on to."""

from django.utils.translation import gettext_lazy as _

from challenges.award.models import Inquiry, Side
from challenges.award.notices.objection import HANDLERS, OBJECTIONS, SPEAKERS
from challenges.award.queries.hearing import targets
from challenges.core.notices.audience import among, holders, recipients
from notifications.registry import notice, silent

ALARM = ("due", "days", "overdue")


def inquiry_of(event) -> Inquiry:
    """Return the inquiry of an event, with its objection."""
    return Inquiry.objects.select_related("objection__challenge").get(pk=event.subject_id)


def address(inquiry: Inquiry) -> str:
    """Return the address of an inquiry."""
    return f"/inquiries/{inquiry.pk}/"


def asked(event):
    """Yield those who may answer: the objector, or the people of the firm."""
    inquiry = inquiry_of(event)
    if inquiry.side == Side.OBJECTOR:
        return recipients({inquiry.objection.filed_by_id}, url=address(inquiry))
    return recipients(holders([inquiry.organisation_id or 0], SPEAKERS, event.at), url=address(inquiry))


def desk(event):
    """Yield the organiser's people for objections, and the supervisor."""
    inquiry = inquiry_of(event)
    organiser = inquiry.objection.challenge.organiser_id
    people = holders([organiser], HANDLERS, event.at) - {event.actor_id}
    return recipients(people, url=f"/objections/{inquiry.objection_id}/")


def both(event):
    """Yield the side asked and the desk."""
    yield from asked(event)
    yield from desk(event)


def given(event):
    """Yield those of the side that an answer was passed on to."""
    inquiry = inquiry_of(event)
    objection, to = inquiry.objection, event.facts["reader"]
    if to == Side.OBJECTOR:
        return recipients({objection.filed_by_id}, url=address(inquiry))
    if to == Side.LEAD:
        firms = {objection.challenge.lead_id}
    else:
        asked_too = objection.inquiries.filter(side=Side.TARGET).values_list("organisation_id", flat=True)
        firms = {firm.pk for firm in targets(objection)} & set(asked_too)
    return recipients(holders(firms, SPEAKERS, event.at), url=address(inquiry))


def context(event) -> dict:
    """Return what is told of an inquiry: the objection's number and the last moment, never who objected."""
    inquiry = inquiry_of(event)
    return {
        "title": inquiry.objection.challenge.title,
        "objection": inquiry.objection.number,
        "due_at": inquiry.due_at.isoformat() if inquiry.due_at else "",
    }


def declare(event_name, audience, facts=()) -> None:
    """Declare a notice on an inquiry; nobody switches it off, since its limit runs against them."""
    still = among(audience)
    notice(event_name, topic=OBJECTIONS, audience=audience, context=context, facts=facts, still=still, statutory=True)


declare("inquiry.asked", asked)
declare("inquiry.answered", desk)
declare("inquiry.lapsed", both)
declare("inquiry.closed", asked)
declare("inquiry.released", given)
declare("inquiry.recounted", both, ("old", "new", "year"))
declare("inquiry.answer_due", asked, ALARM)
silent("objection.inquired", _("随询问本身告知被询问的一方。"))
