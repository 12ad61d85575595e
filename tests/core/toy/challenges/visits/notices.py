"""Who is told of visits: the firm, when it is agreed; the organiser, while it waits for an answer."""

from challenges.visits.models import Visit

from challenges.core.notices.audience import holders, recipients
from notifications.registry import notice, silent, topic

VISITS = topic("visits", "走访")


def firm(event):
    """Yield the people of the firm that asked."""
    visit = Visit.objects.get(pk=event.subject_id)
    return recipients(holders([visit.firm_id], ("handler",), event.at), url=f"/visits/{visit.pk}/")


def organiser(event):
    """Yield those of the organiser who could answer."""
    visit = Visit.objects.select_related("batch").get(pk=event.subject_id)
    return recipients(holders([visit.batch.organiser_id], ("batch_admin",), event.at), url=f"/visits/{visit.pk}/")


notice("visit.agreed", topic=VISITS, audience=firm, facts=("place",))
notice("visit.answer_due", topic=VISITS, audience=organiser, facts=("due",))
silent("visit.lapsed", "a firm that nobody answers asks again")
