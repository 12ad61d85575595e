"""The nouns of the common parts: jobs and motions; and the acts on accounts that take two."""

from challenges.core import account_acts
from challenges.core import motions as two_persons
from challenges.core.access import job, motion
from challenges.core.actions import motion as actions
from challenges.core.actions import saved_view  # noqa: F401
from challenges.core.models import Job, Motion
from challenges.core.noun import Noun, register, takes
from challenges.core.states import JOB, MOTION

register(Noun(JOB, Job, job.MAY, job.relations, job.visible_to))
register(Noun(MOTION, Motion, motion.MAY, motion.relations, motion.visible_to))
takes("motion", expire=actions.expire)
for act in account_acts.ACTS:
    two_persons.register(act)
