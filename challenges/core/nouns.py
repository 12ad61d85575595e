"""The nouns of the common parts: jobs."""

from challenges.core.access import job
from challenges.core.models import Job
from challenges.core.noun import Noun, register
from challenges.core.states import JOB

register(Noun(JOB, Job, job.MAY, job.relations, job.visible_to))
