"""What the desks lend to accounts: what hangs on a member, and what waits for a signature; and what takes two."""

from challenges.core import motions as two_persons
from challenges.desk import motions
from challenges.desk.queries import leaving, signing  # noqa: F401

for act in motions.ACTS:
    two_persons.register(act)
