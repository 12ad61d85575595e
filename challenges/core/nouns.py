"""The nouns of the common parts: jobs and motions."""

from challenges.core.access import job, motion
from challenges.core.models import Job, Motion
from challenges.core.noun import Noun, register
from challenges.core.states import JOB, MOTION

register(Noun(JOB, Job, job.MAY, job.relations, job.visible_to))
register(Noun(MOTION, Motion, motion.MAY, motion.relations, motion.visible_to))
