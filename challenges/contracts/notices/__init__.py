"""Who is told of what follows the award."""

from challenges.contracts.notices import milestone, payment  # noqa: F401
