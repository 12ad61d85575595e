"""Every verb of a public notice as a resource."""

from challenges.bulletin.actions import notice, schedule
from challenges.core.api import bodies
from challenges.core.api.resource import Transition

NOTICE = (
    Transition("edit", "words", notice.edit, bodies.Words),
    Transition("post", "posting", notice.post, signs=True),
    Transition("schedule", "schedule", schedule.schedule, bodies.PostingTime, signs=True),
    Transition("unschedule", "unscheduling", schedule.unschedule),
    Transition("discard", "discarding", notice.discard),
)
