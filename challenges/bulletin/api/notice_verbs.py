"""Every verb of a public notice as a resource."""

from challenges.bulletin import actions as notice
from challenges.core.api import bodies
from challenges.core.api.resource import Transition

NOTICE = (
    Transition("edit", "words", notice.edit, bodies.Words),
    Transition("post", "posting", notice.post, signs=True),
    Transition("discard", "discarding", notice.discard),
)
