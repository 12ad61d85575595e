"""Who is told of a calibration round: the experts who sit in it, at its end the officers too. No drift is mailed."""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.topics import REVIEWS
from challenges.review.models import Seat, Trial
from challenges.review.notices.review import WATCHERS
from challenges.review.states.review import SEATED
from challenges.review.states.trial import TrialistState
from notifications.registry import notice, silent


def trial_of(event) -> Trial:
    """Return the round of an event, with its batch."""
    return Trial.objects.select_related("batch").get(pk=event.subject_id)


def seated_in(trial) -> set[int]:
    """Return the experts who are asked or have accepted on the panels of a round."""
    return set(Seat.objects.filter(panel__trials=trial, state__in=SEATED).values_list("expert_id", flat=True))


def experts(event):
    """Yield every expert who sits in the round; where it was given up, only if they had been told of it."""
    trial = trial_of(event)
    told_before = event.name != "trial.voided" or event.facts.get("begun")
    # A round that was given up is no longer there for an expert.
    url = "/desk/" if event.name == "trial.voided" else f"/trials/{trial.pk}/"
    return recipients(seated_in(trial) if told_before else set(), url=url)


def unfinished(event):
    """Yield the experts who have not handed in."""
    trial = trial_of(event)
    done = trial.trialists.filter(state=TrialistState.HANDED_IN).values_list("expert_id", flat=True)
    return recipients(seated_in(trial) - set(done), url=f"/trials/{trial.pk}/")


def watchers(event):
    """Yield the organiser's officers and supervisor, except whoever acted."""
    trial = trial_of(event)
    people = holders([trial.batch.organiser_id], WATCHERS, event.at) - {event.actor_id}
    return recipients(people, url=f"/trials/{trial.pk}/")


def experts_who_handed_in_and_watchers(event):
    """Yield the experts who have a drift to read, and the organiser's people."""
    trial = trial_of(event)
    done = set(trial.trialists.filter(state=TrialistState.HANDED_IN).values_list("expert_id", flat=True))
    yield from recipients(done & seated_in(trial), url=f"/trials/{trial.pk}/")
    yield from watchers(event)


def experts_and_watchers(event):
    """Yield the experts and the organiser's people."""
    yield from experts(event)
    yield from watchers(event)


def context(event) -> dict:
    """Return what every wording names: the batch, how many samples, and the last moment."""
    trial = trial_of(event)
    due = trial.due_at.isoformat() if trial.due_at else ""
    return {"batch": trial.batch.name, "samples": trial.samples.count(), "due_at": due}


def declare(event_name, audience, *facts, **more) -> None:
    """Declare a notice of this file; the right to know is asked again at sending."""
    notice(event_name, topic=REVIEWS, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("trial.begun", experts)
declare("trial.due", unfinished)
for _closed in ("trial.closed", "trial.closed_early"):
    declare(_closed, experts_who_handed_in_and_watchers, "handed_in", "of", template="notices/trial.closed.txt")
declare("trial.voided", experts_and_watchers, "reason")

silent("trial.planned", _("开始试评之前不告知任何人。"))
silent("trial.revised", _("开始试评之前不告知任何人。"))
silent("trial.joined", _("专家自己参加的。"))
silent("trialist.scored", _("试评结束之前，除专家本人外没有人知道分数。"))
silent("trialist.handed_in", _("组织方在试评进度里看到。"))
