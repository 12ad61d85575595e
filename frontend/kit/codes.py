"""Typing in a code that came by mail: how long it holds, how many tries are left, and having it sent again."""

import math
import time

from django.utils.translation import ngettext

# How long to wait before a code may be sent again, and how often it may be.
WAIT = 60
MOST = 3


class Pending:
    """A code under way, over the state that allauth keeps of it in the session."""

    def __init__(self, process):
        self.process = process
        self.state = process.state

    @property
    def minutes(self) -> int:
        """For how many minutes the code still holds, at least one."""
        return max(1, math.ceil((self.state["at"] + self.process.timeout - time.time()) / 60))

    @property
    def tries(self) -> int:
        """How many tries are left."""
        return self.process.max_attempts - self.state["failed_attempts"]

    @property
    def wait(self) -> int:
        """In how many seconds the code may be sent again; 0 when it may be now."""
        return max(0, math.ceil(self.state["at"] + WAIT - time.time()))

    @property
    def used_up(self) -> bool:
        """Whether the code was sent again as often as it may be."""
        return self.state["resend_count"] >= MOST

    def renew(self) -> None:
        """Count the time and the tries from now: the code that follows is a new one."""
        self.state["at"] = time.time()
        self.state["failed_attempts"] = 0

    @property
    def wait_words(self) -> str:
        """The wait in words."""
        return ngettext("%(n)d 秒后可以重新发送。", "%(n)d 秒后可以重新发送。", self.wait) % {"n": self.wait}
