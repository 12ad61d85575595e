"""Every verb of a public notice as a resource."""

from challenges.actions import notice

from . import bodies
from .resource import Transition

NOTICE = (
    Transition("edit", "words", notice.edit, bodies.Words),
    Transition("post", "posting", notice.post, signs=True),
    Transition("discard", "discarding", notice.discard),
)
