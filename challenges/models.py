"""The data of the marketplace: the one list by which Django finds every domain's models. Nobody else imports it."""

from challenges.assignment import models as assignment
from challenges.award import models as award
from challenges.bulletin import models as bulletin
from challenges.collusion import models as collusion
from challenges.core import models as core
from challenges.experts import models as experts
from challenges.files import models as files
from challenges.listing import models as listing
from challenges.proposals import models as proposals
from challenges.review import models as review

__all__ = ["assignment", "award", "bulletin", "collusion", "core", "experts", "files", "listing", "proposals", "review"]
