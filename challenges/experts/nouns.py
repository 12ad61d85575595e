"""What the pool registers when the site starts."""

from challenges.core import motions as two_persons
from challenges.experts import motions

for act in motions.ACTS:
    two_persons.register(act)
