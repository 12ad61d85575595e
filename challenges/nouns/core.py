"""The nouns of the common parts: jobs."""

from challenges.access import job
from challenges.models import Job
from challenges.states.job import JOB
from challenges.states.noun import Noun, register

register(Noun(JOB, Job, job.MAY, job.relations, job.visible_to))
