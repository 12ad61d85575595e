"""What the desks lend to accounts: what hangs on a member, and what waits for a signature."""

from challenges.desk.queries import leaving, signing  # noqa: F401
