"""Who is told of draws: the supervisor of each, so that none can be repeated until it pleases."""

from django.utils.translation import gettext_lazy as _

from challenges.assignment.models import Draw
from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.topics import REVIEWS
from notifications.registry import notice, silent


def supervisors(event):
    """Yield the organiser's supervisors."""
    panel = panel_of(event)
    people = holders([panel.challenge.organiser_id], ("supervisor",), event.at) - {event.actor_id}
    return recipients(people, url=f"/panels/{panel.pk}/")


def panel_of(event):
    """Return the panel of a draw, with its challenge."""
    return Draw.objects.select_related("panel__challenge").get(pk=event.subject_id).panel


def context(event) -> dict:
    """Return what every wording names: the challenge and the panel."""
    panel = panel_of(event)
    return {"title": panel.challenge.title, "panel": panel.name}


def declare(event_name, *facts) -> None:
    """Declare a notice of this file for the supervisors."""
    still = among(supervisors)
    notice(event_name, topic=REVIEWS, audience=supervisors, context=context, facts=facts, still=still)


declare("draw.promised", "commitment", "size", "reserves", "beacon_name")
declare("draw.made", "pool", "drawn", "seats_missing", "record_hash")
declare("draw.voided", "reason", "made")

silent("draw.applied", _("名单在邀请之前不告知任何人；抽取时纪检已经知道。"))
