"""Who is told of signals: the supervisor, when one is taken up for an inquiry. That there are any is told to nobody."""

from django.utils.translation import gettext_lazy as _

from challenges.collusion.models import Signal
from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.topics import REVIEWS
from challenges.review.models import Seat
from notifications.registry import notice, silent


def supervisors(event):
    """Yield the organiser's supervisors, except whoever acted and whoever reviews this challenge themselves."""
    signal = Signal.objects.select_related("first__challenge").get(pk=event.subject_id)
    challenge = signal.first.challenge
    people = holders([challenge.organiser_id], ("supervisor",), event.at) - {event.actor_id}
    return recipients(people - reviewers(signal), url=f"/challenges/{challenge.pk}/signals/")


def reviewers(signal) -> set[int]:
    """Return the experts who sit on a panel of one of the two challenges: they must not learn of it."""
    challenges = {signal.first.challenge_id, signal.second.challenge_id}
    return set(Seat.objects.filter(panel__challenge__in=challenges).values_list("expert_id", flat=True))


def context(event) -> dict:
    """Return what the wording names: the challenge."""
    return {"title": Signal.objects.select_related("first__challenge").get(pk=event.subject_id).first.challenge.title}


notice(
    "signal.pursued",
    topic=REVIEWS,
    audience=supervisors,
    context=context,
    facts=("note",),
    still=among(supervisors),
)

silent("signal.explained", _("说明的人自己知道，页面上可查。"))
silent("comparison.asked", _("比对在后台进行，结果只在线索页面上看。"))
silent("comparison.done", _("线索只在线索页面上看，不另行告知。"))
